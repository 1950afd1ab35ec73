namespace Fairer.Core.Rationale.Maps;

/// <summary>A weight that decides for one subgroup more than for the other.</summary>
/// <param name="Layer">Its layer, from 0.</param>
/// <param name="Unit">The unit that it leads to, in its layer from 0.</param>
/// <param name="Input">The unit or feature that it comes from, in the layer below from 0.</param>
/// <param name="Weight">The weight itself.</param>
/// <param name="Rationale0">Its c for subgroup 0.</param>
/// <param name="Rationale1">Its c for subgroup 1.</param>
public sealed record MisalignedWeight(int Layer, int Unit, int Input, double Weight, double Rationale0, double Rationale1)
{
    /// <summary><c>c⁰ − c¹</c>.</summary>
    public double Difference => Rationale0 - Rationale1;

    /// <summary>The subgroup for which it decides more.</summary>
    public int Group => Difference >= 0 ? 0 : 1;

    /// <summary>The weights with the greatest <c>|c⁰ − c¹|</c>, hence d_k (Eq. 5), the greatest first.</summary>
    /// <param name="map">The rationales.</param>
    /// <param name="count">How many; fewer where fewer differ.</param>
    public static IReadOnlyList<MisalignedWeight> Of(RationaleMap map, int count)
    {
        ArgumentNullException.ThrowIfNull(map);
        return [.. map.Layers
            .SelectMany((layer, l) => Greatest(map, layer, l, count))
            .OrderByDescending(weight => Math.Abs(weight.Difference)).ThenBy(weight => weight.Layer).ThenBy(weight => weight.Unit).ThenBy(weight => weight.Input)
            .Take(count)];
    }

    private static IEnumerable<MisalignedWeight> Greatest(RationaleMap map, LayerRationale layer, int l, int count)
    {
        double[] differences = [.. layer.Subgroup0.Zip(layer.Subgroup1, (first, second) => Math.Abs(first - second))];
        return StrongConnections.Greatest(differences, count).Select(k => new MisalignedWeight(
            l, k / layer.Layout.Inputs, k % layer.Layout.Inputs, map.Parameters[layer.Layout.Weights + k], layer.Subgroup0[k], layer.Subgroup1[k]));
    }
}
