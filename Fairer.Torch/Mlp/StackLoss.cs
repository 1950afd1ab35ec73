using Fairer.Core.Fairness;
using Fairer.Core.Rationale;
using static TorchSharp.torch;

namespace Fairer.Torch.Mlp;

/// <summary>
/// The loss of Eq. 9, <c>L = L_cls + λ·L_fair − β·Σ_l cos(c_l⁰, c_l¹)</c>, with Fair Mixup's penalty and an adversary, for
/// all runs of a stack on their seeds' batches, with its gradient.
/// </summary>
/// <remarks>
/// The same steps as <see cref="Core.Training.Managed.MlpLoss{T}"/>, in batched products and without autograd: for h×h layers nine
/// products a step where the rationale is aligned, three where it is not (docs/method.md). A batch is made of cells of
/// equally many samples, one after the other: for DP the subgroups; for EO those inside y = 0, then those inside y = 1.
/// </remarks>
internal sealed class StackLoss : IDisposable
{
    private const int Groups = 2;

    private readonly MlpStack _stack;
    private readonly Granularity _granularity;
    private readonly int _slices;
    private readonly int _cells;
    private readonly int _perCell;
    private readonly Tensor _sides;
    private readonly Tensor[] _gradientWeights;
    private readonly Tensor[] _gradientBiases;

    /// <param name="stack">The networks.</param>
    /// <param name="metric">The gap in L_fair, which decides on the cells.</param>
    /// <param name="granularity">What counts as one neuron.</param>
    /// <param name="perCell">How many samples each cell has.</param>
    public StackLoss(MlpStack stack, FairnessMetric metric, Granularity granularity, int perCell)
    {
        _stack = stack;
        _granularity = granularity;
        _slices = metric.Slices();
        _cells = Groups * _slices;
        _perCell = perCell;
        using var scope = NewDisposeScope();
        Gradient = zeros_like(stack.Flat).DetachFromDisposeScope();
        (_gradientWeights, _gradientBiases) = stack.Views(Gradient);

        // ∂|gap|/∂p of the two subgroups where the gap is positive.
        _sides = tensor([1.0, -1.0], [1, 1, Groups, 1], stack.Flat.dtype, stack.Flat.device).DetachFromDisposeScope();
    }

    /// <summary>The gradient of the loss last evaluated, in the form of <see cref="MlpStack.Flat"/>.</summary>
    public Tensor Gradient { get; }

    /// <summary>Who plays against the networks where the objective asks for it.</summary>
    public TorchAdversary? Adversary { get; init; }

    /// <summary>Evaluates the loss and its gradient. What it returns is in the caller's dispose scope.</summary>
    /// <param name="objective">The weights of its parts.</param>
    /// <param name="batch">The samples <c>[seeds, samples, features]</c>.</param>
    /// <param name="labels">The labels <c>[runs, samples]</c>, 0 or 1.</param>
    /// <param name="gammas">γ of Fair Mixup <c>[seeds, slices, 1, 1]</c>; null where there is no such penalty.</param>
    /// <param name="measureSimilarity">Whether the similarity is wanted even where β = 0 does not need it.</param>
    public StackLossParts Evaluate(StackObjective objective, Tensor batch, Tensor labels, Tensor? gammas, bool measureSimilarity)
    {
        using var scope = NewDisposeScope();
        var (activations, logits) = _stack.Forward(batch);
        var z = logits.squeeze(1);
        var p = z.sigmoid();
        var classification = BinaryCrossEntropy.Of(z, labels).mean([1], false);
        var error = p - labels;

        // Each cell's gradient of its mean classification loss, where the rationale is wanted.
        var measured = objective.Aligned || measureSimilarity;
        var groupSignals = measured ? _stack.Backward(activations, (error / _perCell).unsqueeze(1)) : [];
        var groupGradients = measured ? GroupGradients(batch, activations, groupSignals) : [];
        var alignments = measured ? Align(groupGradients) : [];
        var cosines = measured ? stack([.. alignments.Select(alignment => alignment.Cosine.view(-1))], 1) : null;
        var similarity = cosines?.sum([1], false) ?? zeros_like(classification);
        var (direct, directions) = objective.Aligned ? Directions(objective.Beta, alignments, groupGradients) : ([], []);

        // The fairness gap of each label slice, and its slope at each score.
        var gaps = Cells(p).mean([3], false);
        var gap = gaps.select(2, 0) - gaps.select(2, 1);
        var fairness = gap.abs().sum([1], false);
        var slope = (gap.sign() * objective.Lambda / _perCell).view(-1, _slices, 1, 1) * _sides;

        // One backward pass for all of it: classification, the gap, and −β times the Hessian-vector products.
        var (tangents, logitTangents) = objective.Aligned ? Tangents(batch, activations, directions) : ([], null);
        var push = logitTangents is null ? slope : slope + Cells(logitTangents.squeeze(1) / _perCell);
        var curve = p * (1 - p);
        var signal = (error / labels.shape[1]) + (curve * push.expand(-1, _slices, Groups, _perCell).reshape(-1, labels.shape[1]));
        var signals = _stack.Backward(
            activations,
            signal.unsqueeze(1),
            objective.Aligned ? (layer, arriving) => arriving.add_(OfCells(cell => MlpStack.Transposed(directions[cell][layer], Cell(groupSignals[layer], cell)))) : null);
        WriteGradient(batch, activations, signals);
        if (objective.Aligned)
        {
            AddTangentGradient(tangents, groupSignals, direct);
        }

        var path = objective.HasPath ? AddPath(objective.PathLambda, batch, gammas!) : zeros_like(classification);
        if (objective.HasAdversary)
        {
            Oppose(objective.Adversary, batch, activations, z, labels);
        }

        var total = classification + (objective.Lambda.view(-1) * fairness) + (objective.PathLambda.view(-1) * path) - (objective.Beta.view(-1) * similarity);
        return new StackLossParts(
            classification.MoveToOuterDisposeScope(),
            fairness.MoveToOuterDisposeScope(),
            path.MoveToOuterDisposeScope(),
            similarity.MoveToOuterDisposeScope(),
            total.MoveToOuterDisposeScope(),
            cosines?.MoveToOuterDisposeScope());
    }

