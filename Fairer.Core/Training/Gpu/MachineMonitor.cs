using System.Diagnostics;
using System.Globalization;

namespace Fairer.Core.Training.Gpu;

/// <summary>Reads how busy cores and memory are. Linux tells about all programs; elsewhere the process tells of its own time
/// and the runtime of the machine's memory.</summary>
public sealed class MachineMonitor
{
    private const string Ticks = "/proc/stat";
    private const string Memory = "/proc/meminfo";

    private (long Time, TimeSpan Own)? _before;
    private (long Busy, long All)? _ticksBefore;

    /// <summary>Reads now; loads are those since the reading before.</summary>
    public MachineReading Read()
    {
        var (time, own) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        double? ownLoad = _before is { } before && Stopwatch.GetElapsedTime(before.Time, time) is { Ticks: > 0 } elapsed
            ? Share((own - before.Own) / (elapsed * Environment.ProcessorCount))
            : null;
        _before = (time, own);

        double? load = ownLoad;
        if (ReadLines(Ticks) is { Length: > 0 } stat && ParseTicks(stat[0]) is { } ticks)
        {
            load = _ticksBefore is { } last && ticks.All > last.All ? Share((double)(ticks.Busy - last.Busy) / (ticks.All - last.All)) : null;
            _ticksBefore = ticks;
        }

        var (total, used) = ParseMemory(ReadLines(Memory)) ?? RuntimeMemory();
        return new MachineReading(Environment.ProcessorCount, load, ownLoad, total, used);
    }

    /// <summary>Reads <c>cpu  user nice system idle iowait irq softirq steal …</c>: the ticks that were busy, and all.</summary>
    internal static (long Busy, long All)? ParseTicks(string line)
    {
        string[] parts = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(9)]; // what follows is counted in user already
        if (parts is not ["cpu", _, _, _, _, _, ..])
        {
            return null;
        }

        var ticks = new long[parts.Length - 1];
        for (var i = 0; i < ticks.Length; i++)
        {
            if (!long.TryParse(parts[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out ticks[i]))
            {
                return null;
            }
        }

        return (ticks.Sum() - ticks[3] - ticks[4], ticks.Sum());
    }

    /// <summary>Reads the lines of <c>/proc/meminfo</c>: all memory, and what is not to be had any more.</summary>
    internal static (long Total, long Used)? ParseMemory(string[]? lines)
    {
        long? Bytes(string name) =>
            lines?.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            && long.TryParse(line.AsSpan(name.Length).Trim().TrimEnd("kB").TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes)
                ? 1024 * kilobytes
                : null;

        return Bytes("MemTotal:") is { } total && Bytes("MemAvailable:") is { } available ? (total, total - available) : null;
    }

    private static (long Total, long Used) RuntimeMemory()
    {
        var memory = GC.GetGCMemoryInfo();
        return (memory.TotalAvailableMemoryBytes, Math.Max(memory.MemoryLoadBytes, Environment.WorkingSet));
    }

    private static double Share(double value) => Math.Clamp(value, 0, 1);

    private static string[]? ReadLines(string file)
    {
        try
        {
            return OperatingSystem.IsLinux() ? File.ReadAllLines(file) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
