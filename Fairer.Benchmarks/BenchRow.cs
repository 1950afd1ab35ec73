namespace Fairer.Benchmarks;

/// <summary>One measured number, with what it stands beside and what it is to be.</summary>
internal sealed record BenchRow
{
    /// <summary>What was measured.</summary>
    public required string What { get; init; }

    /// <summary>Our number.</summary>
    public required double Value { get; init; }

    /// <summary>The unit of <see cref="Value"/> and <see cref="Beside"/>.</summary>
    public required string Unit { get; init; }

    /// <summary>How it was measured, in a sentence or two.</summary>
    public required string How { get; init; }

    /// <summary>The number that it stands beside, in the same unit; null where there is none.</summary>
    public double? Beside { get; init; }

    /// <summary>Whose number that is; alone it says why there is none.</summary>
    public string? BesideLabel { get; init; }

    /// <summary>How many times as good ours is, from 1 up if better; null where nothing stands beside it.</summary>
    public double? Ratio { get; init; }

    /// <summary>What it is to be; null where nothing was set.</summary>
    public Goal? Goal { get; init; }

    /// <summary>Whether the goal is met; null where none was set, or where it is about a ratio that there is not.</summary>
    public bool? Met => Goal is null || Judged is not { } value ? null : Goal.IsMet(value);

    private double? Judged => Goal?.Of == GoalOf.Ratio ? Ratio : Value;

    /// <summary>A number of which more is better, such as runs a minute, beside another.</summary>
    public BenchRow BesideRate(double beside, string label) => this with { Beside = beside, BesideLabel = label, Ratio = Value / beside };

    /// <summary>A number of which less is better, such as seconds, beside another.</summary>
    public BenchRow BesideTime(double beside, string label) => this with { Beside = beside, BesideLabel = label, Ratio = beside / Value };
}

/// <summary>What a goal is about.</summary>
internal enum GoalOf
{
    /// <summary>The row's own number.</summary>
    Value,

    /// <summary>Its ratio to the number beside it.</summary>
    Ratio,
}

/// <summary>What a number is to be.</summary>
/// <param name="Of">Which number of the row.</param>
/// <param name="AtLeast">Whether it is to be at least as great; else at most.</param>
/// <param name="Bound">The bound that counts.</param>
/// <param name="Aim">The bound hoped for; null where there is one bound only.</param>
internal sealed record Goal(GoalOf Of, bool AtLeast, double Bound, double? Aim = null)
{
    /// <summary>A value of at least that much.</summary>
    public static Goal ValueAtLeast(double bound, double? aim = null) => new(GoalOf.Value, AtLeast: true, bound, aim);

    /// <summary>A value of at most that much.</summary>
    public static Goal ValueAtMost(double bound, double? aim = null) => new(GoalOf.Value, AtLeast: false, bound, aim);

    /// <summary>At least so many times as good as what it stands beside.</summary>
    public static Goal RatioAtLeast(double bound, double? aim = null) => new(GoalOf.Ratio, AtLeast: true, bound, aim);

    /// <summary>Whether a number meets it.</summary>
    public bool IsMet(double value) => AtLeast ? value >= Bound : value <= Bound;
}
