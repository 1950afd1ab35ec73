using System.Buffers;
using Fairer.Core.Fairness;

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
    public double Gap(FairnessMetric metric) =>
        metric == FairnessMetric.DemographicParity ? DemographicParity : EqualizedOdds;

    /// <summary>Measures scores against labels and subgroups.</summary>
    /// <param name="scores">One score a sample, in [0, 1].</param>
    /// <param name="labels">The label of each sample, 0 or 1.</param>
    /// <param name="groups">The subgroup of each sample, 0 or 1.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Scores Of(ReadOnlySpan<double> scores, ReadOnlySpan<byte> labels, ReadOnlySpan<byte> groups)
    {
        var rented = ArrayPool<double>.Shared.Rent(scores.Length);
        try
        {
            var predicted = rented.AsSpan(0, scores.Length);
            var right = 0;
            for (var i = 0; i < scores.Length; i++)
            {
                predicted[i] = scores[i] >= 0.5 ? 1 : 0;
                right += predicted[i] == labels[i] ? 1 : 0;
            }

            return new Scores(
                Fairness.AveragePrecision.Of(scores, labels),
                GroupGap.DemographicParity(scores, groups),
                GroupGap.EqualizedOdds(scores, labels, groups),
                GroupGap.DemographicParity(predicted, groups),
                GroupGap.EqualizedOdds(predicted, labels, groups),
                (double)right / scores.Length);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }
}
