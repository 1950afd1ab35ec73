using Fairer.Benchmarks.Around;
using Fairer.Benchmarks.Dashboard;
using Fairer.Benchmarks.Peak;
using Fairer.Benchmarks.Sweeps;

namespace Fairer.Benchmarks;

/// <summary>The parts of the bench, in the order in which they are measured; a new one is one file and one line here.</summary>
internal static class BenchParts
{
    /// <summary>Every part.</summary>
    public static IReadOnlyList<IBenchPart> All { get; } =
    [
        new PeakPart(),
        new ThroughputPart(),
        new ScalingPart(),
        new AroundPart(),
        new StartUp(),
        new FirstPoint(),
        new SweepCost(),
        new Pages(),
        new StreamPart(),
    ];

    /// <summary>The words by which they are chosen.</summary>
    public static IEnumerable<string> Names => All.Select(part => part.Name);
}
