using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Fairer.Core.Training.Gpu;

namespace Fairer.Benchmarks;

/// <summary>What the numbers were measured on.</summary>
/// <param name="Processor">The processor's name.</param>
/// <param name="Cores">How many cores the program sees.</param>
/// <param name="VectorBits">The width of the widest vectors that .NET uses here.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="Torch">PyTorch and what it computes with; null where it is not at hand.</param>
/// <param name="OthersLoad">The share of all cores that other programs took just before; null where the system does not say.</param>
/// <param name="Date">When it was measured.</param>
internal sealed record Machine(
    string Processor, int Cores, int VectorBits, string System, string Runtime, string? Torch, double? OthersLoad, DateOnly Date)
{
    // From here on other programs show in the numbers.
    private const double NoticeableLoad = 0.1;

    /// <summary>This machine, today.</summary>
    /// <param name="torch">PyTorch and what it computes with.</param>
    /// <param name="cancellation">Stops it within a moment.</param>
    public static async Task<Machine> HereAsync(string? torch, CancellationToken cancellation)
    {
        var monitor = new MachineMonitor();
        monitor.Read();
        await Task.Delay(TimeSpan.FromMilliseconds(300), cancellation).ConfigureAwait(false);
        var load = monitor.Read();
        return Here(torch, load.Load - load.OwnLoad);
    }

    /// <summary>The machine in a line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Processor}, {Cores} {(Cores == 1 ? "core" : "cores")}, {VectorBits}-bit vectors; {System}; {Runtime}; {Torch ?? "no PyTorch"}; {Date:d MMMM yyyy}{(OthersLoad > NoticeableLoad ? $"; other programs took {100 * OthersLoad:0}% of the cores just before, and the numbers suffer" : "")}");

    private static Machine Here(string? torch, double? othersLoad) => new(
        ProcessorName() ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        Vector512.IsHardwareAccelerated ? 512 : 8 * Vector<byte>.Count,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        torch,
        othersLoad is { } load ? Math.Round(Math.Max(0, load), 3) : null,
        DateOnly.FromDateTime(DateTime.Now));

    private static string? ProcessorName()
    {
        if (OperatingSystem.IsWindows())
        {
            return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        }

        const string Information = "/proc/cpuinfo";
        return !File.Exists(Information)
            ? null
            : File.ReadLines(Information).Where(line => line.StartsWith("model name", StringComparison.Ordinal))
                .Select(line => line[(line.IndexOf(':') + 1)..].Trim()).FirstOrDefault();
    }
}
