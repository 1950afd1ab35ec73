using Fairer.Core.Fairness;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Methods;

/// <summary>
/// Fairness regularisation without augmentation (Madras et al. 2018; the paper's §3.2):
/// <c>L = L_cls + λ·L_fair</c> (Eq. 3), L_fair the relaxed ΔDP (Eq. 1) or ΔEO (Eq. 2).
/// </summary>
public sealed class FairReg : Method
{
    /// <inheritdoc/>
    public override string Id => "fairreg";

    /// <inheritdoc/>
    public override Tuning Tuning => Tuning.Lambda;

    /// <inheritdoc/>
    public override string Name(FairnessMetric metric) => $"FairReg(Δ{metric.Abbreviation()}, noAug)";

    /// <inheritdoc/>
    public override Objective ObjectiveFor(RunSpec run) => new(Lambda: run.Lambda);
}
