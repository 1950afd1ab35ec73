using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Rationale.Maps;

/// <summary>The Taylor form of the decision rationale (Eq. 8), <c>ĉ_k^{a=i} = (g_k^{a=i}·w_k)²</c>, over a whole training
/// split: g is the gradient of subgroup i's mean classification loss.</summary>
/// <remarks>The passes are those that measure a run's similarity after an epoch, in float32, so that the cosines of these ĉ
/// are the cosines of the report.</remarks>
public static class TaylorRationale
{
    /// <summary>Measures a network.</summary>
    /// <param name="engine">Holds the splits in the form that the passes read.</param>
    /// <param name="hidden">The hidden layers.</param>
    /// <param name="weights">The network, in the form of <see cref="Training.RunCheckpoint.Weights"/>.</param>
    /// <param name="data">The split that it was trained on.</param>
    /// <param name="slice">Over which samples of each subgroup.</param>
    /// <param name="cancellation">Stops within milliseconds.</param>
    /// <exception cref="ArgumentException">The weights are not those of such a network.</exception>
    public static RationaleMap Measure(
        ManagedEngine engine, MlpShape hidden, ReadOnlySpan<byte> weights, TableSplit data, LabelSlice slice, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(data);
        var layout = new MlpLayout(data.Train.Width, hidden);
        var parameters = NetworkBytes.Read(layout, weights);
        using var network = new MlpWeights<float>(layout);
        parameters.CopyTo(network.Parameters);
        network.Pack();
        using var evaluation = new MlpEvaluation<float>(network, engine.PanelsOf(data), FairnessMetric.DemographicParity, Granularity.Parameter);
        double[][][] groups = [.. Enumerable.Range(0, 2).Select(group =>
        {
            var gradient = evaluation.GroupGradient(group, Label(slice), cancellation);
            var layers = new double[layout.Layers.Count][];
            for (var l = 0; l < layers.Length; l++)
            {
                layers[l] = Rationales(layout.Layers[l], gradient, parameters);
            }

            return layers;
        })];
        return new RationaleMap(layout, parameters, [.. layout.Layers.Select((layer, l) => new LayerRationale(layer, groups[0][l], groups[1][l]))]);
    }

    private static int? Label(LabelSlice slice) => slice switch
    {
        LabelSlice.Label0 => 0,
        LabelSlice.Label1 => 1,
        _ => null,
    };

    private static double[] Rationales(LayerLayout layer, ReadOnlySpan<float> gradient, float[] parameters)
    {
        var rationales = new double[layer.WeightCount];
        for (var k = 0; k < rationales.Length; k++)
        {
            var change = (double)gradient[layer.Weights + k] * parameters[layer.Weights + k];
            rationales[k] = change * change;
        }

        return rationales;
    }
}
