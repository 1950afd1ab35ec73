using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fairer.Benchmarks.Peak;

/// <summary>A level of the memory, as one core reads it.</summary>
/// <param name="Name">Such as L2.</param>
/// <param name="Bytes">How much was read again and again.</param>
/// <param name="Rate">In GB/s.</param>
internal sealed record MemoryLevel(string Name, long Bytes, double Rate);

/// <summary>How fast one core reads from each level of the memory: the sum of an array that fits into the level and not into the one before.</summary>
internal static unsafe class MemoryProbe
{
    /// <summary>Measures every level.</summary>
    /// <param name="seconds">How long to measure each.</param>
    public static IReadOnlyList<MemoryLevel> Measure(double seconds)
    {
        // Half a cache, so that what else is in it does not push the array out; twice the last one is memory.
        var (first, second, third) = (CacheBytes(1, "Data") ?? 32 << 10, CacheBytes(2, "Unified") ?? 512 << 10, CacheBytes(3, "Unified") ?? 16 << 20);
        return
        [
            Level("L1", first / 2, seconds),
            Level("L2", second / 2, seconds),
            Level("L3", third / 2, seconds),
            Level("DRAM", Math.Max(4 * third, 256 << 20), seconds),
        ];
    }

    private static MemoryLevel Level(string name, long bytes, double seconds)
    {
        const int Alignment = 64;
        var memory = (float*)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
        try
        {
            NativeMemory.Clear(memory, (nuint)bytes);
            var sink = 0f;
            var time = Rate.BestSeconds(() => sink += Sum(memory, bytes / sizeof(float)), seconds);
            GC.KeepAlive(sink);
            return new MemoryLevel(name, bytes, 1e-9 * bytes / time);
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Sum(float* numbers, long count)
    {
        Vector512<float> c0 = default, c1 = default, c2 = default, c3 = default;
        var end = numbers + (count / (4 * Vector512<float>.Count) * (4 * Vector512<float>.Count));
        for (; numbers < end; numbers += 4 * Vector512<float>.Count)
        {
            c0 += Vector512.Load(numbers);
            c1 += Vector512.Load(numbers + Vector512<float>.Count);
            c2 += Vector512.Load(numbers + (2 * Vector512<float>.Count));
            c3 += Vector512.Load(numbers + (3 * Vector512<float>.Count));
        }

        return Vector512.Sum(c0 + c1 + c2 + c3);
    }

    private static long? CacheBytes(int level, string type)
    {
        const string Caches = "/sys/devices/system/cpu/cpu0/cache";
        return !Directory.Exists(Caches)
            ? null
            : Directory.GetDirectories(Caches, "index*")
                .Where(cache => Read(cache, "level") == level.ToString(CultureInfo.InvariantCulture) && Read(cache, "type") == type)
                .Select(cache => (long?)1024 * long.Parse(Read(cache, "size").TrimEnd('K'), CultureInfo.InvariantCulture))
                .FirstOrDefault();
    }

    private static string Read(string cache, string file) => File.ReadAllText(Path.Combine(cache, file)).Trim();
}
