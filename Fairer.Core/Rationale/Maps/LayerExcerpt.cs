namespace Fairer.Core.Rationale.Maps;

/// <summary>As much of a layer as a picture can show: all of a small one, of a large one the units and inputs whose weights
/// decide most, in their order.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Units">The units shown.</param>
/// <param name="Inputs">The inputs shown.</param>
public sealed record LayerExcerpt(LayerRationale Layer, IReadOnlyList<int> Units, IReadOnlyList<int> Inputs)
{
    /// <summary>Whether the whole layer is shown.</summary>
    public bool Whole => Units.Count == Layer.Layout.Outputs && Inputs.Count == Layer.Layout.Inputs;

    /// <summary>Chooses what is shown of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="units">How many units at most.</param>
    /// <param name="inputs">How many inputs at most.</param>
    public static LayerExcerpt Of(LayerRationale layer, int units, int inputs)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return new LayerExcerpt(
            layer,
            Chosen(layer.Layout.Outputs, units, layer.OfUnits),
            Chosen(layer.Layout.Inputs, inputs, layer.OfInputs));
    }

    /// <summary>c of the shown weights for one subgroup, <c>[units, inputs]</c>, as float32.</summary>
    public float[] Values(int group)
    {
        var (all, shown) = (Layer.Of(group), new float[Units.Count * Inputs.Count]);
        for (var unit = 0; unit < Units.Count; unit++)
        {
            for (var input = 0; input < Inputs.Count; input++)
            {
                shown[(unit * Inputs.Count) + input] = (float)all[(Units[unit] * Layer.Layout.Inputs) + Inputs[input]];
            }
        }

        return shown;
    }

    private static int[] Chosen(int count, int most, Func<int, double[]> sums)
    {
        if (count <= most)
        {
            return [.. Enumerable.Range(0, count)];
        }

        var (first, second) = (sums(0), sums(1));
        return [.. Enumerable.Range(0, count).OrderByDescending(place => first[place] + second[place]).ThenBy(place => place).Take(most).Order()];
    }
}
