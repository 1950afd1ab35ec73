using Fairer.Core.Fairness;

namespace Fairer.Core.Results;

/// <summary>Which epoch of a run is the one reported (docs/method.md).</summary>
public static class EpochSelection
{
    /// <summary>The first epoch that may be selected, once the run has got that far.</summary>
    public const int FirstEpoch = 2;

    /// <summary>The epoch with the smallest validation gap, from the second epoch on; the earlier one of equals.</summary>
    /// <remarks>An epoch whose gap is not defined is selected only where no epoch's is.</remarks>
    /// <param name="epochs">A run's epochs so far.</param>
    /// <param name="metric">The gap that counts.</param>
    /// <returns>The selected epoch's report; the first epoch's while there is no other; null while there is none.</returns>
    public static EpochReport? Select(IReadOnlyList<EpochReport> epochs, FairnessMetric metric)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        return epochs.Where(report => report.Epoch >= FirstEpoch).MinBy(report => report.Validation.Gap(metric) is var gap && double.IsNaN(gap) ? double.PositiveInfinity : gap)
            ?? (epochs.Count > 0 ? epochs[0] : null);
    }
}
