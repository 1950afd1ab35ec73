using Fairer.Core.Models;
using static TorchSharp.torch;

namespace Fairer.Torch.Mlp;

/// <summary>
/// Many MLPs of one shape as one: their weights <c>[runs, out, in]</c> and biases <c>[runs, out, 1]</c>, and the passes of
/// docs/method.md over all of them in batched products.
/// </summary>
/// <remarks>
/// <para>A batch is <c>[seeds, samples, features]</c>: runs of one seed read the same samples, so that layer 1 is one wide
/// product for all of them. Everything behind it is <c>[runs, units, samples]</c>, a sample a column.</para>
/// <para>All parameters lie in one flat tensor, layer after layer, the runs of a layer one after the other: each layer is a
/// contiguous view of it, and the optimiser takes one step for all.</para>
/// </remarks>
internal sealed class MlpStack : IDisposable
{
    private readonly MlpLayout _layout;
    private readonly (int Seed, int First, int Count)[] _segments;
    private readonly bool _even;

    /// <param name="layout">The shape.</param>
    /// <param name="runsOfSeed">How many runs each seed has; runs are numbered seed by seed.</param>
    /// <param name="dtype">float32, or float64 for comparison with expected values.</param>
    /// <param name="device">Where everything is.</param>
    public MlpStack(MlpLayout layout, IReadOnlyList<int> runsOfSeed, ScalarType dtype, Device device)
    {
        _layout = layout;
        _segments = new (int, int, int)[runsOfSeed.Count];
        for (var seed = 0; seed < runsOfSeed.Count; seed++)
        {
            _segments[seed] = (seed, Runs, runsOfSeed[seed]);
            Runs += runsOfSeed[seed];
        }

        _even = runsOfSeed.All(count => count == runsOfSeed[0]);
        using var scope = NewDisposeScope();
        Flat = zeros([(long)Runs * layout.ParameterCount], dtype, device).DetachFromDisposeScope();
        (Weights, Biases) = Views(Flat);
        SeedOfRun = tensor([.. _segments.SelectMany(segment => Enumerable.Repeat((long)segment.Seed, segment.Count))], [Runs], int64, device)
            .DetachFromDisposeScope();
    }

    /// <summary>How many networks there are.</summary>
    public int Runs { get; }

    /// <summary>The shape that they share.</summary>
    public MlpLayout Layout => _layout;

    /// <summary>All parameters.</summary>
    public Tensor Flat { get; }

    /// <summary>Each layer's weights <c>[runs, out, in]</c>, views of <see cref="Flat"/>.</summary>
    public Tensor[] Weights { get; }

    /// <summary>Each layer's biases <c>[runs, out, 1]</c>, views of <see cref="Flat"/>.</summary>
    public Tensor[] Biases { get; }

    /// <summary>The number of each run's seed, <c>[runs]</c>.</summary>
    public Tensor SeedOfRun { get; }

    /// <summary>The weights and biases of each layer as views of a flat tensor of one number a parameter.</summary>
    public (Tensor[] Weights, Tensor[] Biases) Views(Tensor flat)
    {
        var weights = new Tensor[_layout.Layers.Count];
        var biases = new Tensor[_layout.Layers.Count];
        for (var l = 0; l < weights.Length; l++)
        {
            var layer = _layout.Layers[l];
            weights[l] = flat.narrow(0, (long)Runs * layer.Weights, (long)Runs * layer.WeightCount)
                .view(Runs, layer.Outputs, layer.Inputs).DetachFromDisposeScope();
            biases[l] = flat.narrow(0, (long)Runs * layer.Biases, (long)Runs * layer.Outputs)
                .view(Runs, layer.Outputs, 1).DetachFromDisposeScope();
        }

        return (weights, biases);
    }

    /// <summary>Copies one flat vector a run, in the order of <see cref="MlpLayout"/>, into a flat tensor of the stack.</summary>
    public void Write(Tensor flat, IReadOnlyList<float[]> perRun)
    {
        var all = new float[flat.numel()];
        foreach (var (run, from, to, count) in Pieces())
        {
            perRun[run].AsSpan(from, count).CopyTo(all.AsSpan(to, count));
        }

        using var scope = NewDisposeScope();
        flat.copy_(tensor(all, [all.Length]));
    }

    /// <summary>The inverse of <see cref="Write"/>: one flat vector a run.</summary>
    public float[][] Read(Tensor flat)
    {
        using var scope = NewDisposeScope();
        var all = flat.to(float32).cpu().data<float>().ToArray();
        var perRun = Enumerable.Range(0, Runs).Select(_ => new float[_layout.ParameterCount]).ToArray();
        foreach (var (run, to, from, count) in Pieces())
        {
            all.AsSpan(from, count).CopyTo(perRun[run].AsSpan(to, count));
        }

        return perRun;
    }

