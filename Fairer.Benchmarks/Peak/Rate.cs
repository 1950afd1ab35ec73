using System.Diagnostics;

namespace Fairer.Benchmarks.Peak;

/// <summary>How often something can be done.</summary>
internal static class Rate
{
    private const double WindowSeconds = 0.01;

    /// <summary>Seconds that one call takes, at best: the least mean over windows of ten milliseconds, since whatever else
    /// the machine does can only add to it.</summary>
    /// <param name="call">What to time.</param>
    /// <param name="seconds">For how long.</param>
    public static double BestSeconds(Action call, double seconds)
    {
        var (calls, best) = (1, double.MaxValue);
        var started = Stopwatch.GetTimestamp();
        do
        {
            var window = Stopwatch.GetTimestamp();
            for (var i = 0; i < calls; i++)
            {
                call();
            }

            var took = Stopwatch.GetElapsedTime(window).TotalSeconds;
            if (took < WindowSeconds / 2)
            {
                calls *= 2;
            }
            else
            {
                best = Math.Min(best, took / calls);
            }
        }
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds || best == double.MaxValue);

        return best;
    }
}
