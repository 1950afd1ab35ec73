using Bunit;
using Fairer.Core.Sweeps;
using Fairer.Web.Components.Charts;
using Fairer.Web.Tests.Support;
using Microsoft.JSInterop;

namespace Fairer.Web.Tests.Components;

public sealed class PlotlyChartTests : IAsyncDisposable
{
    private readonly PageContext _page = new();
    private readonly TradeoffChart _chart = new();

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task The_first_figure_is_sent_whole()
    {
        var figure = _chart.Draw(Views.Finished(Samples.Sweep()));

        await ShowAsync(Render(), figure);

        var sent = Assert.Single(_page.Drawn);
        Assert.All(figure.Traces, trace => Assert.Contains($"\"uid\":\"{trace.Uid}\"", sent, StringComparison.Ordinal));
        Assert.Contains("\"layout\":{", sent, StringComparison.Ordinal);
        Assert.Contains("\"hovertext\":[", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_figure_is_not_sent_again()
    {
        var view = Views.Finished(Samples.Sweep());
        var chart = Render();

        await ShowAsync(chart, _chart.Draw(view));
        await ShowAsync(chart, _chart.Draw(view));

        Assert.Single(_page.Drawn);
    }

    [Fact]
    public async Task Only_the_series_that_changed_is_sent()
    {
        var view = Views.Of(Samples.Sweep(), run => Samples.Train(run, 3, RunStatus.Running));
        var chart = Render();
        await ShowAsync(chart, _chart.Draw(view));

        view.Apply([Samples.Train(view.Runs.First(run => run.Spec.Method == "erm"), 4, RunStatus.Running)]);
        await ShowAsync(chart, _chart.Draw(view));

        Assert.Equal(2, _page.Drawn.Count);
        Assert.Contains("\"uid\":\"running-adult-erm-50-0-0\"", _page.Drawn[1], StringComparison.Ordinal);
        Assert.Contains("\"uid\":\"trail-adult-erm-50-0-0\"", _page.Drawn[1], StringComparison.Ordinal);
        Assert.Equal(2, System.Text.RegularExpressions.Regex.Count(_page.Drawn[1], "\"uid\":"));
    }

    [Fact]
    public async Task What_the_browser_did_not_acknowledge_is_sent_again()
    {
        var figure = _chart.Draw(Views.Finished(Samples.Sweep()));
        var chart = Render();
        var call = _page.Charts.SetupVoid("show", _ => true);
        call.SetException(new JSException("gone"));
        await Assert.ThrowsAsync<JSException>(() => ShowAsync(chart, figure));

        call.SetVoidResult();
        await ShowAsync(chart, figure);

        Assert.Equal(2, _page.Drawn.Count);
        Assert.Equal(_page.Drawn[0], _page.Drawn[1]);
    }

    [Fact]
    public async Task A_value_that_is_not_a_number_leaves_a_gap()
    {
        var view = Views.Of(Samples.Sweep(), run =>
        {
            var trained = Samples.Train(run, 2, RunStatus.Running);
            return trained with { Epochs = [.. trained.Epochs.Select(epoch => epoch with { Test = epoch.Test with { AveragePrecision = double.NaN } })] };
        });

        await ShowAsync(Render(), _chart.Draw(view));

        Assert.Contains("\"NaN\"", Assert.Single(_page.Drawn), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_followed_is_asked_for_once_in_a_connection_and_not_known_to_be_shown()
    {
        using var connection = new CancellationTokenSource();
        var figure = _chart.Draw(Views.Finished(Samples.Sweep()));
        var (chart, other) = (Render(), Render());
        await ShowAsync(chart, figure);

        await FollowAsync(chart, figure, other, CancellationToken.None);
        await FollowAsync(chart, figure, other, CancellationToken.None);
        Assert.Equal(Feed, Assert.Single(_page.Followed));
        await FollowAsync(chart, figure, other, connection.Token);
        Assert.Equal(2, _page.Followed.Count);

        await ShowAsync(chart, figure);
        await ShowAsync(chart, figure);
        Assert.Equal(2, _page.Drawn.Count);
        Assert.Equal(_page.Drawn[0], _page.Drawn[1]);

        await FollowAsync(chart, figure, other, connection.Token);
        Assert.Equal(3, _page.Followed.Count);
    }

    [Fact]
    public async Task A_browser_that_cannot_follow_is_shown_everything()
    {
        _page.Charts.Setup<bool>("follow", _ => true).SetResult(false);
        var view = Views.Of(Samples.Sweep(), run => Samples.Train(run, 3, RunStatus.Running));
        var (chart, other) = (Render(), Render());

        await FollowAsync(chart, _chart.Draw(view), other, CancellationToken.None);
        Assert.Equal(2, _page.Drawn.Count);

        view.Apply([Samples.Train(view.Runs.First(), 4, RunStatus.Running)]);
        await FollowAsync(chart, _chart.Draw(view), other, CancellationToken.None);
        Assert.Contains("epoch 4 of 10", _page.Drawn[^1], StringComparison.Ordinal);
        Assert.Single(_page.Followed);
    }

    private const string Feed = "sweeps/1/charts?mode=Whole";

    private static Task FollowAsync(IRenderedComponent<PlotlyChart> chart, Figure figure, IRenderedComponent<PlotlyChart> other, CancellationToken connection) =>
        chart.InvokeAsync(() => chart.Instance.FollowAsync(Feed, figure, other.Instance, SimilarityChart.Empty(), connection, CancellationToken.None));

    private IRenderedComponent<PlotlyChart> Render() => _page.Render<PlotlyChart>(parameters => parameters
        .Add(chart => chart.Id, "chart").Add(chart => chart.Label, "A chart"));

    private static Task ShowAsync(IRenderedComponent<PlotlyChart> chart, Figure figure) =>
        chart.InvokeAsync(() => chart.Instance.ShowAsync(figure, CancellationToken.None));
}
