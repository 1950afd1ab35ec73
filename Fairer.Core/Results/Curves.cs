using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Results;

/// <summary>What the runs of one curve have in common: they differ in λ and seed alone.</summary>
/// <param name="Dataset">The dataset's id.</param>
/// <param name="Method">The method's id.</param>
/// <param name="Network">The network.</param>
/// <param name="Beta">The weight β; 0 for a method without one.</param>
public sealed record CurveKey(string Dataset, string Method, NetworkShape Network, double Beta)
{
    /// <summary>The curve that a run of a sweep belongs to.</summary>
    public static CurveKey Of(RunSpec run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new CurveKey(run.Dataset, run.Method, run.Network, run.Beta);
    }
}

/// <summary>A mean over seeds and how far the seeds scatter about it.</summary>
/// <param name="Mean">The arithmetic mean.</param>
/// <param name="Deviation">The sample standard deviation (divided by n − 1); 0 for a single seed.</param>
public readonly record struct Summary(double Mean, double Deviation)
{
    /// <summary>Summarises values.</summary>
    /// <param name="values">At least one value.</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static Summary Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
        {
            throw new ArgumentException("There is nothing to summarise.", nameof(values));
        }

        var mean = values.Sum() / values.Count;
        return values.Count == 1
            ? new Summary(mean, 0)
            : new Summary(mean, Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)));
    }
}

/// <summary>One λ of a curve: the finished seeds, each at its selected epoch on the test split.</summary>
/// <param name="Lambda">The weight λ; 0 for a method without one.</param>
/// <param name="Seeds">How many seeds are summarised; at least 1.</param>
/// <param name="AveragePrecision">AP.</param>
/// <param name="DemographicParity">DP (Eq. 1).</param>
/// <param name="EqualizedOdds">EO (Eq. 2).</param>
/// <param name="Similarity">The decision rationale similarity over the training split.</param>
/// <param name="LayerCosines">Each layer's cosine, from the first layer to the output.</param>
public sealed record CurvePoint(
    double Lambda,
    int Seeds,
    Summary AveragePrecision,
    Summary DemographicParity,
    Summary EqualizedOdds,
    Summary Similarity,
    IReadOnlyList<Summary> LayerCosines)
{
    /// <summary>The gap that a metric names: <see cref="DemographicParity"/> or <see cref="EqualizedOdds"/>.</summary>
    public Summary Gap(Fairness.FairnessMetric metric) =>
        metric == Fairness.FairnessMetric.DemographicParity ? DemographicParity : EqualizedOdds;
}

/// <summary>How the runs of a sweep become curves: Fig. 3's and Fig. 4's lines.</summary>
public static class Curves
{
    /// <summary>The order of curves in legends: methods as in the catalogue, then datasets, then small networks first, then β.</summary>
    public static IComparer<CurveKey> Order { get; } = Comparer<CurveKey>.Create(Compare);

    /// <summary>One curve's points, λ ascending. Finished runs alone count: a mean must not change its meaning while
    /// runs are under way.</summary>
    /// <param name="runs">Runs of one curve, in any order and at any stage.</param>
    public static IReadOnlyList<CurvePoint> Points(IEnumerable<RunState> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return
        [
            .. runs
                .Where(run => run.Status == RunStatus.Finished && run.Selected is not null)
                .GroupBy(run => run.Spec.Lambda)
                .OrderBy(group => group.Key)
                .Select(group => Point(group.Key, [.. group.OrderBy(run => run.Spec.Seed).Select(run => run.Selected!)])),
        ];
    }

    private static CurvePoint Point(double lambda, EpochReport[] reports)
    {
        Summary Over(Func<EpochReport, double> value) => Summary.Of([.. reports.Select(value)]);
        return new CurvePoint(
            lambda,
            reports.Length,
            Over(report => report.Test.AveragePrecision),
            Over(report => report.Test.DemographicParity),
            Over(report => report.Test.EqualizedOdds),
            Over(report => report.Similarity),
            [.. Enumerable.Range(0, reports[0].LayerCosines.Count).Select(layer => Over(report => report.LayerCosines[layer]))]);
    }

    private static int Compare(CurveKey one, CurveKey other)
    {
        var order = Place(one.Method).CompareTo(Place(other.Method));
        order = order != 0 ? order : string.CompareOrdinal(one.Method, other.Method);
        order = order != 0 ? order : string.CompareOrdinal(one.Dataset, other.Dataset);
        order = order != 0 ? order : one.Network.ParameterCount(1).CompareTo(other.Network.ParameterCount(1));
        order = order != 0 ? order : string.CompareOrdinal(one.Network.ToString(), other.Network.ToString());
        return order != 0 ? order : one.Beta.CompareTo(other.Beta);
    }

    private static int Place(string method)
    {
        for (var i = 0; i < MethodCatalogue.All.Count; i++)
        {
            if (MethodCatalogue.All[i].Id == method)
            {
                return i;
            }
        }

        return MethodCatalogue.All.Count;
    }
}
