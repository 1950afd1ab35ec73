using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Web.Services;

namespace Fairer.Web.Components.Charts;

/// <summary>Where a chart puts points.</summary>
/// <param name="X">The first coordinate of a mean.</param>
/// <param name="Y">The second coordinate of a mean.</param>
/// <param name="RunX">The first coordinate of a run at an epoch.</param>
/// <param name="RunY">The second coordinate of a run at an epoch.</param>
/// <param name="Layer">The layer it is about, from 1, in a panel of its own; 0 for the whole network.</param>
/// <param name="Trails">Whether runs under way show where they come from.</param>
public sealed record PointPlace(
    Func<CurvePoint, Summary> X,
    Func<CurvePoint, Summary> Y,
    Func<RunState, EpochReport, double> RunX,
    Func<RunState, EpochReport, double> RunY,
    int Layer = 0,
    bool Trails = false);

/// <summary>How much a curve stands out.</summary>
public enum Emphasis
{
    /// <summary>As much as the others.</summary>
    None,

    /// <summary>More than the others.</summary>
    Strong,

    /// <summary>Less than another.</summary>
    Faint,
}

/// <summary>The series that every curve is drawn as: its finished runs faintly, the means of their seeds with
/// error bars, and the runs under way as open markers that move, with a trail of their last epochs.</summary>
/// <remarks>A series whose runs are as before is the same object as before, so that it is neither made nor sent
/// again.</remarks>
public sealed class CurveTraces
{
    // An epoch or two say little about where a run is heading, many hide the others.
    private const int TrailEpochs = 5;

    // So many neighbouring runs of the sweep share a series: in one of thousands each that finishes is sent with few others.
    private const int BlockLength = 128;

    private const double FaintCurve = 0.25;

    private readonly Dictionary<CurveView, (int Settled, int Moving, Emphasis Emphasis, Series[] Series)> _drawn = [];

    /// <summary>Draws a curve.</summary>
    /// <param name="view">The sweep.</param>
    /// <param name="curve">The curve.</param>
    /// <param name="places">Where its points are: one place, or one for each layer.</param>
    /// <param name="emphasis">How much it stands out.</param>
    public IEnumerable<Trace> Draw(SweepView view, CurveView curve, IReadOnlyList<PointPlace> places, Emphasis emphasis = Emphasis.None)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(places);
        var known = _drawn.GetValueOrDefault(curve);
        if (known.Series is null || known.Settled != curve.Settled || known.Moving != curve.Moving || known.Emphasis != emphasis)
        {
            var blocks = known.Emphasis == emphasis ? known.Series : null;
            var old = known.Settled == curve.Settled ? blocks : null;
            known = (
                curve.Settled,
                curve.Moving,
                emphasis,
                [
                    .. places.Select((place, i) => new Series(
                        old?[i].Finished ?? Finished(view, curve, place, emphasis, blocks?[i].Finished),
                        old?[i].Means ?? Means(view, curve, place, emphasis),
                        place.Trails ? Trail(curve, place, emphasis) : null,
                        Running(curve, place, emphasis))),
                ]);
            _drawn[curve] = known;
        }

