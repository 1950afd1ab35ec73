using Bunit;
using Fairer.Core.Sweeps;
using Fairer.Web.Components.Controls;
using Fairer.Web.Services;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Components;

public sealed class RunPanelTests : IAsyncDisposable
{
    private readonly PageContext _page = new();
    private readonly List<string> _asked = [];

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public void A_finished_run_shows_scores_charts_configuration_and_its_weights()
    {
        var view = Views.Finished(Samples.Sweep());
        var run = view.Runs.First(run => run.Spec is { Method: "dralign", Lambda: 0.4, Seed: 1 });

        var panel = Render(run, [run]);

        Assert.Contains($"Run {run.Id}", panel.Find("h2").TextContent, StringComparison.Ordinal);
        Assert.Contains(Formats.Score(run.Selected!.Test.AveragePrecision), panel.Find(".scores").TextContent, StringComparison.Ordinal);
        Assert.Equal(["AP", "Gap (DP)", "Loss and its terms", "Cosine of each layer"], panel.FindAll("figcaption b").Select(title => title.TextContent));
        Assert.Contains("−β·Σ cos", panel.Markup, StringComparison.Ordinal);
        Assert.Contains("10 × 100", panel.Find(".settings").TextContent, StringComparison.Ordinal);
        Assert.Equal([$"runs/{run.Id}/weights.npz", $"rationale/{run.Id}"], panel.FindAll("footer a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public void A_run_that_waits_says_so_and_has_no_weights()
    {
        var panel = Render(Views.Of(Samples.Sweep()).Runs.First(), []);

        Assert.Contains("waits for its turn", panel.Markup, StringComparison.Ordinal);
        Assert.Empty(panel.FindAll("footer a"));
    }

    [Fact]
    public void A_failed_run_gives_its_reason()
    {
        var run = Views.Of(Samples.Sweep()).Runs.First() with { Status = RunStatus.Failed, Failure = "The loss is NaN." };

        Assert.Equal("The loss is NaN.", Render(run, []).Find("[role=alert]").TextContent);
    }

    [Fact]
    public async Task Other_seeds_are_one_press_away_and_it_closes()
    {
        var view = Views.Finished(Samples.Sweep());
        RunState[] siblings = [.. view.Runs.Where(run => run.Spec.Method == "erm")];
        var panel = Render(siblings[0], siblings);

        await panel.FindAll(".seeds button")[2].ClickAsync();
        await panel.Find("#close-run").ClickAsync();

        Assert.Equal([$"open {siblings[2].Id}", "close"], _asked);
    }

    private IRenderedComponent<RunPanel> Render(RunState run, IReadOnlyList<RunState> siblings) => _page.Render<RunPanel>(parameters => parameters
        .Add(panel => panel.Run, run)
        .Add(panel => panel.Siblings, siblings)
        .Add(panel => panel.OnOpen, id => _asked.Add($"open {id}"))
        .Add(panel => panel.OnClose, () => _asked.Add("close")));
}
