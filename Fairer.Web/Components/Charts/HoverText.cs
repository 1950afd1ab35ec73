using Fairer.Core.Fairness;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Web.Services;

namespace Fairer.Web.Components.Charts;

/// <summary>What hovering over a point tells, in the little HTML that plotly knows.</summary>
public static class HoverText
{
    private const int MostLayers = 8;

    /// <summary>About one run at one epoch.</summary>
    public static string Of(string method, RunState run, EpochReport report)
    {
        var spec = run.Spec;
        var epoch = run.Status == RunStatus.Running
            ? $"running, epoch {report.Epoch} of {spec.Epochs}"
            : $"selected epoch {report.Epoch} of {spec.Epochs}";
        return $"<b>{method}</b>, {Formats.NetworkInWords(spec.Network)}<br>"
            + $"{Formats.Tuning(spec.Method, spec.Lambda)}, β {Formats.Weight(spec.Beta)}, seed {spec.Seed}, {epoch}<br>"
            + $"AP {Formats.Score(report.Test.AveragePrecision)}, DP {Formats.Score(report.Test.DemographicParity)}, "
            + $"EO {Formats.Score(report.Test.EqualizedOdds)}<br>"
            + $"similarity {Formats.Score(report.Similarity)} ({Layers(report.LayerCosines)})";
    }

    /// <summary>About one layer of a mean over seeds at one λ.</summary>
    public static string Of(string method, CurveKey key, CurvePoint point, int layer) =>
        $"<b>{method}</b>, {Formats.NetworkInWords(key.Network)}<br>"
        + $"{Formats.Tuning(key.Method, point.Lambda)}, β {Formats.Weight(key.Beta)}, {(point.Seeds > 1 ? $"{point.Seeds} seeds" : "one seed")}<br>"
        + $"layer {layer + 1} of {key.Network.Layers}: cosine {Formats.Score(point.LayerCosines[layer], point.Seeds)}";

    /// <summary>About the mean over seeds at one λ.</summary>
    public static string Of(string method, CurveKey key, CurvePoint point, FairnessMetric metric) =>
        $"<b>{method}</b>, {Formats.NetworkInWords(key.Network)}<br>"
        + $"{Formats.Tuning(key.Method, point.Lambda)}, β {Formats.Weight(key.Beta)}, "
        + (point.Seeds > 1
            ? $"mean ± s.d. of {point.Seeds} seeds at their selected epochs<br>"
            : $"one seed at its selected epoch<br>")
        + $"AP {Formats.Score(point.AveragePrecision, point.Seeds)}<br>"
        + $"DP {Formats.Score(point.DemographicParity, point.Seeds)}, EO {Formats.Score(point.EqualizedOdds, point.Seeds)}<br>"
        + $"similarity {Formats.Score(point.Similarity, point.Seeds)}";

    // A deep network's layers fill no label.
    private static string Layers(IReadOnlyList<double> cosines) => cosines.Count <= MostLayers
        ? string.Join(" + ", cosines.Select(Formats.Score))
        : $"{cosines.Count} layers, {Formats.Score(cosines.Min())} to {Formats.Score(cosines.Max())}";
}
