using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Training;
using Fairer.Torch.Mlp;
using Fairer.Torch.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Fairer.Torch.Tests;

/// <summary>One batch and one network, evaluated in both of the torch engine's ways.</summary>
/// <param name="Layout">The network.</param>
/// <param name="Metric">What decides on the cells.</param>
/// <param name="Granularity">What counts as one neuron.</param>
/// <param name="PerCell">The samples of a cell.</param>
/// <param name="Parameters">The network's parameters, in the order of the layout.</param>
/// <param name="Features">The samples' features, cell by cell.</param>
/// <param name="Labels">Their labels.</param>
/// <param name="Gammas">γ of Fair Mixup in each label slice.</param>
internal sealed record TorchBatch(
    MlpLayout Layout, FairnessMetric Metric, Granularity Granularity, int PerCell, double[] Parameters, double[] Features, double[] Labels, double[] Gammas)
{
    /// <summary>What came of an evaluation.</summary>
    public sealed record Result(LossParts Parts, double[] Cosines, double[] Gradient);

    /// <summary>Evaluates it for several objectives at once, in one stack of as many runs of one seed.</summary>
    public Result[] Stacked(ScalarType dtype, params Objective[] objectives)
    {
        using var scope = NewDisposeScope();
        using var stack = new MlpStack(Layout, [objectives.Length], dtype, CPU);
        return Evaluate(stack, dtype, [.. objectives], tensor(Features, [1, Labels.Length, Layout.Inputs], dtype), tensor(Gammas, [1, Gammas.Length, 1, 1], dtype));
    }

    /// <summary>Evaluates it twice over, as the batch of two seeds of unequally many runs.</summary>
    public Result[] StackedUnevenly(ScalarType dtype, Objective objective)
    {
        using var scope = NewDisposeScope();
        using var stack = new MlpStack(Layout, [2, 1], dtype, CPU);
        return Evaluate(
            stack, dtype, [objective, objective, objective],
            tensor([.. Features, .. Features], [2, Labels.Length, Layout.Inputs], dtype),
            tensor([.. Gammas, .. Gammas], [2, Gammas.Length, 1, 1], dtype));
    }

    /// <summary>Evaluates it by autograd.</summary>
    public Result ByAutograd(ScalarType dtype, Objective objective)
    {
        using var scope = NewDisposeScope();
        using var network = new LayeredMlp(Layout, Parameters, dtype);
        using var adversary = objective.Adversary != 0 ? new TorchAdversary(Metric, [7], CPU) : null;
        var loss = new AutogradLoss(network, Metric, Granularity) { Adversary = adversary };
        var (parts, gradient) = loss.Evaluate(
            objective, tensor(Features, [Labels.Length, Layout.Inputs], dtype), tensor(Labels, [Labels.Length], dtype), Gammas, Pass.Evaluation, measureSimilarity: true);
        return new Result(parts, loss.Cosines, [.. gradient.SelectMany(part => Numbers(part))]);
    }

    private Result[] Evaluate(MlpStack stack, ScalarType dtype, Objective[] objectives, Tensor batch, Tensor gammas)
    {
        using var ungraded = no_grad();
        var runs = objectives.Length;
        using var weights = new StackObjective(objectives, dtype, CPU);
        using var adversary = weights.HasAdversary ? new TorchAdversary(Metric, [.. Enumerable.Repeat(7, runs)], CPU) : null;
        using var loss = new StackLoss(stack, Metric, Granularity, PerCell) { Adversary = adversary };
        foreach (var (layer, k) in Layout.Layers.Select((layer, k) => (layer, k)))
        {
            stack.Weights[k].copy_(tensor(Parameters.AsSpan(layer.Weights, layer.WeightCount).ToArray(), [1, layer.Outputs, layer.Inputs], dtype));
            stack.Biases[k].copy_(tensor(Parameters.AsSpan(layer.Biases, layer.Outputs).ToArray(), [1, layer.Outputs, 1], dtype));
        }

        var labels = tensor(Labels, [1, Labels.Length], dtype).expand(runs, -1);
        var parts = loss.Evaluate(weights, batch, labels, gammas, measureSimilarity: true);
        var (gradientWeights, gradientBiases) = stack.Views(loss.Gradient);
        return [.. Enumerable.Range(0, runs).Select(run =>
        {
            double Of(Tensor part) => part.select(0, run).ToDouble();
            return new Result(
                new LossParts(Of(parts.Classification), Of(parts.Fairness), Of(parts.Path), Of(parts.Similarity), Of(parts.Total)),
                Numbers(parts.Cosines!.select(0, run)),
                [.. gradientWeights.Zip(gradientBiases).SelectMany(layer => new[] { layer.First, layer.Second }).SelectMany(part => Numbers(part.select(0, run)))]);
        })];
    }

    private static double[] Numbers(Tensor values) => values.to(float64).reshape(-1).contiguous().data<double>().ToArray();
}
