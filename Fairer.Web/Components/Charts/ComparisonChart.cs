using Fairer.Core.Fairness;
using Fairer.Core.Results;
using Fairer.Web.Services;
using Fairer.Web.Services.Runs;

namespace Fairer.Web.Components.Charts;

/// <summary>How a few runs came to their results: average precision, the gap and the similarity, epoch by epoch.</summary>
public static class ComparisonChart
{
    private static readonly string[] Dashes = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];

    /// <summary>Draws runs in three panels side by side.</summary>
    public static Figure Draw(IReadOnlyList<RunEntry> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var metrics = runs.Select(entry => entry.Run.Spec.Metric).Distinct().ToArray();
        (string Title, Func<RunEntry, EpochReport, double> Value)[] panels =
        [
            ("AP", (_, report) => report.Test.AveragePrecision),
            (metrics.Length == 1 ? metrics[0].Abbreviation() : "gap", (entry, report) => report.Test.Gap(entry.Run.Spec.Metric)),
            ("similarity", (_, report) => report.Similarity),
        ];
        var epochs = runs.Select(entry => entry.Run.Epochs.Length).DefaultIfEmpty(0).Max();
        return new Figure(
            [.. panels.SelectMany((panel, place) => runs.Select((entry, i) => Line(entry, Dash(runs, i), place, panel.Value)))],
            new Layout
            {
                Title = "Epoch by epoch",
                Subtitle = "test split; similarity over the training split",
                FileName = $"fairer-runs-{string.Join('-', runs.Select(entry => entry.Run.Id))}",
                Columns = panels.Length,
                OwnScales = true,
                Panels =
                [
                    .. panels.Select(panel =>
                    {
                        double[] values = [.. runs.SelectMany(entry => entry.Run.Epochs.Select(report => panel.Value(entry, report))).Where(double.IsFinite)];
                        var (low, high) = values.Length == 0 ? (0, 1) : (values.Min(), values.Max());
                        var room = Math.Max(0.05 * (high - low), 0.002);
                        return new Panel(new Axis("epoch", 0.5, Math.Max(epochs, 1) + 0.5), new Axis(null, low - room, high + room), Caption: panel.Title);
                    }),
                ],
                Revision = string.Join('-', runs.Select(entry => entry.Run.Id)),
            });
    }

    // Runs of one method have one colour; dashes tell them apart.
    private static string Dash(IReadOnlyList<RunEntry> runs, int index) =>
        Dashes[runs.Take(index).Count(other => other.Run.Spec.Method == runs[index].Run.Spec.Method) % Dashes.Length];

    private static Trace Line(RunEntry entry, string dash, int place, Func<RunEntry, EpochReport, double> value)
    {
        var (run, style, panel) = (entry.Run, CurveStyle.Of(entry.Run.Spec.Method, 0, 0), place == 0 ? "" : Formats.Weight(place + 1));
        return new Trace
        {
            Uid = $"run-{Formats.Weight(run.Id)}-{Formats.Weight(place)}",
            Name = $"run {run.Id}",
            Mode = "lines+markers",
            X = [.. run.Epochs.Select(report => (double)report.Epoch)],
            Y = [.. run.Epochs.Select(report => value(entry, report))],
            HoverText = [.. run.Epochs.Select(report => $"run {run.Id}, {entry.Method}<br>epoch {report.Epoch}: {Formats.Score(value(entry, report))}")],
            Marker = new Marker(style.Symbol, 6, style.Color),
            Line = new Line(style.Color, 2.5, dash),
            LegendGroup = $"run-{run.Id}",
            ShowLegend = place == 0,
            XAxis = "x" + panel,
            YAxis = "y" + panel,
            Meta = new TraceMeta("epochs", run.Spec.Method, run.Spec.Network.ToString(), run.Spec.Beta, 0, [.. run.Epochs.Select(_ => (double)run.Id)]),
        };
    }
}
