using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fairer.Benchmarks;

/// <summary>What the numbers were measured on.</summary>
/// <param name="Processor">The processor's name.</param>
/// <param name="Cores">How many cores the program sees.</param>
/// <param name="VectorBits">The width of the widest vectors that .NET uses here.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="Torch">PyTorch and what it computes with; null where it is not at hand.</param>
/// <param name="Date">When it was measured.</param>
internal sealed record Machine(string Processor, int Cores, int VectorBits, string System, string Runtime, string? Torch, DateOnly Date)
{
    /// <summary>This machine, today.</summary>
    /// <param name="torch">PyTorch and what it computes with.</param>
    public static Machine Here(string? torch) => new(
        ProcessorName() ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        Vector512.IsHardwareAccelerated ? 512 : 8 * Vector<byte>.Count,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        torch,
        DateOnly.FromDateTime(DateTime.Now));

    /// <summary>The machine in a line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Processor}, {Cores} {(Cores == 1 ? "core" : "cores")}, {VectorBits}-bit vectors; {System}; {Runtime}; {Torch ?? "no PyTorch"}; {Date:d MMMM yyyy}");

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