        return known.Series.SelectMany(series => series.Finished.Select(block => block.Trace).Concat(new[] { series.Trail, series.Means, series.Running }.OfType<Trace>()));
    }

    /// <summary>Forgets all curves, for another sweep or other places.</summary>
    public void Clear() => _drawn.Clear();

    /// <summary>What the browser knows a curve by; plotly makes CSS classes of it.</summary>
    internal static string GroupOf(CurveView curve) => string.Concat(
        $"{curve.Key.Dataset}-{curve.Key.Method}-{curve.Key.Network}-{Formats.Weight(curve.Key.Beta)}"
            .Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-' ? char.ToLowerInvariant(letter) : '_'));

    private static Block[] Finished(SweepView view, CurveView curve, PointPlace place, Emphasis emphasis, Block[]? before)
    {
        var marker = new Marker(curve.Style.Symbol, 6, curve.Style.Color, Opacity: emphasis switch { Emphasis.Strong => 0.6, Emphasis.Faint => 0.15, _ => 0.4 });
        var first = view.Runs.First().Id;
        Block[] blocks = [.. curve.Finished.GroupBy(run => (run.Id - first) / BlockLength).OrderBy(runs => runs.Key).Select(runs => Draw(runs.Key, [.. runs]))];
        return blocks.Length > 0 ? blocks : [Draw(0, [])];

        Block Draw(long number, RunState[] runs) =>
            before?.FirstOrDefault(block => block.Number == number && block.Trace.Name == curve.Name && block.Trace.Marker == marker && block.Runs.SequenceEqual(runs, ReferenceEqualityComparer.Instance))
            ?? new Block(number, runs, Runs(number == 0 ? "run" : $"run-{number}", "run", curve, place, runs.Select(run => (run, run.Selected!)), marker));
    }

    private static Trace Running(CurveView curve, PointPlace place, Emphasis emphasis) => Runs(
        "running",
        "running",
        curve,
        place,
        curve.Running.Select(run => (run, run.Epochs[^1])),
        new Marker(curve.Style.Symbol.Split('-')[0] + "-open", curve.Style.Size + 2, curve.Style.Color, new Line(curve.Style.Color, 2.5))) with
    {
        Opacity = emphasis == Emphasis.Faint ? FaintCurve : null,
    };

    // One series holds all trails; what is not a number parts one run's from the next.
    private static Trace? Trail(CurveView curve, PointPlace place, Emphasis emphasis)
    {
        var (xs, ys, ids) = (new List<double>(), new List<double>(), new List<double>());
        foreach (var run in curve.Running.Where(run => run.Epochs.Length > 1))
        {
            foreach (var report in run.Epochs.Skip(run.Epochs.Length - TrailEpochs))
            {
                xs.Add(place.RunX(run, report));
                ys.Add(place.RunY(run, report));
                ids.Add(run.Id);
            }

            xs.Add(double.NaN);
            ys.Add(double.NaN);
            ids.Add(run.Id);
        }

        return xs.Count == 0 ? null : Points("trail", "trail", curve, place.Layer, xs, ys, [], ids, new Marker("circle", 4, curve.Style.Color)) with
        {
            Mode = "lines+markers",
            Line = new Line(curve.Style.Color, 1.5),
            Opacity = emphasis == Emphasis.Faint ? 0.15 : 0.45,
            HoverInfo = "skip",
        };
    }

    private static Trace Runs(
        string name, string kind, CurveView curve, PointPlace place, IEnumerable<(RunState Run, EpochReport Report)> runs, Marker marker)
    {
        (RunState Run, EpochReport Report)[] all = [.. runs];
        return Points(
            name,
            kind,
            curve,
            place.Layer,
            [.. all.Select(item => place.RunX(item.Run, item.Report))],
            [.. all.Select(item => place.RunY(item.Run, item.Report))],
            [.. all.Select(item => HoverText.Of(curve.Method, item.Run, item.Report))],
            [.. all.Select(item => (double)item.Run.Id)],
            marker);
    }

    private static Trace Means(SweepView view, CurveView curve, PointPlace place, Emphasis emphasis)
    {
        var points = curve.Points;
        var metric = view.Sweep.Spec.Metric;
        return Points(
            "mean",
            "mean",
            curve,
            place.Layer,
            [.. points.Select(point => place.X(point).Mean)],
            [.. points.Select(point => place.Y(point).Mean)],
            [.. points.Select(point => HoverText.Of(curve.Method, curve.Key, point, metric))],
            [.. points.Select(point => point.Lambda)],
            new Marker(curve.Style.Symbol, curve.Style.Size, curve.Style.Color)) with
        {
            Mode = "lines+markers",
            Line = new Line(curve.Style.Color, emphasis == Emphasis.Strong ? 5 : 3, curve.Style.Dash),
            Opacity = emphasis == Emphasis.Faint ? FaintCurve : null,
            ErrorX = ErrorBars.Of([.. points.Select(point => place.X(point).Deviation)]),
            ErrorY = ErrorBars.Of([.. points.Select(point => place.Y(point).Deviation)]),
            ShowLegend = place.Layer < 2,
        };
    }

    private static Trace Points(
        string name,
        string kind,
        CurveView curve,
        int layer,
        IReadOnlyList<double> xs,
        IReadOnlyList<double> ys,
        IReadOnlyList<string> texts,
        IReadOnlyList<double> ids,
        Marker marker)
    {
        var group = GroupOf(curve);
        var panel = layer > 1 ? Formats.Weight(layer) : "";
        return new Trace
        {
            Uid = $"{name}-{group}-{layer}",
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
            Meta = new TraceMeta(kind, curve.Key.Method, curve.Key.Network.ToString(), curve.Key.Beta, layer, ids),
        };
    }

    private sealed record Series(Block[] Finished, Trace Means, Trace? Trail, Trace Running);

    private sealed record Block(long Number, RunState[] Runs, Trace Trace);
}
