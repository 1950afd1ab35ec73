namespace Fairer.Core.Fairness;

/// <summary>Which group fairness a run regularises and is judged by.</summary>
public enum FairnessMetric
{
    /// <summary>Demographic parity, relaxed to scores (ΔDP, Eq. 1).</summary>
    DemographicParity,

    /// <summary>Equalised odds, relaxed to scores (ΔEO, Eq. 2).</summary>
    EqualizedOdds,
}

/// <summary>What the two metrics have in common with their names and label slices.</summary>
public static class FairnessMetrics
{
    /// <summary>The short name that options and files use: <c>dp</c> or <c>eo</c>.</summary>
    public static string Id(this FairnessMetric metric) => metric == FairnessMetric.DemographicParity ? "dp" : "eo";

    /// <summary>The abbreviation that charts and headings use: <c>DP</c> or <c>EO</c>.</summary>
    public static string Abbreviation(this FairnessMetric metric) =>
        metric == FairnessMetric.DemographicParity ? "DP" : "EO";

    /// <summary>How many label slices the metric compares the subgroups in: 1 for DP (all labels together), 2 for EO
    /// (y = 0 and y = 1).</summary>
    public static int Slices(this FairnessMetric metric) => metric == FairnessMetric.DemographicParity ? 1 : 2;

    /// <summary>Reads <c>dp</c> or <c>eo</c>.</summary>
    /// <returns>Whether <paramref name="text"/> names a metric.</returns>
    public static bool TryParse(string text, out FairnessMetric metric)
    {
        metric = string.Equals(text, "eo", StringComparison.OrdinalIgnoreCase)
            ? FairnessMetric.EqualizedOdds
            : FairnessMetric.DemographicParity;
        return string.Equals(text, metric.Id(), StringComparison.OrdinalIgnoreCase);
    }
}
