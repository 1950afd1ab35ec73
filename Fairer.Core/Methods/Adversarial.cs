using Fairer.Core.Fairness;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Methods;

/// <summary>
/// Adversarial debiasing (Zhang et al. 2018): an adversary learns to tell the subgroup from the network's logit, for EO
/// from the label too, and the network steps along <c>∇L_cls − proj_∇L_adv ∇L_cls − λ·∇L_adv</c>.
/// </summary>
/// <remarks>λ = 0 leaves the adversary out, its projection too, and is ERM.</remarks>
public sealed class Adversarial : Method
{
    /// <inheritdoc/>
    public override string Id => "adversarial";

    /// <inheritdoc/>
    public override Tuning Tuning => Tuning.Lambda;

    /// <inheritdoc/>
    public override string Name(FairnessMetric metric) => "Adversarial";

    /// <inheritdoc/>
    public override Objective ObjectiveFor(RunSpec run) => new(Adversary: run.Lambda);
}
