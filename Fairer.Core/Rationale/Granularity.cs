namespace Fairer.Core.Rationale;

/// <summary>What counts as one neuron when the decision rationales of two subgroups are compared (docs/method.md).</summary>
public enum Granularity
{
    /// <summary>Every weight is a neuron (the paper's tabular text).</summary>
    Parameter,

    /// <summary>The ĉ of a unit's incoming weights are summed first: one number per output unit.</summary>
    Unit,
}