    /// <summary>Runs a batch through all networks.</summary>
    /// <param name="batch">The samples <c>[seeds, samples, features]</c>.</param>
    /// <returns>Each layer's input <c>[runs, units, samples]</c> (the first one null: it is the batch), and the logits
    /// <c>[runs, 1, samples]</c>.</returns>
    public (Tensor?[] Activations, Tensor Logits) Forward(Tensor batch)
    {
        var activations = new Tensor?[Weights.Length];
        var sums = Wide(Weights[0], batch.transpose(1, 2)).add_(Biases[0]);
        for (var l = 1; l < Weights.Length; l++)
        {
            activations[l] = sums.relu_();
            sums = bmm(Weights[l], activations[l]!).add_(Biases[l]);
        }

        return (activations, sums);
    }

    /// <summary>Takes a signal at the logits down to the layers' outputs, <c>δ_l = mask ∘ W_{l+1}ᵀ δ_{l+1}</c>.</summary>
    /// <param name="activations">What <see cref="Forward"/> gave.</param>
    /// <param name="signal">The derivative with respect to each logit, <c>[runs, 1, samples]</c>.</param>
    /// <param name="besides">Adds another product to what arrives at layer l's input, or returns it as it is.</param>
    public Tensor[] Backward(Tensor?[] activations, Tensor signal, Func<int, Tensor, Tensor>? besides = null)
    {
        var signals = new Tensor[Weights.Length];
        signals[^1] = signal;
        for (var l = Weights.Length - 1; l > 0; l--)
        {
            var arriving = Transposed(Weights[l], signals[l]);
            arriving = besides is null ? arriving : besides(l, arriving);
            signals[l - 1] = arriving.masked_fill_(activations[l]!.le(0), 0);
        }

        return signals;
    }

    /// <summary>The tangents of the logits when the features move along <paramref name="ways"/>.</summary>
    /// <returns>The tangents of each layer's input (the first one null: it is <paramref name="ways"/>), and of the logits.</returns>
    public (Tensor?[] Tangents, Tensor OfLogits) TangentOfInput(Tensor?[] activations, Tensor ways)
    {
        var tangents = new Tensor?[Weights.Length];
        var sums = Wide(Weights[0], ways.transpose(1, 2));
        for (var l = 1; l < Weights.Length; l++)
        {
            tangents[l] = sums.masked_fill_(activations[l]!.le(0), 0);
            sums = bmm(Weights[l], tangents[l]!);
        }

        return (tangents, sums);
    }

    /// <summary>The gradients <c>δ_l a_{l−1}ᵀ</c> of a range of samples: for each layer <c>[runs, out, in]</c>.</summary>
    /// <param name="batch">The samples, as <see cref="Forward"/> took them.</param>
    /// <param name="activations">What <see cref="Forward"/> gave, or tangents in their place.</param>
    /// <param name="signals">The signals at the layers' outputs.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="first">The first sample.</param>
    /// <param name="count">The number of samples.</param>
    public Tensor WeightGradient(Tensor batch, Tensor?[] activations, Tensor[] signals, int layer, long first, long count)
    {
        var signal = signals[layer].narrow(2, first, count);
        return layer == 0
            ? Wide(signal, batch.narrow(1, first, count))
            : bmm(signal, activations[layer]!.narrow(2, first, count).transpose(1, 2));
    }

    /// <summary>A product of each run's matrix with its seed's: <c>[runs, r, c]</c> by <c>[seeds, c, k]</c> gives
    /// <c>[runs, r, k]</c>, one wide product a seed.</summary>
    public Tensor Wide(Tensor ofRuns, Tensor ofSeeds)
    {
        var (rows, inner) = (ofRuns.shape[1], ofRuns.shape[2]);
        if (_even)
        {
            return bmm(ofRuns.reshape(_segments.Length, _segments[0].Count * rows, inner), ofSeeds).view(Runs, rows, -1);
        }

        return cat([.. _segments.Select(segment =>
            mm(ofRuns.narrow(0, segment.First, segment.Count).reshape(segment.Count * rows, inner), ofSeeds.select(0, segment.Seed))
                .view(segment.Count, rows, -1))], 0);
    }

    /// <summary><c>Wᵀ δ</c>; of the output unit it is an outer product, which needs no matrix kernel.</summary>
    public static Tensor Transposed(Tensor weights, Tensor signal) =>
        weights.shape[1] == 1 ? weights.transpose(1, 2) * signal : bmm(weights.transpose(1, 2), signal);

    public void Dispose()
    {
        foreach (var view in Weights.Concat(Biases))
        {
            view.Dispose();
        }

        Flat.Dispose();
        SeedOfRun.Dispose();
    }

    /// <summary>Where each run's piece of each layer lies: in the run's own vector, and in the stack's.</summary>
    private IEnumerable<(int Run, int Own, int Stacked, int Count)> Pieces()
    {
        foreach (var layer in _layout.Layers)
        {
            for (var run = 0; run < Runs; run++)
            {
                yield return (run, layer.Weights, checked((Runs * layer.Weights) + (run * layer.WeightCount)), layer.WeightCount);
                yield return (run, layer.Biases, checked((Runs * layer.Biases) + (run * layer.Outputs)), layer.Outputs);
            }
        }
    }
}
