using Fairer.Core.Fairness;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Methods;

/// <summary>
/// Gradient-guided parity alignment, the paper's method (§5.2, Algorithm 1):
/// <c>L = L_cls + λ·L_fair − β·Σ_l cos(c_l⁰, c_l¹)</c> (Eq. 9).
/// </summary>
public sealed class DRAlign : Method
{
    /// <inheritdoc/>
    public override string Id => "dralign";

    /// <inheritdoc/>
    public override Tuning Tuning => Tuning.Lambda;

    /// <inheritdoc/>
    public override bool UsesBeta => true;

    /// <inheritdoc/>
    public override string Name(FairnessMetric metric) => $"DRAlign(Δ{metric.Abbreviation()})";

    /// <inheritdoc/>
    public override Objective ObjectiveFor(RunSpec run) => new(run.Lambda, run.Beta);
}
