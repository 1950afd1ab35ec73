using Fairer.Web.Components.Charts;
using Fairer.Web.Services;
using Fairer.Web.Services.Present;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls.Present;

/// <summary>What the audience sees of a talk.</summary>
public sealed partial class Stage
{
    private const double Usual = 1.15;
    private const double FromAfar = 1.9;

    private readonly TradeoffChart _gapChart = new();
    private readonly SimilarityChart _similarityChart = new();
    private readonly TalkFigure _gapFigure = new();
    private readonly TalkFigure _similarityFigure = new();
    private PlotlyChart? _gap;
    private PlotlyChart? _similarity;

    /// <summary>The talk.</summary>
    [Parameter]
    [EditorRequired]
    public required Talk Talk { get; set; }

    /// <summary>Whether it is seen from the back of a room.</summary>
    [Parameter]
    public bool Large { get; set; }

    private bool ShowsGap => Talk.View is DemoView.Gap or DemoView.Both;

    private bool ShowsSimilarity => Talk.View is DemoView.Similarity or DemoView.Layers or DemoView.Both;

    // Where a method has several curves, its marker does not tell them apart.
    private bool NeedsLegend => Talk.Shown is { } shown && shown.AllCurves.Select(curve => curve.Key.Method).Distinct().Count() < shown.AllCurves.Count;

    private int Percent => (int)(100 * (Talk.Shown is null ? 0 : Talk.Clock is { Length.Ticks: > 0 } clock ? clock.Position / clock.Length : Progress.Share));

    private SweepProgress Progress => SweepProgress.Of(Talk.Shown?.Runs ?? [], workers: 1);

    // Where the numbers come from, in a word; and what the keys have just changed.
    private string Where => string.Join(" · ", Parts());

    /// <summary>Draws the charts.</summary>
    public async Task DrawAsync(CancellationToken lost)
    {
        if (Talk.Shown is not { } shown)
        {
            return;
        }

        var scale = Large ? FromAfar : Usual;
        if (ShowsGap && _gap is { } gap)
        {
            await gap.ShowAsync(_gapFigure.Enlarge(_gapChart.Draw(shown), scale, NeedsLegend), lost);
        }

        if (ShowsSimilarity && _similarity is { } similarity)
        {
            await similarity.ShowAsync(_similarityFigure.Enlarge(_similarityChart.Draw(shown, Talk.View == DemoView.Layers ? SimilarityMode.Layers : SimilarityMode.Whole), scale, NeedsLegend), lost);
        }
    }

    private IEnumerable<string> Parts()
    {
        yield return $"{Talk.Step + 1} of {Talk.Script.Steps.Count}";
        if (Talk.Shown is not null)
        {
            var progress = Progress;
            yield return $"{progress.Finished} of {progress.Total} runs";
            if (Talk.Clock is { } clock)
            {
                yield return $"replay, {Formats.Weight(clock.Speed)}× {(clock.Running ? "" : clock.AtEnd ? "(ended)" : "(paused)")}".TrimEnd();
            }
            else
            {
                yield return Talk.Live ? "live" : progress.Resumable ? "live (stopped)" : "live (ended)";
            }
        }
    }
}
