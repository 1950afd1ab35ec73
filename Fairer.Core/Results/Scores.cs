namespace Fairer.Core.Results;

/// <summary>How well and how fairly a network scores one part of a dataset.</summary>
/// <param name="AveragePrecision">Average precision of the scores (AP), ties handled as scikit-learn does.</param>
/// <param name="DemographicParity">|mean score of subgroup 0 − mean score of subgroup 1| (Eq. 1).</param>
/// <param name="EqualizedOdds">The same gap inside y = 0 plus inside y = 1 (Eq. 2).</param>
/// <param name="DemographicParityAtHalf">The first gap on labels predicted at threshold 0.5.</param>
/// <param name="EqualizedOddsAtHalf">The second gap on labels predicted at threshold 0.5.</param>
/// <param name="Accuracy">Share of labels predicted rightly at threshold 0.5.</param>
public sealed record Scores(
    double AveragePrecision,
    double DemographicParity,
    double EqualizedOdds,
    double DemographicParityAtHalf,
    double EqualizedOddsAtHalf,
    double Accuracy)
{
    /// <summary>The gap that a metric names: <see cref="DemographicParity"/> or <see cref="EqualizedOdds"/>.</summary>
    public double Gap(Fairness.FairnessMetric metric) =>
        metric == Fairness.FairnessMetric.DemographicParity ? DemographicParity : EqualizedOdds;
}