    public void Dispose()
    {
        foreach (var view in _gradientWeights.Concat(_gradientBiases))
        {
            view.Dispose();
        }

        Gradient.Dispose();
        _sides.Dispose();
    }

    /// <summary>The gradients of the cells' mean classification losses, <c>[cell][layer]</c>, each <c>[runs, out, in]</c>.</summary>
    private Tensor[][] GroupGradients(Tensor batch, Tensor?[] activations, Tensor[] signals) =>
        [.. Enumerable.Range(0, _cells).Select(cell => Enumerable.Range(0, signals.Length).Select(layer =>
            _stack.WeightGradient(batch, activations, signals, layer, (long)cell * _perCell, _perCell)).ToArray())];

    private Alignment[] Align(Tensor[][] gradients) =>
        [.. Enumerable.Range(0, _slices).SelectMany(slice => _stack.Weights.Select((weights, layer) =>
            new Alignment(weights, gradients[Groups * slice][layer], gradients[(Groups * slice) + 1][layer], _granularity)))];

    /// <summary>The direct part of the gradient of −β·S by layer, and the directions <c>[cell][layer]</c>.</summary>
    private (Tensor[] Direct, Tensor[][] Directions) Directions(Tensor beta, Alignment[] alignments, Tensor[][] gradients)
    {
        var layers = _stack.Weights.Length;
        var direct = new Tensor[layers];
        var directions = Enumerable.Range(0, _cells).Select(_ => new Tensor[layers]).ToArray();
        var scale = beta.neg().unsqueeze(2);
        for (var slice = 0; slice < _slices; slice++)
        {
            var (zero, one) = (Groups * slice, (Groups * slice) + 1);
            for (var layer = 0; layer < layers; layer++)
            {
                var (through, of0, of1) = alignments[(slice * layers) + layer].Differentiate(
                    scale, _stack.Weights[layer], gradients[zero][layer], gradients[one][layer]);
                direct[layer] = slice == 0 ? through : direct[layer] + through;
                (directions[zero][layer], directions[one][layer]) = (of0, of1);
            }
        }

        return (direct, directions);
    }

    /// <summary>The tangents of each layer's input, and of the logits, when each cell's weights move along its direction.</summary>
    private (Tensor?[] OfInputs, Tensor OfLogits) Tangents(Tensor batch, Tensor?[] activations, Tensor[][] directions)
    {
        var tangents = new Tensor?[activations.Length];
        var sums = OfCells(cell => _stack.Wide(directions[cell][0], batch.narrow(1, (long)cell * _perCell, _perCell).transpose(1, 2)));
        for (var layer = 1; layer < activations.Length; layer++)
        {
            var (weights, inputs, at) = (_stack.Weights[layer], activations[layer]!, layer);
            tangents[layer] = sums.masked_fill_(inputs.le(0), 0);
            sums = bmm(weights, tangents[layer]!).add_(OfCells(cell => bmm(directions[cell][at], Cell(inputs, cell))));
        }

        return (tangents, sums);
    }

    private void WriteGradient(Tensor batch, Tensor?[] activations, Tensor[] signals)
    {
        for (var layer = 0; layer < signals.Length; layer++)
        {
            _gradientWeights[layer].copy_(_stack.WeightGradient(batch, activations, signals, layer, 0, batch.shape[1]));
            _gradientBiases[layer].copy_(signals[layer].sum([2], true));
        }
    }

    /// <summary>Adds what reaches the weights directly, and the products of the group signals with the tangents.</summary>
    private void AddTangentGradient(Tensor?[] tangents, Tensor[] groupSignals, Tensor[] direct)
    {
        for (var layer = 0; layer < direct.Length; layer++)
        {
            _gradientWeights[layer].add_(direct[layer]);
            if (layer > 0)
            {
                _gradientWeights[layer].add_(bmm(groupSignals[layer], tangents[layer]!.transpose(1, 2)));
            }
        }
    }

