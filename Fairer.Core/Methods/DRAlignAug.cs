using Fairer.Core.Fairness;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Methods;

/// <summary>
/// DRAlign on top of Fair Mixup, which the paper says combine (§6.2): Eq. 9 with the path penalty as L_fair,
/// <c>L = L_cls + λ·L_path − β·Σ_l cos(c_l⁰, c_l¹)</c>.
/// </summary>
public sealed class DRAlignAug : Method
{
    /// <inheritdoc/>
    public override string Id => "dralign-aug";

    /// <inheritdoc/>
    public override Tuning Tuning => Tuning.Lambda;

    /// <inheritdoc/>
    public override bool UsesBeta => true;

    /// <inheritdoc/>
    public override string Name(FairnessMetric metric) => $"DRAlign(Δ{metric.Abbreviation()}, Aug)";

    /// <inheritdoc/>
    public override Objective ObjectiveFor(RunSpec run) => new(Beta: run.Beta, PathLambda: run.Lambda);
}
