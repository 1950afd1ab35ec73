namespace Fairer.Benchmarks.Dashboard;

/// <summary>What several measurements of one thing say.</summary>
internal static class Spread
{
    /// <summary>The value below which that share of the values lies.</summary>
    /// <param name="values">At least one value.</param>
    /// <param name="share">From 0 to 1: 0.5 is the median.</param>
    public static double At(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)Math.Ceiling(share * (sorted.Length - 1))];
    }

    /// <summary>The median.</summary>
    public static double Median(IEnumerable<double> values) => At(values, 0.5);
}
