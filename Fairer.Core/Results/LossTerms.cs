using Fairer.Core.Methods;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Results;

/// <summary>The terms of Eq. 9 as they entered an epoch's loss, their weights included: they add up to
/// <see cref="Total"/>.</summary>
/// <param name="Classification">L_cls.</param>
/// <param name="Gap">λ·L_fair; 0 for a method that does not weigh the gap itself.</param>
/// <param name="Rest">λ·L_path − β·Σ cos, as far as the method has them.</param>
/// <param name="Total">The whole loss.</param>
public sealed record LossTerms(double Classification, double Gap, double Rest, double Total)
{
    /// <summary>The terms of an epoch of a run.</summary>
    public static LossTerms Of(RunSpec run, EpochReport report)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(report);
        var gap = (ObjectiveOf(run)?.Lambda ?? 0) * report.FairnessLoss;
        return new LossTerms(report.ClassificationLoss, gap, report.Loss - report.ClassificationLoss - gap, report.Loss);
    }

    /// <summary>What <see cref="Rest"/> is for a run's method, as a formula; null where there is nothing of the kind.</summary>
    public static string? RestOf(RunSpec run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return (ObjectiveOf(run) ?? new Objective()) switch
        {
            { PathLambda: not 0, Beta: not 0 } => "λ·L_path − β·Σ cos",
            { PathLambda: not 0 } => "λ·L_path",
            { Beta: not 0 } => "−β·Σ cos",
            _ => null,
        };
    }

    /// <summary>Whether a run's method weighs the gap itself.</summary>
    public static bool HasGap(RunSpec run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return ObjectiveOf(run) is { Lambda: not 0 };
    }

    private static Objective? ObjectiveOf(RunSpec run) => MethodCatalogue.Find(run.Method)?.ObjectiveFor(run);
}
