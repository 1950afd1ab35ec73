using Fairer.Core.Fairness;
using Fairer.Core.Sweeps;
using Fairer.Web.Services;

namespace Fairer.Web.Components.Charts;

/// <summary>Fig. 3: average precision against the fairness score −DP or −EO, one curve per method, network and β through
/// its λ values.</summary>
public sealed class TradeoffChart
{
    private readonly CurveTraces _curves = new();
    private readonly AxisRange _fairness = new(double.NegativeInfinity, 0.005);
    private readonly AxisRange _precision = new(0, 1);
    private SweepView? _view;

    /// <summary>Draws a sweep as it stands; series that are as before are the same objects as before.</summary>
    public Figure Draw(SweepView view)
    {
        if (view != _view)
        {
            _view = view;
            _curves.Clear();
            _fairness.Reset();
            _precision.Reset();
        }

        var metric = view.Sweep.Spec.Metric;
        Trace[] traces = [.. view.AllCurves.SelectMany(curve => _curves.Draw(view, curve, [Place(metric)]))];
        Fit(traces, settled: !view.Runs.Any(run => run.Status is RunStatus.Queued or RunStatus.Running));
        return new Figure(traces, Frame(view, metric, _fairness, _precision));
    }

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

    private static string Heading(FairnessMetric metric) => $"AP versus −{metric.Abbreviation()}";

    private static Layout Frame(SweepView view, FairnessMetric metric, AxisRange x, AxisRange y) => new()
    {
        Title = Heading(metric),
        Data = ChartNotes.Data(view.Dataset),
        Subtitle = "test split · mean ± s.d. over seeds",
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
        (_, report) => report.Test.AveragePrecision);

    private void Fit(Trace[] traces, bool settled)
    {
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
