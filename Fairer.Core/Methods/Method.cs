using Fairer.Core.Fairness;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Methods;

/// <summary>One of the compared ways to train: one curve of Fig. 3.</summary>
public abstract class Method
{
    /// <summary>The name that options and files use, for instance <c>dralign</c>.</summary>
    public abstract string Id { get; }

    /// <summary>What, if anything, <see cref="RunSpec.Lambda"/> means to the method.</summary>
    public virtual Tuning Tuning => Tuning.None;

    /// <summary>Whether β changes what the method does.</summary>
    public virtual bool UsesBeta => false;

    /// <summary>Whether a step draws equally many samples of every subgroup × label cell, whatever the metric.</summary>
    public virtual bool BalancesLabels => false;

    /// <summary>The name that charts show, for instance <c>DRAlign(ΔDP)</c>.</summary>
    public abstract string Name(FairnessMetric metric);

    /// <summary>What a run of this method minimises.</summary>
    public abstract Objective ObjectiveFor(RunSpec run);

    /// <summary>Fits how the trained network's scores are corrected; null where the method leaves them alone.</summary>
    /// <param name="run">A run of this method.</param>
    /// <param name="scores">The network's scores on the validation split, in [0, 1].</param>
    /// <param name="labels">The label of each sample, 0 or 1.</param>
    /// <param name="groups">The subgroup of each sample, 0 or 1.</param>
    public virtual IScoreCorrection? FitCorrection(
        RunSpec run, ReadOnlySpan<double> scores, ReadOnlySpan<byte> labels, ReadOnlySpan<byte> groups) => null;
}

/// <summary>What the number that makes a method's curve is.</summary>
public enum Tuning
{
    /// <summary>There is none: the method is one point.</summary>
    None,

    /// <summary>The weight λ of a penalty, from 0 on.</summary>
    Lambda,

    /// <summary>How much of a correction is applied: from 0, nothing, to 1, all of it.</summary>
    Strength,
}

/// <summary>A correction of a trained network's scores.</summary>
public interface IScoreCorrection
{
    /// <summary>The corrected score of a sample, in [0, 1].</summary>
    /// <param name="score">The network's score, in [0, 1].</param>
    /// <param name="group">The sample's subgroup, 0 or 1.</param>
    double Apply(double score, byte group);
}
