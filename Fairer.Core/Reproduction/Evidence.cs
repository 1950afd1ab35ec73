using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Rationale;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Reproduction;

/// <summary>All that figures are drawn and claims are judged from.</summary>
/// <param name="Plan">The grid.</param>
/// <param name="Runs">What came of its runs.</param>
/// <param name="Parity">The parity scores of runs, as far as they were measured.</param>
/// <param name="BaseRates">The share of label 1 on the test split, by dataset and seed.</param>
public sealed record Evidence(
    ReproductionPlan Plan,
    RunSet Runs,
    IReadOnlyDictionary<RunSpec, ParityReport> Parity,
    IReadOnlyDictionary<(string Dataset, int Seed), double> BaseRates)
{
    /// <summary>The reading of a run's d_F that is shown where only one is; null while it was not measured.</summary>
    public double? HeadlineParity(RunState run) =>
        Parity.TryGetValue(run.Spec, out var report) ? ParityReading.Headline.Of(report) : null;

    /// <summary>Whether rows drawn from a model stand in for Adult.</summary>
    public bool Synthetic => DatasetCatalogue.InfoOf(Plan.Census).Synthetic;

    /// <summary>The finished runs of one of the wide networks.</summary>
    public IEnumerable<RunState> Wide(string dataset, FairnessMetric metric, string method) =>
        Runs.Of(dataset, metric, method, ReproductionPlan.Wide);
}
