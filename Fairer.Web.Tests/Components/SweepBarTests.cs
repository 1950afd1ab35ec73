using Bunit;
using Fairer.Core.Sweeps;
using Fairer.Web.Components.Controls;
using Fairer.Web.Services;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Components;

public sealed class SweepBarTests : IAsyncDisposable
{
    private readonly PageContext _page = new();

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public void Progress_is_told_in_numbers()
    {
        var bar = Render(Views.Of(Samples.Sweep(), run => run.Id switch
        {
            <= 11 => Samples.Train(run, 10, RunStatus.Finished),
            <= 13 => Samples.Train(run, 5, RunStatus.Running),
            _ => run,
        }));

        Assert.StartsWith("11 of 33 runs finished · 2 running · ", bar.Find("#sweep-state").TextContent, StringComparison.Ordinal);
        Assert.EndsWith(" left", bar.Find("#sweep-state").TextContent, StringComparison.Ordinal);
        Assert.Equal("36", bar.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
        Assert.Empty(bar.FindAll("[role=alert]"));
    }

    [Fact]
    public void A_failure_is_told_with_its_reason()
    {
        var bar = Render(Views.Of(Samples.Sweep(), run => run.Id == 3 ? run with { Status = RunStatus.Failed, Failure = "The loss is NaN." } : run));

        Assert.Equal("A run failed: The loss is NaN.", bar.Find("[role=alert]").TextContent);
    }

    [Fact]
    public async Task Another_sweep_can_be_chosen()
    {
        long chosen = 0;
        var bar = Render(Views.Of(Samples.Sweep()), id => chosen = id);

        await bar.Find("select").ChangeAsync("1");

        Assert.Equal(1, chosen);
        Assert.Contains("Adult · DP · c50", bar.Find("option").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sweep_with_a_title_goes_by_it()
    {
        var bar = Render(Views.Of(Samples.Sweep() with { Title = "Fig. 3 · Adult · ΔDP" }));

        Assert.StartsWith("Sweep 1 · Fig. 3 · Adult · ΔDP · ", bar.Find("option").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<SweepBar> Render(SweepView view, Action<long>? choose = null) => _page.Render<SweepBar>(parameters => parameters
        .Add(bar => bar.Sweeps, [view])
        .Add(bar => bar.Shown, view)
        .Add(bar => bar.Progress, SweepProgress.Of(view.Runs, workers: 2))
        .Add(bar => bar.OnChoose, id => choose?.Invoke(id)));
}
