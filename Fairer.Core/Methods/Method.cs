using Fairer.Core.Fairness;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Methods;

/// <summary>One of the compared ways to train: one curve of Fig. 3.</summary>
public abstract class Method
{
    /// <summary>The name that options and files use, for instance <c>dralign</c>.</summary>
    public abstract string Id { get; }

    /// <summary>Whether λ changes what the method does.</summary>
    public virtual bool UsesLambda => false;

    /// <summary>Whether β changes what the method does.</summary>
    public virtual bool UsesBeta => false;

    /// <summary>The name that charts show, for instance <c>DRAlign(ΔDP)</c>.</summary>
    public abstract string Name(FairnessMetric metric);

    /// <summary>The loss that a run of this method minimises.</summary>
    public abstract Objective ObjectiveFor(RunSpec run);
}
