namespace Fairer.Core.Data.Synthesis;

/// <summary>One state of a network's variable: a bin of neighbouring values with how often each occurs.</summary>
/// <param name="Values">The values, ascending.</param>
/// <param name="Weights">How often each occurs, in relation to the others.</param>
public sealed record ValueBin(int[] Values, int[] Weights)
{
    /// <summary>Draws one of the values.</summary>
    public int Draw(ref SeededRandom random) => Values[WeightedDraw.Draw(Weights, ref random)];
}

/// <summary>Cuts a numeric column into bins.</summary>
internal static class ValueBins
{
    /// <summary>
    /// Cuts a column into about <paramref name="count"/> bins of neighbouring values that hold about as many rows each;
    /// a value that fills a bin on its own (no capital gain, 40 hours) gets one to itself.
    /// </summary>
    /// <param name="column">The values.</param>
    /// <param name="count">The number of bins for the values that do not get one to themselves.</param>
    /// <param name="minimumRows">A value that fewer rows have is counted to its nearest neighbour in the bin.</param>
    /// <param name="lastValues">The highest value of each bin, by which <see cref="BinOf"/> finds a value's bin.</param>
    public static ValueBin[] Cut(ReadOnlySpan<int> column, int count, int minimumRows, out int[] lastValues)
    {
        var counts = new SortedDictionary<int, int>();
        foreach (var value in column)
            counts[value] = counts.GetValueOrDefault(value) + 1;

        var enough = Math.Max(1, column.Length / count);
        var frequent = counts.Values.Where(rows => rows >= enough).Sum();
        var target = Math.Max(1, (column.Length - frequent) / count);
        var bins = new List<List<KeyValuePair<int, int>>> { new() };
        foreach (var entry in counts)
        {
            var alone = entry.Value >= enough;
            if (bins[^1].Count > 0 && (alone || bins[^1].Sum(other => other.Value) >= target))
                bins.Add([]);
            bins[^1].Add(entry);
        }

        lastValues = [.. bins.Select(bin => bin[^1].Key)];
        return [.. bins.Select(bin => Merge(bin, minimumRows))];
    }

    /// <summary>The bin of a value.</summary>
    public static int BinOf(int value, int[] lastValues)
    {
        var bin = Array.BinarySearch(lastValues, value);
        return Math.Min(bin >= 0 ? bin : ~bin, lastValues.Length - 1);
    }

    // No value that only a few people have is kept.
    private static ValueBin Merge(List<KeyValuePair<int, int>> bin, int minimumRows)
    {
        var kept = bin.Where(entry => entry.Value >= minimumRows).Select(entry => entry.Key).ToArray();
        if (kept.Length == 0)
            kept = [bin[bin.Count / 2].Key];
        var weights = new int[kept.Length];
        foreach (var (value, rows) in bin)
        {
            var nearest = 0;
            for (var i = 1; i < kept.Length; i++)
            {
                if (Math.Abs(kept[i] - value) < Math.Abs(kept[nearest] - value))
                    nearest = i;
            }

            weights[nearest] += rows;
        }

        return new ValueBin(kept, weights);
    }
}
