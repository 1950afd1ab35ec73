using Fairer.Core.Sweeps;

namespace Fairer.Web.Services.Present;

/// <summary>What is seen during a step of a demo.</summary>
public enum DemoView
{
    /// <summary>The demo's title and the step's caption, and nothing else.</summary>
    Title,

    /// <summary>Average precision against the fairness gap, and the similarity beside it.</summary>
    Both,

    /// <summary>Average precision against the fairness gap.</summary>
    Gap,

    /// <summary>The similarity against λ.</summary>
    Similarity,

    /// <summary>The similarity of each layer.</summary>
    Layers,
}

/// <summary>Where a step's sweep comes from.</summary>
public abstract record DemoSource;

/// <summary>The recording that comes with the program.</summary>
public sealed record RecordedSource : DemoSource;

/// <summary>The newest sweep in the store.</summary>
public sealed record LastSource : DemoSource;

/// <summary>A sweep in the store.</summary>
/// <param name="Id">Its number.</param>
public sealed record StoredSource(long Id) : DemoSource;

/// <summary>A sweep that is trained during the talk.</summary>
/// <param name="Text">What is written in the script, which tells one such sweep from another.</param>
/// <param name="Spec">What is trained.</param>
public sealed record TrainSource(string Text, SweepSpec Spec) : DemoSource
{
    /// <inheritdoc/>
    public bool Equals(TrainSource? other) => other?.Text == Text;

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}

/// <summary>One step of a demo.</summary>
/// <param name="View">What is seen.</param>
/// <param name="Source">Which sweep; null for the one of the step before.</param>
/// <param name="Speed">How many times faster than it was trained; infinite for the finished sweep at once; null for the speed of the
/// step before.</param>
/// <param name="Caption">What stands above the charts.</param>
public sealed record DemoStep(DemoView View, DemoSource? Source, double? Speed, string Caption);

/// <summary>A demo: what a speaker shows, step by step.</summary>
/// <param name="Title">What the talk is called.</param>
/// <param name="Steps">The steps; at least one.</param>
public sealed record DemoScript(string Title, IReadOnlyList<DemoStep> Steps)
{
    /// <summary>The sweep that a step shows: its own, or that of the nearest step before; null where none is named so far.</summary>
    public DemoSource? SourceAt(int step) => Steps.Take(step + 1).LastOrDefault(each => each.Source is not null)?.Source;
}

/// <summary>What is wrong with a line of a demo.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Message">What is wrong and how to mend it.</param>
public sealed record DemoFault(int Line, string Message);

/// <summary>What a text means as a demo.</summary>
/// <param name="Script">The demo; null while something is wrong.</param>
/// <param name="Faults">What is wrong, from the first line to the last.</param>
public sealed record DemoReading(DemoScript? Script, IReadOnlyList<DemoFault> Faults);
