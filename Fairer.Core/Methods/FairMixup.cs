using Fairer.Core.Fairness;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Methods;

/// <summary>
/// Fair Mixup (Chuang and Mroueh 2021), the paper's <i>FairReg with Aug</i>: <c>L = L_cls + λ·L_path</c>, where with
/// <c>x̃ = γ·x₀ + (1 − γ)·x₁</c> the penalty <c>L_path = |mean ∇ₓF(x̃)·(x₁ − x₀)|</c> is how fast the mean score changes on
/// the way from one subgroup to the other; for EO inside each label and summed.
/// </summary>
public sealed class FairMixup : Method
{
    /// <inheritdoc/>
    public override string Id => "mixup";

    /// <inheritdoc/>
    public override Tuning Tuning => Tuning.Lambda;

    /// <inheritdoc/>
    public override string Name(FairnessMetric metric) => $"FairReg(Δ{metric.Abbreviation()}, Aug)";

    /// <inheritdoc/>
    public override Objective ObjectiveFor(RunSpec run) => new(PathLambda: run.Lambda);
}
