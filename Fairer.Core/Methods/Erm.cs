using Fairer.Core.Fairness;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Methods;

/// <summary>Empirical risk minimisation, the paper's <i>w.o.FairReg</i>: <c>L = L_cls</c>.</summary>
public sealed class Erm : Method
{
    /// <inheritdoc/>
    public override string Id => "erm";

    /// <inheritdoc/>
    public override string Name(FairnessMetric metric) => "ERM (w.o. FairReg)";

    /// <inheritdoc/>
    public override Objective ObjectiveFor(RunSpec run) => new();
}
