using System.Globalization;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Cli;

/// <summary>The results of a sweep as text: a row for each curve and λ, seed means ± standard deviations.</summary>
internal static class ResultTable
{
    /// <summary>Writes the table of the finished runs.</summary>
    public static void Write(TextWriter output, SweepSpec spec, IReadOnlyCollection<RunState> runs)
    {
        var tuning = runs.Any(run => MethodCatalogue.Get(run.Spec.Method).Tuning == Tuning.Strength) ? "λ or strength" : "λ";
        List<string[]> rows = [["dataset", "method", "network", "β", tuning, "seeds", "AP", spec.Metric.Abbreviation(), "similarity"]];
        foreach (var curve in runs.GroupBy(run => CurveKey.Of(run.Spec)).OrderBy(curve => curve.Key, Curves.Order))
        {
            var method = MethodCatalogue.Get(curve.Key.Method);
            foreach (var point in Curves.Points(curve))
            {
                rows.Add(
                [
                    curve.Key.Dataset,
                    method.Name(spec.Metric),
                    curve.Key.Network is ConvNet net ? net.Name : curve.Key.Network.ToString(),
                    method.UsesBeta ? Text(curve.Key.Beta) : "–",
                    method.Tuning != Tuning.None ? Text(point.Lambda) : "–",
                    point.Seeds.ToString(CultureInfo.InvariantCulture),
                    Text(point.AveragePrecision, point.Seeds),
                    Text(point.Gap(spec.Metric), point.Seeds),
                    Text(point.Similarity, point.Seeds),
                ]);
            }
        }

        if (rows.Count == 1)
        {
            return;
        }

        TextTable.Write(output, rows);
        output.WriteLine();
        output.WriteLine("Test split, at the epoch with the smallest validation gap from the second on; mean ± standard deviation over seeds.");
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(Summary summary, int seeds) => seeds == 1
        ? string.Create(CultureInfo.InvariantCulture, $"{summary.Mean:0.0000}")
        : string.Create(CultureInfo.InvariantCulture, $"{summary.Mean:0.0000} ± {summary.Deviation:0.0000}");
}
