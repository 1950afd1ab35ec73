using Fairer.Core.Fairness;
using Fairer.Core.Reproduction;
using Fairer.Core.Sweeps;
using Fairer.Web.Services;
using Fairer.Web.Services.Explore;

namespace Fairer.Web.Components.Charts;

/// <summary>Fig. 3: average precision against the fairness score −DP or −EO, one curve per method, network and β through
/// its λ values, and the Pareto front of all finished runs.</summary>
public sealed class TradeoffChart
{
    private readonly CurveTraces _curves = new();
    private readonly AxisRange _fairness = new(double.NegativeInfinity, 0.005);
    private readonly AxisRange _precision = new(0, 1);
    private SweepView? _view;
    private (int Settled, Trace? Trace) _front = (-1, null);
    private (RunState? Run, Trace? Trace) _ring;

    /// <summary>Draws a sweep as it stands; series that are as before are the same objects as before.</summary>
    /// <param name="view">The sweep.</param>
    /// <param name="method">The method whose curves stand out, or null.</param>
    /// <param name="zoom">The part that a sweep's first drawing shows, or null for all of it.</param>
    /// <param name="run">The run that has a ring about it, or null.</param>
    public Figure Draw(SweepView view, string? method = null, Zoom? zoom = null, RunState? run = null)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (view != _view)
        {
            if (view.Sweep.Id != _view?.Sweep.Id)
            {
                _fairness.Reset();
                _precision.Reset();
            }

            _view = view;
            _front = (-1, null);
            _curves.Clear();
        }

        var metric = view.Sweep.Spec.Metric;
        Trace[] traces = [.. view.AllCurves.SelectMany(curve => _curves.Draw(view, curve, [Place(metric)], EmphasisOf(curve, method)))];
        Fit(traces, settled: !view.Runs.Any(run => run.Status is RunStatus.Queued or RunStatus.Running));
        return new Figure([.. new[] { Front(view, metric) }.Concat(traces).Append(Ring(run, metric)).OfType<Trace>()], Frame(view, metric, _fairness, _precision) with { Zoom = zoom?.Ends });
    }

    /// <summary>How much a curve stands out where one method is to.</summary>
    internal static Emphasis EmphasisOf(CurveView curve, string? method) =>
        method is null ? Emphasis.None : curve.Key.Method == method ? Emphasis.Strong : Emphasis.Faint;

    /// <summary>The chart without points.</summary>
    public static Figure Empty(FairnessMetric metric) => new([], new Layout
    {
        Title = Heading(metric),
        Subtitle = "Press Train to see the first points",
        FileName = "fairer",
        Panels = [new Panel(FairnessAxis(metric, -0.2, 0), PrecisionAxis(0.6, 0.8), Hint: Best)],
        Revision = "empty",
    });

    private const string Best = "precise and fair ↗";

    // A grey that shows on light and on dark: the front is nobody's.
    private const string FrontColor = "#7f8790";

    private Trace? Ring(RunState? run, FairnessMetric metric)
    {
        if (run != _ring.Run)
        {
            var report = run?.Status == RunStatus.Running ? run.Epochs.LastOrDefault() : run?.Selected;
            _ring = (run, report is null ? null : new Trace
            {
                Uid = "open",
                Name = "open run",
                Mode = "markers",
                X = [-report.Test.Gap(metric)],
                Y = [report.Test.AveragePrecision],
                HoverText = [],
                HoverInfo = "skip",
                Marker = new Marker("circle-open", 22, FrontColor, new Line(FrontColor, 3)),
                LegendGroup = "open",
                ShowLegend = false,
                Meta = new TraceMeta("open", run!.Spec.Method, run.Spec.Network.ToString(), run.Spec.Beta, 0, [run.Id]),
            });
        }

        return _ring.Trace;
    }

    private Trace? Front(SweepView view, FairnessMetric metric)
    {
        var settled = view.AllCurves.Sum(curve => curve.Settled);
        if (settled != _front.Settled)
        {
            var front = ParetoFront.Of(
                view.AllCurves.SelectMany(curve => curve.Finished),
                run => new TradeOff(run.Selected!.Test.Gap(metric), run.Selected.Test.AveragePrecision));
            _front = (settled, front.Count < 2 ? null : new Trace
            {
                Uid = "front",
                Name = "Pareto front of all runs",
                Mode = "lines",
                X = [.. front.Select(run => -run.Selected!.Test.Gap(metric))],
                Y = [.. front.Select(run => run.Selected!.Test.AveragePrecision)],
                HoverText = [],
                HoverInfo = "skip",
                Line = new Line(FrontColor, 2, "dot", Shape: "hv"),
                Marker = new Marker("circle", 1, FrontColor),
                LegendGroup = "front",
                Meta = new TraceMeta("front", "", "", 0, 0, [.. front.Select(run => (double)run.Id)]),
            });
        }

        return _front.Trace;
    }

    private static string Heading(FairnessMetric metric) => $"AP versus −{metric.Abbreviation()}";

    private static Layout Frame(SweepView view, FairnessMetric metric, AxisRange x, AxisRange y) => new()
    {
        Title = Heading(metric),
        Data = ChartNotes.Data(view.Dataset),
        Subtitle = $"test split · {ChartNotes.Over(view)}",
        FileName = ChartNotes.FileName(view, $"ap-{metric.Id()}"),
        Panels =
        [
            new Panel(
                double.IsNaN(x.Low) ? FairnessAxis(metric, -0.2, 0) : FairnessAxis(metric, x.Low, x.High),
                double.IsNaN(y.Low) ? PrecisionAxis(0.6, 0.8) : PrecisionAxis(y.Low, y.High),
                Hint: Best),
        ],
        Revision = ChartNotes.Revision(view),
    };

    private static Axis FairnessAxis(FairnessMetric metric, double low, double high) =>
        new($"fairness score −{metric.Abbreviation()} (0 is fair)", low, high);

    private static Axis PrecisionAxis(double low, double high) => new("average precision AP", low, high);

    private static PointPlace Place(FairnessMetric metric) => new(
        point => point.Gap(metric) with { Mean = -point.Gap(metric).Mean },
        point => point.AveragePrecision,
        (_, report) => -report.Test.Gap(metric),
        (_, report) => report.Test.AveragePrecision,
        Trails: true);

    private void Fit(Trace[] all, bool settled)
    {
        Trace[] traces = [.. all.Where(trace => trace.Meta.Kind != "trail")];
        var xs = traces.SelectMany(trace => Ends(trace.X, trace.ErrorX)).Where(double.IsFinite).DefaultIfEmpty(double.NaN).ToArray();
        var ys = traces.SelectMany(trace => Ends(trace.Y, trace.ErrorY)).Where(double.IsFinite).DefaultIfEmpty(double.NaN).ToArray();
        _fairness.Fit(xs.Min(), xs.Max(), settled);
        _precision.Fit(ys.Min(), ys.Max(), settled);
    }

    private static IEnumerable<double> Ends(IReadOnlyList<double> values, ErrorBars? bars) =>
        bars is null
            ? values
            : values.Zip(bars.Array, (value, bar) => value - bar).Concat(values.Zip(bars.Array, (value, bar) => value + bar));
}
