using Fairer.Core.Methods;
using Fairer.Core.Sweeps;
using Fairer.Web.Services;
using Fairer.Web.Services.Explore;

namespace Fairer.Web.Components.Charts;

/// <summary>A sweep's runs as lines through <see cref="RunAxis.All"/>; those without a score yet are not drawn.</summary>
public static class ParallelChart
{
    private const int MostTicks = 7;

    /// <summary>Draws a sweep.</summary>
    /// <param name="view">The sweep.</param>
    /// <param name="filter">The ranges that are chosen.</param>
    /// <param name="open">The run that stands out, or null.</param>
    public static ParallelPicture Draw(SweepView view, RunFilter filter, long? open)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(filter);
        RunState[] runs = [.. view.Runs.Where(run => run.Epochs.Length > 0)];

        // What is the same for all runs tells nothing, unless it has a range.
        RunAxis[] axes = [.. RunAxis.All.Where(axis => view.Runs.Any(run => axis.ValueOf(run) is not null) || filter.Ranges.ContainsKey(axis.Id))];
        return new ParallelPicture(
            [.. axes.Select(axis => Axis(view, axis, runs, filter))],
            [
                .. runs.Select(run => new ParallelLine(
                    run.Id,
                    CurveStyle.ColorOf(run.Spec.Method),
                    $"{MethodCatalogue.Find(run.Spec.Method)?.Name(run.Spec.Metric) ?? run.Spec.Method}, {Formats.NetworkInWords(run.Spec.Network)}, seed {run.Spec.Seed}",
                    [.. axes.Select(axis => axis.ValueOf(run))])),
            ],
            open);
    }

    private static ParallelAxis Axis(SweepView view, RunAxis axis, RunState[] runs, RunFilter filter)
    {
        double[] values = [.. (axis.Id is "ap" or "gap" or "similarity" ? runs : view.Runs).Select(axis.ValueOf).OfType<double>().Distinct().Order()];
        double[]? range = filter.Ranges.TryGetValue(axis.Id, out var ends) ? [ends.Low, ends.High] : null;
        var chosen = axis.Id is not ("ap" or "gap" or "similarity");
        if (chosen && values.Length is > 0 and <= MostTicks)
        {
            var room = values.Length == 1 ? Math.Max(Math.Abs(values[0]) * 0.5, 0.01) : 0.06 * (values[^1] - values[0]);
            return new ParallelAxis(axis.Id, axis.NameFor(view.Sweep.Spec.Metric), axis.Help, values[0] - room, values[^1] + room, values, range);
        }

        var fitted = new AxisRange(0, double.PositiveInfinity);
        fitted.Fit(values.DefaultIfEmpty(0).Min(), values.DefaultIfEmpty(1).Max(), settled: true);
        var step = AxisRange.RoundStep((fitted.High - fitted.Low) / 5);
        var first = (int)Math.Ceiling((fitted.Low / step) - 1e-9);
        var last = (int)Math.Floor((fitted.High / step) + 1e-9);
        return new ParallelAxis(
            axis.Id,
            axis.NameFor(view.Sweep.Spec.Metric),
            axis.Help,
            fitted.Low,
            fitted.High,
            [.. Enumerable.Range(first, last - first + 1).Select(i => i * step)],
            range);
    }
}
