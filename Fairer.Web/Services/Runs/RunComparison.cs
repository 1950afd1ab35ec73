using System.Globalization;
using Fairer.Core.Fairness;
using Fairer.Core.Results;

namespace Fairer.Web.Services.Runs;

/// <summary>One line of a comparison: something, as each of the runs has it.</summary>
/// <param name="Name">What is compared.</param>
/// <param name="Values">Its value in each run, in words; empty where there is none.</param>
/// <param name="Best">Which run has the best value; null where none is better than another.</param>
public sealed record ComparedValue(string Name, IReadOnlyList<string> Values, int? Best = null)
{
    /// <summary>Whether the runs differ in it.</summary>
    public bool Differs => Values.Distinct().Count() > 1;
}

/// <summary>Runs beside each other: what was asked of each, and what came of it.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="Settings">Their settings.</param>
/// <param name="Results">Their results at their selected epochs.</param>
public sealed record RunComparison(IReadOnlyList<RunEntry> Runs, IReadOnlyList<ComparedValue> Settings, IReadOnlyList<ComparedValue> Results)
{
    /// <summary>The most runs that are set beside each other.</summary>
    public const int MaxRuns = 8;

    /// <summary>Compares runs.</summary>
    public static RunComparison Of(IReadOnlyList<RunEntry> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ComparedValue Setting(string name, Func<RunEntry, string> value) => new(name, [.. runs.Select(value)]);
        ComparedValue Result(string name, Func<EpochReport, double> value, int better = 0)
        {
            double[] values = [.. runs.Select(entry => entry.Selected is { } report ? value(report) : double.NaN)];
            return new ComparedValue(name, [.. values.Select(number => double.IsNaN(number) ? "" : Formats.Score(number))], BestOf(values, better));
        }

        var layers = runs.Select(entry => entry.Run.Spec.Network.Layers).DefaultIfEmpty(0).Max();
        return new RunComparison(
            runs,
            [
                Setting("Method", entry => entry.Method),
                Setting("Dataset", entry => entry.Dataset.Name),
                Setting("Network", entry => Formats.Network(entry.Run.Spec.Network)),
                Setting("λ", entry => Formats.TuningInList(entry.Run.Spec.Method, entry.Run.Spec.Lambda)),
                Setting("β", entry => entry.How is { UsesBeta: false } ? "–" : Formats.Weight(entry.Run.Spec.Beta)),
                Setting("Seed", entry => Number(entry.Run.Spec.Seed)),
                Setting("Regularised gap", entry => entry.Run.Spec.Metric.Abbreviation()),
                Setting("Epochs × steps", entry => $"{Number(entry.Run.Spec.Epochs)} × {Number(entry.Run.Spec.StepsPerEpoch)}"),
                Setting("Batch a subgroup", entry => Number(entry.Run.Spec.BatchPerGroup)),
                Setting("Learning rate", entry => Formats.Weight(entry.Run.Spec.LearningRate)),
                Setting("Granularity", entry => entry.Run.Spec.Granularity.ToString().ToLowerInvariant()),
                Setting("Binning", entry => entry.Run.Spec.Binning.ToString().ToLowerInvariant()),
                Setting("Image size", entry => entry.Run.Spec.ImageSize is { } size ? $"{Number(size)} px" : "own"),
                Setting("Device", entry => entry.Run.Spec.Device ?? "best"),
            ],
            [
                new ComparedValue("Status", [.. runs.Select(entry => entry.Run.Status.ToString())]),
                new ComparedValue("Epoch", [.. runs.Select(entry => entry.Selected is { } report ? Number(report.Epoch) : "")]),
                Result("AP", report => report.Test.AveragePrecision, better: 1),
                Result("DP", report => report.Test.DemographicParity, better: -1),
                Result("EO", report => report.Test.EqualizedOdds, better: -1),
                Result("DP at ½", report => report.Test.DemographicParityAtHalf, better: -1),
                Result("EO at ½", report => report.Test.EqualizedOddsAtHalf, better: -1),
                Result("Accuracy", report => report.Test.Accuracy, better: 1),
                Result("Similarity", report => report.Similarity, better: 1),
                .. Enumerable.Range(0, layers).Select(layer => Result(
                    $"Layer {layer + 1}", report => layer < report.LayerCosines.Count ? report.LayerCosines[layer] : double.NaN, better: 1)),
                Result("L_cls", report => report.ClassificationLoss),
                Result("L_fair", report => report.FairnessLoss),
                new ComparedValue("Time", [.. runs.Select(entry => entry.Run.Epochs.Length == 0 ? "" : Formats.Duration(TimeSpan.FromSeconds(entry.Seconds)))]),
            ]);
    }

    private static int? BestOf(double[] values, int better)
    {
        int[] known = [.. Enumerable.Range(0, values.Length).Where(i => !double.IsNaN(values[i]))];
        if (better == 0 || known.Length < 2)
        {
            return null;
        }

        var best = known.MaxBy(i => better * values[i]);
        return known.Count(i => Formats.Score(values[i]) == Formats.Score(values[best])) == 1 ? best : null;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
