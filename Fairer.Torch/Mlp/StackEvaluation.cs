using Fairer.Core.Fairness;
using Fairer.Core.Rationale;
using static TorchSharp.torch;

namespace Fairer.Torch.Mlp;

/// <summary>Measures all networks of a stack on whole splits after an epoch.</summary>
/// <param name="stack">The networks.</param>
/// <param name="data">The splits.</param>
/// <param name="metric">DP or EO.</param>
/// <param name="granularity">What counts as one neuron.</param>
/// <param name="rowsAtOnce">How many rows of each seed go through at once.</param>
internal sealed class StackEvaluation(MlpStack stack, StackData data, FairnessMetric metric, Granularity granularity, long rowsAtOnce)
{
    /// <summary>The scores of each run on some rows.</summary>
    /// <param name="rows">The rows <c>[seeds, rows, features]</c>.</param>
    /// <param name="wanted">Whether anybody still wants to know.</param>
    /// <returns>The scores <c>[runs][rows]</c>; null when nobody does.</returns>
    public double[][]? Score(Tensor rows, Func<bool> wanted)
    {
        var scores = Enumerable.Range(0, stack.Runs).Select(_ => new double[rows.shape[1]]).ToArray();
        for (long first = 0; first < rows.shape[1]; first += rowsAtOnce)
        {
            if (!wanted())
            {
                return null;
            }

            using var scope = NewDisposeScope();
            var count = Math.Min(rowsAtOnce, rows.shape[1] - first);
            var (_, logits) = stack.Forward(rows.narrow(1, first, count));
            var part = logits.sigmoid().to(float64).cpu().data<double>().ToArray();
            for (var run = 0; run < scores.Length; run++)
            {
                part.AsSpan((int)(run * count), (int)count).CopyTo(scores[run].AsSpan((int)first));
            }
        }

        return scores;
    }

    /// <summary>Each layer's cosine of each run over the whole training split, for EO the mean over the label slices.</summary>
    /// <param name="wanted">Whether anybody still wants to know.</param>
    /// <returns>The cosines <c>[runs][layers]</c>; null when nobody does.</returns>
    public double[][]? LayerCosines(Func<bool> wanted)
    {
        using var scope = NewDisposeScope();
        var layers = stack.Weights.Length;
        var cosines = Enumerable.Range(0, stack.Runs).Select(_ => new double[layers]).ToArray();
        for (var slice = 0; slice < metric.Slices(); slice++)
        {
            if (GroupGradient(data.Cells[2 * slice], wanted) is not { } zero || GroupGradient(data.Cells[(2 * slice) + 1], wanted) is not { } one)
            {
                return null;
            }

            for (var layer = 0; layer < layers; layer++)
            {
                var measured = new Alignment(stack.Weights[layer], zero[layer], one[layer], granularity).Cosine.to(float64).cpu().data<double>().ToArray();
                for (var run = 0; run < cosines.Length; run++)
                {
                    cosines[run][layer] += measured[run] / metric.Slices();
                }
            }
        }

        return cosines;
    }

    /// <summary>The gradient of the mean classification loss over a cell's training rows, for each layer.</summary>
    private Tensor[]? GroupGradient(StackCell cell, Func<bool> wanted)
    {
        var gradients = stack.Weights.Select(weights => zeros_like(weights)).ToArray();
        for (long first = 0; first < cell.Count; first += rowsAtOnce)
        {
            if (!wanted())
            {
                return null;
            }

            using var scope = NewDisposeScope();
            var count = Math.Min(rowsAtOnce, cell.Count - first);
            var rows = cell.Rows.narrow(1, first, count).reshape(-1);
            var seeds = cell.Rows.shape[0];
            var batch = data.Features.index_select(0, rows).view(seeds, count, -1);
            var labels = data.Labels.index_select(0, rows).view(seeds, count).index_select(0, stack.SeedOfRun);
            var shares = cell.Shares.narrow(1, first, count).index_select(0, stack.SeedOfRun);
            var (activations, logits) = stack.Forward(batch);
            var signals = stack.Backward(activations, ((logits.squeeze(1).sigmoid() - labels) * shares).unsqueeze(1));
            for (var layer = 0; layer < gradients.Length; layer++)
            {
                gradients[layer].add_(stack.WeightGradient(batch, activations, signals, layer, 0, count));
            }
        }

        return gradients;
    }
}
