using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Web.Services;

namespace Fairer.Web.Components.Charts;

/// <summary>The three series that every curve is drawn as: its finished runs faintly, the means of their seeds with
/// error bars, and the runs under way as open markers that move.</summary>
public static class CurveTraces
{
    /// <summary>Draws a curve.</summary>
    /// <param name="view">The sweep.</param>
    /// <param name="curve">The curve.</param>
    /// <param name="x">The first coordinate of a mean.</param>
    /// <param name="y">The second coordinate of a mean.</param>
    /// <param name="runX">The first coordinate of a run at an epoch.</param>
    /// <param name="runY">The second coordinate of a run at an epoch.</param>
    /// <param name="layer">The layer it is about, from 1, in a panel of its own; 0 for the whole network.</param>
    public static IEnumerable<Trace> Of(
        SweepView view,
        CurveView curve,
        Func<CurvePoint, Summary> x,
        Func<CurvePoint, Summary> y,
        Func<RunState, EpochReport, double> runX,
        Func<RunState, EpochReport, double> runY,
        int layer = 0)
    {
        var key = curve.Key;
        var style = curve.Style;
        // Plotly makes CSS classes of these.
        var group = $"{key.Method}-{key.Hidden}-{Formats.Weight(key.Beta).Replace('.', '_')}";
        var panel = layer > 1 ? Formats.Weight(layer) : "";

        Trace Series(string kind, IReadOnlyList<double> xs, IReadOnlyList<double> ys, IReadOnlyList<string> texts, IReadOnlyList<double> ids, Marker marker) => new()
        {
            Uid = $"{kind}-{group}-{layer}",
            Name = curve.Name,
            Mode = "markers",
            X = xs,
            Y = ys,
            HoverText = texts,
            Marker = marker,
            LegendGroup = group,
            ShowLegend = false,
            XAxis = "x" + panel,
            YAxis = "y" + panel,
            Meta = new TraceMeta(kind, key.Method, key.Hidden.ToString(), key.Beta, layer, ids),
        };

        Trace RunSeries(string kind, IEnumerable<(RunState Run, EpochReport Report)> runs, Marker marker)
        {
            (RunState Run, EpochReport Report)[] all = [.. runs];
            return Series(
                kind,
                [.. all.Select(item => runX(item.Run, item.Report))],
                [.. all.Select(item => runY(item.Run, item.Report))],
                [.. all.Select(item => HoverText.Of(curve.Method, item.Run, item.Report))],
                [.. all.Select(item => (double)item.Run.Id)],
                marker);
        }

        yield return RunSeries(
            "run", curve.Finished.Select(run => (run, run.Selected!)), new Marker(style.Symbol, 6, style.Color, Opacity: 0.4));

        var points = curve.Points;
        yield return Series(
            "mean",
            [.. points.Select(point => x(point).Mean)],
            [.. points.Select(point => y(point).Mean)],
            [.. points.Select(point => HoverText.Of(curve.Method, key, point, view.Sweep.Spec.Metric))],
            [.. points.Select(point => point.Lambda)],
            new Marker(style.Symbol, style.Size, style.Color)) with
        {
            Mode = "lines+markers",
            Line = new Line(style.Color, 3, style.Dash),
            ErrorX = ErrorBars.Of([.. points.Select(point => x(point).Deviation)]),
            ErrorY = ErrorBars.Of([.. points.Select(point => y(point).Deviation)]),
            ShowLegend = layer < 2,
        };

        yield return RunSeries(
            "running",
            curve.Running.Select(run => (run, run.Epochs[^1])),
            new Marker(style.Symbol.Split('-')[0] + "-open", style.Size + 2, style.Color, new Line(style.Color, 2.5)));
    }
}
