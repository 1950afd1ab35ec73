using System.Text.Json;
using Bunit;
using Fairer.Core.Models;
using Fairer.Core.Sweeps;
using Fairer.Web.Components.Pages;
using Fairer.Web.Services.Widths;
using Fairer.Web.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Fairer.Web.Tests.Components;

public sealed class WidthsTests : IAsyncDisposable
{
    private readonly PageContext _page = new();

    private NavigationManager Navigation => _page.Services.GetRequiredService<NavigationManager>();

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task The_form_says_what_it_would_train_and_trains_it()
    {
        var page = _page.Render<Widths>();
        await page.Find("#width").InputAsync("10, 50");
        await page.Find("#depth").InputAsync("1:2");
        await page.Find("#lambda").InputAsync("0.4");
        await page.Find("#seeds").InputAsync("0");
        Assert.StartsWith("8 runs of 10 epochs", page.Find("#plan").TextContent, StringComparison.Ordinal);

        await page.Find("form").SubmitAsync();

        Assert.Equal(["1x10", "10", "1x50", "50"], _page.Sweeps.Runs(1).Select(run => run.Spec.Network.ToString()).Distinct());
        Assert.Equal("Widths · Synthetic census · ΔDP", _page.Sweeps.Board.Sweep(1)!.Spec.Title);
        await Wait.UntilAsync(() => Assert.Contains("0 of 8 trained", page.Find("#widths-state").TextContent, StringComparison.Ordinal));
        await page.Find(".foot button[type=button]").ClickAsync();
        await Wait.UntilAsync(() => Assert.Contains("cancel 1", _page.Sweeps.Asked));
    }

    [Fact]
    public async Task Finished_runs_of_any_sweep_are_shown_when_they_fit()
    {
        await FinishAsync([new MlpShape(10, 10), new MlpShape(200, 200)]);
        await FinishAsync([new MlpShape(50, 50)]);
        await FinishAsync([new MlpShape(20, 20)], epochs: 3); // trained otherwise

        var page = _page.Render<Widths>();

        // FairReg and DRAlign at two λ with two seeds, three widths.
        await Wait.UntilAsync(() => Assert.Equal("24 finished runs shown", page.Find("#widths-state").TextContent));
        var trace = await TraceAsync("width-0-0");
        Assert.Equal([10, 50, 200], trace.X);
    }

    [Fact]
    public async Task Deleted_runs_are_shown_no_longer()
    {
        await FinishAsync([new MlpShape(10, 10), new MlpShape(200, 200)]);
        var page = _page.Render<Widths>();
        await Wait.UntilAsync(() => Assert.Equal("16 finished runs shown", page.Find("#widths-state").TextContent));

        await _page.Sweeps.DeleteAsync([], [.. _page.Sweeps.Runs(1).Where(run => run.Spec.Network.Equals(new MlpShape(200, 200))).Select(run => run.Id)], CancellationToken.None);

        await Wait.UntilAsync(() => Assert.Equal("8 finished runs shown", page.Find("#widths-state").TextContent));
    }

    [Fact]
    public async Task Networks_are_compared_at_equal_lambda_or_at_equal_gap()
    {
        await FinishAsync([new MlpShape(10, 10), new MlpShape(50, 50)]);
        var page = _page.Render<Widths>();
        Assert.Equal(["0.2", "0.6"], page.FindAll("#at-lambda option").Select(option => option.TextContent));

        await page.Find("#at-lambda").ChangeAsync("0.6");
        Assert.EndsWith("&value=0.6", Navigation.Uri, StringComparison.Ordinal);
        await Wait.UntilAsync(() => Assert.Contains(_page.Drawn, drawn => drawn.Contains("at λ 0.6", StringComparison.Ordinal)));

        await page.Find("#at-equal-DP").ChangeAsync("on");
        Assert.Contains("at=gap", Navigation.Uri, StringComparison.Ordinal);
        await Wait.UntilAsync(() => Assert.Contains(_page.Drawn, drawn => drawn.Contains("at DP 0.", StringComparison.Ordinal)));
        Assert.Contains("joined by straight lines", page.Find(".reading").TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Find("#at-gap"));
    }

    [Fact]
    public void What_is_typed_wrong_is_said_where_it_stands()
    {
        Navigation.NavigateTo("widths?widths=5,0&lambda=-1");

        var page = _page.Render<Widths>();

        Assert.Equal("1 to 8192 units are possible, not 0.", page.Find("#width-help").TextContent);
        Assert.True(page.Find("button[type=submit]").HasAttribute("disabled"));
    }

    [Fact]
    public void The_address_gives_back_what_it_was_made_from()
    {
        var written = new WidthsAddress(
            new WidthsForm { Dataset = "synthetic", Metric = Core.Fairness.FairnessMetric.EqualizedOdds, Methods = ["erm", "dralign"], Widths = "5:20:5, 2000", Depths = "1:6", Epochs = "3" },
            Depth: 4, ByGap: true, Value: 0.05);

        var read = WidthsAddress.Read("http://localhost/" + written.Write(), "adult");

        Assert.Equal(written.Write(), read.Write());
        Assert.Equal(("synthetic", "5:20:5, 2000", "1:6", "3", 4, true, 0.05), (read.Form.Dataset, read.Form.Widths, read.Form.Depths, read.Form.Epochs, read.Depth, read.ByGap, read.Value));
        Assert.Equal("widths", WidthsAddress.Read("http://localhost/widths", "").Write());
    }

    private async Task FinishAsync(IReadOnlyList<NetworkShape> networks, int epochs = 10)
    {
        var sweep = await _page.Sweeps.StartAsync(
            Samples.Sweep() with { Datasets = ["synthetic"], Methods = ["fairreg", "dralign"], Lambdas = [0.2, 0.6], Betas = [0.01], Seeds = [0, 1], Networks = networks, Epochs = epochs },
            CancellationToken.None);
        _page.Sweeps.Change(sweep, _ => true, run => Samples.Train(run, epochs, RunStatus.Finished));
    }

    private async Task<(double[] X, double[] Y)> TraceAsync(string uid)
    {
        JsonElement? found = null;
        await Wait.UntilAsync(() =>
        {
            found = _page.Drawn.Select(drawn => JsonDocument.Parse(drawn).RootElement.GetProperty("traces").EnumerateArray().FirstOrDefault(trace => trace.GetProperty("uid").GetString() == uid))
                .LastOrDefault(trace => trace.ValueKind == JsonValueKind.Object);
            Assert.Equal(JsonValueKind.Object, found!.Value.ValueKind);
        });
        double[] Values(string axis) => [.. found!.Value.GetProperty(axis).EnumerateArray().Select(value => value.GetDouble())];
        return (Values("x"), Values("y"));
    }
}
