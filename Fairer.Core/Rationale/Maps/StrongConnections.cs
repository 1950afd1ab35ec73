namespace Fairer.Core.Rationale.Maps;

/// <summary>A connection that is among those that matter most for a subgroup, or for both.</summary>
/// <param name="Layer">The layer whose weight it is, from 0.</param>
/// <param name="Unit">The unit that it leads to, in its layer from 0.</param>
/// <param name="Input">The unit or feature that it comes from, in the layer below from 0.</param>
/// <param name="Share0">Its c for subgroup 0 over the sum of the layer's.</param>
/// <param name="Share1">Its c for subgroup 1 over the sum of the layer's.</param>
/// <param name="Strong0">Whether it is among the strongest for subgroup 0.</param>
/// <param name="Strong1">Whether it is among the strongest for subgroup 1.</param>
public sealed record StrongConnection(int Layer, int Unit, int Input, double Share0, double Share1, bool Strong0, bool Strong1)
{
    /// <summary>Whether both subgroups are decided for by it.</summary>
    public bool Shared => Strong0 && Strong1;
}

/// <summary>The solid lines of the paper's Fig. 1: at each layer the weights whose removal changes a subgroup's loss most.</summary>
public static class StrongConnections
{
    /// <summary>The strongest connections of each layer for each subgroup, the strongest first.</summary>
    /// <param name="map">The rationales.</param>
    /// <param name="perLayer">How many of each layer for each subgroup; fewer where fewer decide anything.</param>
    public static IReadOnlyList<StrongConnection> Of(RationaleMap map, int perLayer)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentOutOfRangeException.ThrowIfNegative(perLayer);
        return [.. map.Layers.SelectMany((layer, l) =>
        {
            HashSet<int>[] strongest = [.. Enumerable.Range(0, 2).Select(group => Greatest(layer.Of(group), perLayer))];
            double[] sums = [layer.Subgroup0.Sum(), layer.Subgroup1.Sum()];
            double Share(int k, int group) => sums[group] > 0 ? layer.Of(group)[k] / sums[group] : 0;
            return strongest[0].Union(strongest[1])
                .Select(k => new StrongConnection(
                    l, k / layer.Layout.Inputs, k % layer.Layout.Inputs, Share(k, 0), Share(k, 1), strongest[0].Contains(k), strongest[1].Contains(k)))
                .OrderByDescending(connection => Math.Max(connection.Share0, connection.Share1))
                .ThenBy(connection => connection.Unit).ThenBy(connection => connection.Input);
        })];
    }

    /// <summary>A subgroup's strongest path: one unit a layer, from a feature to the output, with the greatest product of
    /// its connections' shares, so that every layer counts alike.</summary>
    /// <returns>The feature, then a unit of each layer; empty where nothing decides.</returns>
    public static IReadOnlyList<int> Path(RationaleMap map, int group)
    {
        ArgumentNullException.ThrowIfNull(map);
        var scores = new double[map.Layout.Inputs];
        var from = new List<int[]>();
        foreach (var layer in map.Layers)
        {
            var (values, inputs) = (layer.Of(group), layer.Layout.Inputs);
            var sum = values.Sum();
            var (next, best) = (new double[layer.Layout.Outputs], new int[layer.Layout.Outputs]);
            Array.Fill(next, double.NegativeInfinity);
            for (var k = 0; k < values.Length; k++)
            {
                var score = scores[k % inputs] + Math.Log(values[k] / sum);
                if (score > next[k / inputs])
                {
                    (next[k / inputs], best[k / inputs]) = (score, k % inputs);
                }
            }

            scores = next;
            from.Add(best);
        }

        if (double.IsNegativeInfinity(scores[0]))
        {
            return [];
        }

        var path = new List<int> { 0 };
        for (var l = from.Count - 1; l >= 0; l--)
        {
            path.Add(from[l][path[^1]]);
        }

        path.Reverse();
        return path;
    }

    /// <summary>The places of the greatest values above 0; of equals the first ones.</summary>
    internal static HashSet<int> Greatest(double[] values, int count)
    {
        var kept = new PriorityQueue<int, (double Value, int Place)>();
        for (var k = 0; k < values.Length && count > 0; k++)
        {
            if (!(values[k] > 0))
            {
                continue;
            }

            if (kept.Count < count)
            {
                kept.Enqueue(k, (values[k], -k));
            }
            else
            {
                kept.EnqueueDequeue(k, (values[k], -k));
            }
        }

        return [.. kept.UnorderedItems.Select(item => item.Element)];
    }
}
