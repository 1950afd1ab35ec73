namespace Fairer.Core.Data.Synthesis;

/// <summary>Draws by whole-number weights, so that every machine draws the same.</summary>
internal static class WeightedDraw
{
    /// <summary>A place, drawn in proportion to its weight.</summary>
    public static int Draw(ReadOnlySpan<int> weights, ref SeededRandom random)
    {
        var total = 0;
        foreach (var weight in weights)
            total += weight;
        var left = random.NextInt(total);
        var place = 0;
        while (left >= weights[place])
            left -= weights[place++];
        return place;
    }
}
