using System.Globalization;
using Fairer.Core.Data.Tabular;

namespace Fairer.Core.Data.Statistics;

/// <summary>Some of a column's values, and how many of each subgroup's rows have one of them.</summary>
/// <param name="Text">The values: a category, a number, or a range.</param>
/// <param name="Shares">The share of each subgroup's rows, subgroup 0 first.</param>
public sealed record DistributionBin(string Text, IReadOnlyList<double> Shares);

/// <summary>How one column is distributed in each of the two subgroups.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Numeric">Whether the bins are numbers in order; otherwise they are categories, the most frequent first.</param>
/// <param name="Bins">The values; the shares of a subgroup add up to 1, missing ones among them.</param>
/// <param name="Means">For numbers each subgroup's mean; none for categories.</param>
public sealed record ColumnDistribution(string Name, bool Numeric, IReadOnlyList<DistributionBin> Bins, IReadOnlyList<double> Means)
{
    /// <summary>The most bins of numbers.</summary>
    public const int MaxBins = 12;

    /// <summary>The most categories that are shown by themselves.</summary>
    public const int MaxCategories = 6;

    private const string Missing = "missing";

    /// <summary>How far the two subgroups' distributions are apart: total variation, ½ Σ |p₀ − p₁| over the bins; 0 when they
    /// are the same, 1 when they share no value.</summary>
    public double Distance => Bins.Sum(bin => Math.Abs(bin.Shares[0] - bin.Shares[1])) / 2;

    /// <summary>Counts a column of a table.</summary>
    /// <param name="column">The column.</param>
    /// <param name="groups">The subgroup of each row.</param>
    public static ColumnDistribution Of(TableColumn column, ReadOnlySpan<byte> groups) => column switch
    {
        NumericColumn numbers => OfNumbers(column.Name, numbers.Values, groups),
        CategoryColumn categories => OfCategories(column.Name, categories.Categories, categories.Codes, groups),
        _ => throw new ArgumentException($"A column like '{column.Name}' cannot be counted.", nameof(column)),
    };

    /// <summary>Counts categories: the most frequent by themselves, the others together.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="categories">What the codes mean.</param>
    /// <param name="codes">Each row's category.</param>
    /// <param name="groups">The subgroup of each row.</param>
    public static ColumnDistribution OfCategories<T>(string name, IReadOnlyList<string> categories, ReadOnlySpan<T> codes, ReadOnlySpan<byte> groups)
        where T : struct, IConvertible
    {
        var counts = new long[categories.Count, 2];
        for (var row = 0; row < codes.Length; row++)
        {
            counts[codes[row].ToInt32(CultureInfo.InvariantCulture), groups[row]]++;
        }

        int[] order = [.. Enumerable.Range(0, categories.Count)
            .Where(code => counts[code, 0] + counts[code, 1] > 0)
            .OrderByDescending(code => counts[code, 0] + counts[code, 1])];

        // One alone among the others is better called by its name.
        var own = order.Length <= MaxCategories + 1 ? order.Length : MaxCategories;
        var totals = TotalsOf(groups);
        List<DistributionBin> bins = [.. order.Take(own).Select(code => Bin(categories[code], counts[code, 0], counts[code, 1], totals))];
        if (own < order.Length)
        {
            bins.Add(Bin($"{order.Length - own} others", order.Skip(own).Sum(code => counts[code, 0]), order.Skip(own).Sum(code => counts[code, 1]), totals));
        }

        return new ColumnDistribution(name, false, bins, []);
    }

    /// <summary>Counts numbers: each by itself where there are few, else in ranges of one width, the ends of which take in
    /// the outermost hundredth of the rows.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">Each row's number; NaN where it is missing.</param>
    /// <param name="groups">The subgroup of each row.</param>
    public static ColumnDistribution OfNumbers(string name, ReadOnlySpan<double> values, ReadOnlySpan<byte> groups)
    {
        double[] sorted = [.. values.ToArray().Where(double.IsFinite).Order()];
        double[] distinct = [.. sorted.Distinct().Take(MaxBins + 1)];
        var few = distinct.Length <= MaxBins;
        var edges = few ? [] : Edges(sorted);
        var count = few ? distinct.Length : edges.Length - 1;
        var counts = new long[count + 1, 2]; // the last for what is missing
        var (sums, known) = (new double[2], new long[2]);
        for (var row = 0; row < values.Length; row++)
        {
            var (value, group) = (values[row], groups[row]);
            if (!double.IsFinite(value))
            {
                counts[count, group]++;
                continue;
            }

            sums[group] += value;
            known[group]++;
            var bin = few ? Array.BinarySearch(distinct, value) : Math.Clamp((int)Math.Floor((value - edges[0]) / (edges[1] - edges[0])), 0, count - 1);
            counts[bin, group]++;
        }

        var totals = TotalsOf(groups);
        List<DistributionBin> bins =
        [
            .. Enumerable.Range(0, count).Select(bin => Bin(
                few ? Text(distinct[bin])
                : bin == 0 && sorted[0] < edges[0] ? $"below {Text(edges[1])}"
                : bin == count - 1 && sorted[^1] > edges[count] ? $"{Text(edges[bin])} and above"
                : $"{Text(edges[bin])} to {Text(edges[bin + 1])}",
                counts[bin, 0],
                counts[bin, 1],
                totals)),
        ];
        if (counts[count, 0] + counts[count, 1] > 0)
        {
            bins.Add(Bin(Missing, counts[count, 0], counts[count, 1], totals));
        }

        return new ColumnDistribution(name, true, bins, [sums[0] / known[0], sums[1] / known[1]]);
    }

    // Round numbers, so that they can be read: the width is 1, 2 or 5 times a power of ten.
    private static double[] Edges(double[] sorted)
    {
        var (low, high) = (sorted[(int)(0.01 * (sorted.Length - 1))], sorted[(int)(0.99 * (sorted.Length - 1))]);
        if (high <= low)
        {
            (low, high) = (sorted[0], sorted[^1]);
        }

        var least = (high - low) / (MaxBins - 2);
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        var width = power * (least / power <= 1 ? 1 : least / power <= 2 ? 2 : least / power <= 5 ? 5 : 10);
        var first = Math.Floor(low / width) * width;
        var bins = Math.Max(1, (int)Math.Ceiling((high - first) / width));
        return [.. Enumerable.Range(0, bins + 1).Select(i => first + (i * width))];
    }

    private static DistributionBin Bin(string text, long zeros, long ones, long[] totals) =>
        new(text, [totals[0] == 0 ? 0 : (double)zeros / totals[0], totals[1] == 0 ? 0 : (double)ones / totals[1]]);

    private static long[] TotalsOf(ReadOnlySpan<byte> groups)
    {
        var totals = new long[2];
        foreach (var group in groups)
        {
            totals[group]++;
        }

        return totals;
    }

    private static string Text(double value) => value.ToString("#,0.######", CultureInfo.InvariantCulture) is var text && text is "-0" ? "0" : text;
}
