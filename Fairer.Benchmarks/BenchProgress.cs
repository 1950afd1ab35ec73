using System.Diagnostics;

namespace Fairer.Benchmarks;

/// <summary>Tells on standard error what is being measured and how long the whole has taken.</summary>
/// <param name="error">Takes a line for each thing measured.</param>
internal sealed class BenchProgress(TextWriter error)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private string _part = "";

    /// <summary>Begins a part.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="place">Which it is, from 1.</param>
    /// <param name="parts">Of how many.</param>
    public void Begin(string name, int place, int parts) => _part = $"{name} ({place} of {parts})";

    /// <summary>Says what is measured next.</summary>
    public void Say(string what) =>
        error.WriteLine($"[{Stopwatch.GetElapsedTime(_started):h\\:mm\\:ss}] {_part}: {what}");
}
