using Fairer.Core.Results;

namespace Fairer.Core.Tests.Results;

/// <summary>Compares reports, whose lists have no equality of their own.</summary>
internal static class Reports
{
    /// <summary>All numbers of a report but the time it took, bit by bit.</summary>
    public static IReadOnlyList<long> Bits(EpochReport report) =>
    [
        report.Epoch,
        .. new[]
        {
            report.ClassificationLoss, report.FairnessLoss, report.Loss,
            report.Validation.AveragePrecision, report.Validation.DemographicParity, report.Validation.EqualizedOdds,
            report.Validation.DemographicParityAtHalf, report.Validation.EqualizedOddsAtHalf, report.Validation.Accuracy,
            report.Test.AveragePrecision, report.Test.DemographicParity, report.Test.EqualizedOdds,
            report.Test.DemographicParityAtHalf, report.Test.EqualizedOddsAtHalf, report.Test.Accuracy,
        }.Concat(report.LayerCosines).Concat(report.BatchLayerCosines).Select(BitConverter.DoubleToInt64Bits),
    ];
}
