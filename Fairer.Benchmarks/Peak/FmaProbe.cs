using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fairer.Benchmarks.Peak;

/// <summary>What a core can do at most: float32 multiply-adds on registers alone.</summary>
internal static class FmaProbe
{
    private const int Turns = 10_000;

    // Enough that none waits for the one before: two units, four cycles each, and some to spare.
    private const int Sums = 12;

    /// <summary>The rate of one core, in GFLOP/s.</summary>
    /// <param name="seconds">How long to measure.</param>
    public static double Measure(double seconds)
    {
        var sink = 0f;
        var wide = Vector512.IsHardwareAccelerated;
        var time = Rate.BestSeconds(() => sink += wide ? Wide(1e-9f) : Narrow(1e-9f), seconds);
        GC.KeepAlive(sink);
        return 2e-9 * Turns * Sums * (wide ? Vector512<float>.Count : Vector<float>.Count) / time;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Wide(float value)
    {
        Vector512<float> x = Vector512.Create(value), y = Vector512.Create(1 - value);
        Vector512<float> c0 = x, c1 = x, c2 = x, c3 = x, c4 = x, c5 = x, c6 = x, c7 = x, c8 = x, c9 = x, c10 = x, c11 = x;
        for (var turn = 0; turn < Turns; turn++)
        {
            c0 = Vector512.MultiplyAddEstimate(c0, y, x);
            c1 = Vector512.MultiplyAddEstimate(c1, y, x);
            c2 = Vector512.MultiplyAddEstimate(c2, y, x);
            c3 = Vector512.MultiplyAddEstimate(c3, y, x);
            c4 = Vector512.MultiplyAddEstimate(c4, y, x);
            c5 = Vector512.MultiplyAddEstimate(c5, y, x);
            c6 = Vector512.MultiplyAddEstimate(c6, y, x);
            c7 = Vector512.MultiplyAddEstimate(c7, y, x);
            c8 = Vector512.MultiplyAddEstimate(c8, y, x);
            c9 = Vector512.MultiplyAddEstimate(c9, y, x);
            c10 = Vector512.MultiplyAddEstimate(c10, y, x);
            c11 = Vector512.MultiplyAddEstimate(c11, y, x);
        }

        return Vector512.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Narrow(float value)
    {
        Vector<float> x = new(value), y = new(1 - value);
        Vector<float> c0 = x, c1 = x, c2 = x, c3 = x, c4 = x, c5 = x, c6 = x, c7 = x, c8 = x, c9 = x, c10 = x, c11 = x;
        for (var turn = 0; turn < Turns; turn++)
        {
            c0 = Vector.MultiplyAddEstimate(c0, y, x);
            c1 = Vector.MultiplyAddEstimate(c1, y, x);
            c2 = Vector.MultiplyAddEstimate(c2, y, x);
            c3 = Vector.MultiplyAddEstimate(c3, y, x);
            c4 = Vector.MultiplyAddEstimate(c4, y, x);
            c5 = Vector.MultiplyAddEstimate(c5, y, x);
            c6 = Vector.MultiplyAddEstimate(c6, y, x);
            c7 = Vector.MultiplyAddEstimate(c7, y, x);
            c8 = Vector.MultiplyAddEstimate(c8, y, x);
            c9 = Vector.MultiplyAddEstimate(c9, y, x);
            c10 = Vector.MultiplyAddEstimate(c10, y, x);
            c11 = Vector.MultiplyAddEstimate(c11, y, x);
        }

        return Vector.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }
}
