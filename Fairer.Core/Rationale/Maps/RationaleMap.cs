using Fairer.Core.Models;

namespace Fairer.Core.Rationale.Maps;

/// <summary>How much each of a network's weights decides for each of the two subgroups: c or ĉ (Eq. 4 and 8) of every
/// weight. Biases take no part.</summary>
/// <param name="Layout">Where the weights are.</param>
/// <param name="Parameters">The network, as <paramref name="Layout"/> orders it.</param>
/// <param name="Layers">One for each layer, from the first hidden one to the output.</param>
public sealed record RationaleMap(MlpLayout Layout, IReadOnlyList<float> Parameters, IReadOnlyList<LayerRationale> Layers)
{
    /// <summary><c>Σ|c⁰ − c¹|</c> over all weights: the parity score's headline where c is exact.</summary>
    public double Difference => Layers.Sum(layer => layer.Difference);

    /// <summary>Roughly how much memory it takes.</summary>
    public long Bytes => Layout.ParameterCount * (long)(sizeof(float) + (2 * sizeof(double)));

    /// <summary>The map of the exact loss changes that removals make.</summary>
    /// <param name="layout">Where the weights are.</param>
    /// <param name="weights">The network, in the form of <see cref="Training.RunCheckpoint.Weights"/>.</param>
    /// <param name="detail">What removing each weight changes.</param>
    /// <exception cref="ArgumentException">Weights or changes are not of such a network.</exception>
    public static RationaleMap Exact(MlpLayout layout, ReadOnlySpan<byte> weights, ParityDetail detail)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(detail);
        if (detail.Parameters.Count != layout.ParameterCount)
        {
            throw new ArgumentException($"The network has {layout.ParameterCount} weights and biases; there are {detail.Parameters.Count} loss changes.", nameof(detail));
        }

        double[] Of(LayerLayout layer, int group) =>
            [.. Enumerable.Range(layer.Weights, layer.WeightCount).Select(k => detail.Parameters[k].Rationale(group, ParityForm.Squared))];
        return new RationaleMap(layout, NetworkBytes.Read(layout, weights), [.. layout.Layers.Select(layer => new LayerRationale(layer, Of(layer, 0), Of(layer, 1)))]);
    }
}

/// <summary>How much each weight of one layer decides for each subgroup.</summary>
/// <param name="Layout">The layer.</param>
/// <param name="Subgroup0">c of each weight for subgroup 0, <c>[outputs, inputs]</c>.</param>
/// <param name="Subgroup1">c of each weight for subgroup 1, likewise.</param>
public sealed record LayerRationale(LayerLayout Layout, double[] Subgroup0, double[] Subgroup1)
{
    /// <summary><c>Σ|c⁰ − c¹|</c> over the layer's weights.</summary>
    public double Difference => Subgroup0.Zip(Subgroup1, (first, second) => Math.Abs(first - second)).Sum();

    /// <summary>c of every weight for one subgroup.</summary>
    public double[] Of(int group) => group == 0 ? Subgroup0 : Subgroup1;

    /// <summary>cos(c⁰, c¹), the layer's part of the similarity (Eq. 9); 0 where one of the vectors is all zero.</summary>
    /// <param name="granularity">Whether each weight is a neuron or each unit.</param>
    public double Cosine(Granularity granularity)
    {
        var (first, second) = granularity == Granularity.Parameter ? (Subgroup0, Subgroup1) : (OfUnits(0), OfUnits(1));
        double dot = 0, square0 = 0, square1 = 0;
        for (var k = 0; k < first.Length; k++)
        {
            dot += first[k] * second[k];
            square0 += first[k] * first[k];
            square1 += second[k] * second[k];
        }

        var norms = Math.Sqrt(square0) * Math.Sqrt(square1);
        return norms > 0 ? dot / norms : 0;
    }

    /// <summary>The sum of c over each unit's incoming weights.</summary>
    public double[] OfUnits(int group) =>
        [.. Enumerable.Range(0, Layout.Outputs).Select(unit => Of(group).AsSpan(unit * Layout.Inputs, Layout.Inputs).ToArray().Sum())];

    /// <summary>The sum of c over each input's outgoing weights.</summary>
    public double[] OfInputs(int group)
    {
        var (values, sums) = (Of(group), new double[Layout.Inputs]);
        for (var k = 0; k < values.Length; k++)
        {
            sums[k % sums.Length] += values[k];
        }

        return sums;
    }
}
