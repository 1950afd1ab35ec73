using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Rationale;
using Fairer.Core.Training;
using Fairer.Torch.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Fairer.Torch;

/// <summary>
/// What an <see cref="Objective"/> says of any <see cref="LayeredNetwork"/> on one batch, with the gradient, by autograd: the
/// loss of Eq. 9 as it is written, <c>L = L_cls + λ·L_fair − β·Σ_l cos(c_l⁰, c_l¹)</c>, Fair Mixup's penalty in it, and an
/// adversary against it.
/// </summary>
/// <remarks>A batch is made of cells of equally many samples, one after the other: for DP the subgroups; for EO those inside
/// y = 0, then those inside y = 1.</remarks>
/// <param name="network">The network.</param>
/// <param name="metric">The gap in L_fair, which decides on the cells.</param>
/// <param name="granularity">What counts as one neuron.</param>
internal sealed class AutogradLoss(LayeredNetwork network, FairnessMetric metric, Granularity granularity)
{
    private const int Groups = 2;

    private readonly Tensor[] _parameters = [.. network.Parameters];
    private readonly Tensor[] _weights = [.. network.Weights];
    private readonly int _slices = metric.Slices();

    /// <summary>Who plays against the network where the objective asks for it.</summary>
    public TorchAdversary? Adversary { get; init; }

    /// <summary>The layer cosines last measured, <c>[slices, layers]</c> row by row.</summary>
    public double[] Cosines { get; private set; } = [];

    /// <summary>Evaluates the loss and its gradient.</summary>
    /// <param name="objective">The weights of its parts.</param>
    /// <param name="inputs">The samples.</param>
    /// <param name="labels">Their labels, <c>[samples]</c>, 0 or 1.</param>
    /// <param name="gammas">γ of Fair Mixup in each label slice.</param>
    /// <param name="pass">How the batch goes through the network.</param>
    /// <param name="measureSimilarity">Whether the similarity is wanted even where β = 0 does not need it.</param>
    /// <returns>The loss, and its gradient with respect to each parameter, in the caller's dispose scope.</returns>
    public (LossParts Parts, Tensor[] Gradient) Evaluate(
        Objective objective, Tensor inputs, Tensor labels, IReadOnlyList<double> gammas, Pass pass, bool measureSimilarity)
    {
        using var scope = NewDisposeScope();
        var aligned = objective.Beta != 0;
        var logits = network.Logits(inputs, pass);
        var losses = BinaryCrossEntropy.Of(logits, labels);
        var classification = losses.mean();
        var means = logits.sigmoid().view(_slices, Groups, -1).mean([2], false);
        var fairness = (means.select(1, 0) - means.select(1, 1)).abs().sum();
        var total = classification + (objective.Lambda * fairness);

        var similarity = 0.0;
        if (aligned || measureSimilarity)
        {
            var cosines = LayerCosines(losses, differentiable: aligned);
            var sum = cosines.sum();
            Cosines = cosines.detach().to(float64).cpu().data<double>().ToArray();
            similarity = sum.ToDouble();
            total = aligned ? total - (objective.Beta * sum) : total;
        }

        var path = 0.0;
        if (objective.PathLambda != 0)
        {
            var penalty = Path(inputs, gammas, pass);
            path = penalty.ToDouble();
            total = total + (objective.PathLambda * penalty);
        }

        var gradient = autograd.grad([total], _parameters, null, retain_graph: objective.Adversary != 0).ToArray();
        if (objective.Adversary != 0)
        {
            Oppose(objective.Adversary, logits, labels, gradient);
        }

        foreach (var part in gradient)
        {
            part.MoveToOuterDisposeScope();
        }

        return (new LossParts(classification.ToDouble(), fairness.ToDouble(), path, similarity, total.ToDouble()), gradient);
    }

    /// <summary>The gradient of a sum of losses with respect to each layer's weights.</summary>
    public Tensor[] WeightGradient(Tensor loss, bool retainGraph, bool differentiable) =>
        [.. autograd.grad([loss], _weights, null, retainGraph, differentiable)];

    /// <summary>The cosine of each layer, <c>[slices × layers]</c>, from the losses of the batch's samples.</summary>
    private Tensor LayerCosines(Tensor losses, bool differentiable)
    {
        var ofCells = losses.view(_slices * Groups, -1).mean([1], false);
        var gradients = Enumerable.Range(0, _slices * Groups)
            .Select(cell => WeightGradient(ofCells.select(0, cell), retainGraph: true, differentiable)).ToArray();
        return stack([.. Enumerable.Range(0, _slices).SelectMany(slice => _weights.Select((weight, layer) =>
            Align(differentiable ? weight : weight.detach(), gradients[Groups * slice][layer], gradients[(Groups * slice) + 1][layer])))], 0);
    }

    /// <summary>The cosine of one layer's rationales, a single number.</summary>
    public Tensor Align(Tensor weight, Tensor gradient0, Tensor gradient1)
    {
        long[] shape = [1, weight.shape[0], -1];
        return new Alignment(weight.view(shape), gradient0.reshape(shape), gradient1.reshape(shape), granularity).Cosine.view(1).select(0, 0);
    }

    /// <summary>Fair Mixup's penalty (Chuang and Mroueh 2021): in each label slice <c>|mean ∇ₓF(x̃)·(x₁ − x₀)|</c> at
    /// <c>x̃ = γ·x₀ + (1 − γ)·x₁</c>, summed over the slices.</summary>
    private Tensor Path(Tensor inputs, IReadOnlyList<double> gammas, Pass pass)
    {
        long[] ofSample = [.. inputs.shape[1..]];
        var pairs = inputs.detach().reshape([_slices, Groups, -1, .. ofSample]);
        var (zero, one) = (pairs.select(1, 0), pairs.select(1, 1));
        var gamma = tensor([.. gammas], [_slices, .. Enumerable.Repeat(1L, ofSample.Length + 1)], inputs.dtype, inputs.device);
        var mixed = ((gamma * zero) + ((1 - gamma) * one)).reshape([-1, .. ofSample]);
        mixed.requires_grad = true;
        var slopes = autograd.grad([network.Logits(mixed, pass).sigmoid().sum()], [mixed], null, true, true)[0];
        var along = (slopes * (one - zero).reshape([-1, .. ofSample])).flatten(1).sum([1], false);
        return along.view(_slices, -1).mean([1], false).abs().sum();
    }

    /// <summary>Turns the gradient g of the classification loss against the adversary, whose own has the gradient h:
    /// <c>g − proj_h g − α·h</c> (Zhang et al. 2018, Eq. 1). Then the adversary learns from the same batch.</summary>
    private void Oppose(double alpha, Tensor logits, Tensor labels, Tensor[] gradient)
    {
        var adversary = Adversary ?? throw new InvalidOperationException("The objective asks for an adversary, and there is none.");
        var samples = logits.shape[0];
        var signal = adversary.Consider(logits.detach().view(1, samples), labels.view(1, samples), (int)(samples / (_slices * Groups)));
        var opposed = autograd.grad([logits], _parameters, [signal.view(samples)]).ToArray();
        var along = opposed.Zip(gradient, (h, g) => (h * g).sum().ToDouble()).Sum();
        var square = opposed.Sum(h => (h * h).sum().ToDouble());
        var take = alpha + (square > 0 ? along / square : 0);
        for (var k = 0; k < gradient.Length; k++)
        {
            gradient[k].add_(opposed[k], -take);
        }

        adversary.Step();
    }
}