    /// <summary>
    /// Fair Mixup's penalty (Chuang and Mroueh 2021), <c>|mean ∇ₓF(x̃)·(x₁ − x₀)|</c> at <c>x̃ = γ·x₀ + (1 − γ)·x₁</c> in each
    /// label slice; adds its gradient. With the tangent ẋ = x₁ − x₀ its term is <c>p(1 − p)·ż</c>.
    /// </summary>
    private Tensor AddPath(Tensor weight, Tensor batch, Tensor gammas)
    {
        var (seeds, features) = (batch.shape[0], batch.shape[2]);
        var pairs = batch.reshape(seeds, _slices, Groups, _perCell, features);
        var (zero, one) = (pairs.select(2, 0), pairs.select(2, 1));
        var mixed = ((gammas * zero) + ((1 - gammas) * one)).reshape(seeds, _slices * _perCell, features);
        var ways = (one - zero).reshape(seeds, _slices * _perCell, features);
        var (activations, logits) = _stack.Forward(mixed);
        var (tangents, logitTangents) = _stack.TangentOfInput(activations, ways);
        var p = logits.sigmoid();
        var curve = p * (1 - p);
        var means = (curve * logitTangents).view(-1, _slices, _perCell).mean([2], false);
        var push = (means.sign() * weight / _perCell).view(-1, 1, _slices, 1).expand(-1, 1, _slices, _perCell).reshape(-1, 1, _slices * _perCell);
        var ofTangents = push * curve;
        var signals = _stack.Backward(activations, ofTangents * (1 - (2 * p)) * logitTangents);
        var tangentSignals = _stack.Backward(activations, ofTangents);
        for (var layer = 0; layer < signals.Length; layer++)
        {
            _gradientWeights[layer].add_(_stack.WeightGradient(mixed, activations, signals, layer, 0, mixed.shape[1]));
            _gradientWeights[layer].add_(_stack.WeightGradient(ways, tangents, tangentSignals, layer, 0, mixed.shape[1]));
            _gradientBiases[layer].add_(signals[layer].sum([2], true));
        }

        return means.abs().sum([1], false);
    }

    /// <summary>
    /// Turns the gradient g of the classification loss against the adversary, whose own has the gradient h:
    /// <c>g − proj_h g − α·h</c> (Zhang et al. 2018, Eq. 1). Then the adversary learns from the same batch.
    /// </summary>
    private void Oppose(Tensor alpha, Tensor batch, Tensor?[] activations, Tensor logits, Tensor labels)
    {
        var adversary = Adversary ?? throw new InvalidOperationException("The objective asks for an adversary, and there is none.");
        var signals = _stack.Backward(activations, adversary.Consider(logits, labels, _perCell).unsqueeze(1));
        Tensor[] opposed =
        [
            .. Enumerable.Range(0, signals.Length).Select(layer => _stack.WeightGradient(batch, activations, signals, layer, 0, batch.shape[1])),
            .. signals.Select(signal => signal.sum([2], true)),
        ];
        Tensor[] gradient = [.. _gradientWeights, .. _gradientBiases];
        var along = opposed.Zip(gradient, (h, g) => (h * g).sum([1, 2], true)).Aggregate((sum, part) => sum + part);
        var square = opposed.Select(h => (h * h).sum([1, 2], true)).Aggregate((sum, part) => sum + part);
        var take = alpha.unsqueeze(2) + (along / square.masked_fill(square.eq(0), 1));
        for (var k = 0; k < gradient.Length; k++)
        {
            gradient[k].sub_(take * opposed[k]);
        }

        adversary.Step();
    }

    private Tensor Cells(Tensor ofSamples) => ofSamples.view(-1, _slices, Groups, _perCell);

    private Tensor Cell(Tensor ofSamples, int cell) => ofSamples.narrow(2, (long)cell * _perCell, _perCell);

    /// <summary>Puts what is made of each cell side by side.</summary>
    private Tensor OfCells(Func<int, Tensor> make) => cat([.. Enumerable.Range(0, _cells).Select(make)], 2);
}

/// <summary>The losses of all runs on one batch, one number a run.</summary>
/// <param name="Classification">L_cls.</param>
/// <param name="Fairness">L_fair.</param>
/// <param name="Path">Fair Mixup's penalty.</param>
/// <param name="Similarity">Σ_l cos(c_l⁰, c_l¹), for EO summed over the label slices; 0 where it was not measured.</param>
/// <param name="Total">The whole loss.</param>
/// <param name="Cosines">The layer cosines <c>[runs, slices × layers]</c>; null where they were not measured.</param>
internal sealed record StackLossParts(
    Tensor Classification, Tensor Fairness, Tensor Path, Tensor Similarity, Tensor Total, Tensor? Cosines);
