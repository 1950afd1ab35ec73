using Fairer.Core.Fairness;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Methods;

/// <summary>
/// Oversampling (Wang et al. 2020), the paper's <i>w.o.FairReg-Oversample</i>: <c>L = L_cls</c> on batches that hold every
/// subgroup × label cell equally often.
/// </summary>
/// <remarks>For EO the protocol's batches are so balanced for every method (docs/method.md): there it is ERM itself.</remarks>
public sealed class Oversample : Method
{
    /// <inheritdoc/>
    public override string Id => "oversample";

    /// <inheritdoc/>
    public override bool BalancesLabels => true;

    /// <inheritdoc/>
    public override string Name(FairnessMetric metric) => "Oversample (w.o. FairReg)";

    /// <inheritdoc/>
    public override Objective ObjectiveFor(RunSpec run) => new();
}
