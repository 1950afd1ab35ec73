namespace Fairer.Core.Rationale.Maps;

/// <summary>Over which samples of a subgroup a rationale is measured.</summary>
public enum LabelSlice
{
    /// <summary>All its training samples, as for DP.</summary>
    All,

    /// <summary>Those with label 0: one of the two slices of EO.</summary>
    Label0,

    /// <summary>Those with label 1: the other one.</summary>
    Label1,
}
