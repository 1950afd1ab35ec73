using System.Runtime.InteropServices;
using Fairer.Core.Fairness;
using static TorchSharp.torch;

namespace Fairer.Torch;

/// <summary>
/// The adversaries of Zhang et al. (2018), one a run, as <see cref="Core.Training.Managed.Adversary"/> has them: with
/// <c>s = σ((1 + |c|)·z)</c> each answers <c>σ(w·s + b)</c>, and for EO, where it is told the label too,
/// <c>σ(w·[s, s·y, s·(1 − y)] + b)</c>. In float64, as there.
/// </summary>
internal sealed class TorchAdversary : IDisposable
{
    private const int FirstWeight = 2;

    private readonly bool _told;
    private readonly TorchAdam _adam;
    private readonly Tensor _gradient;

    /// <param name="metric">DP or EO.</param>
    /// <param name="seeds">The seed of each run.</param>
    /// <param name="device">Where everything is.</param>
    public TorchAdversary(FairnessMetric metric, IReadOnlyList<int> seeds, Device device)
    {
        _told = metric == FairnessMetric.EqualizedOdds;
        using var scope = NewDisposeScope();
        var initial = seeds.Select(seed => Core.Training.Managed.Adversary.InitialParameters(metric, seed)).ToArray();
        Parameters = tensor(initial.SelectMany(run => run).ToArray(), [seeds.Count, initial[0].Length], float64, device).DetachFromDisposeScope();
        _gradient = zeros_like(Parameters).DetachFromDisposeScope();
        _adam = new TorchAdam(Parameters, Core.Training.Managed.Adversary.LearningRate);
    }

    /// <summary>c, b, then w of each run, <c>[runs, 3 or 5]</c>.</summary>
    public Tensor Parameters { get; }

    /// <summary>How the parameters learn.</summary>
    public TorchAdam Adam => _adam;

    /// <summary>Takes in a batch.</summary>
    /// <param name="logits">The networks' logits z, <c>[runs, samples]</c>, the cells one after the other.</param>
    /// <param name="labels">The labels, likewise.</param>
    /// <param name="perCell">The samples of a cell.</param>
    /// <returns>∂loss/∂z of the mean binary cross-entropy, likewise, in the type of the logits.</returns>
    public Tensor Consider(Tensor logits, Tensor labels, int perCell)
    {
        var z = logits.to(float64);
        var y = labels.to(float64);
        var samples = z.shape[1];

        // Cells with an odd number are subgroup 1.
        var group = zeros([1, samples / (2 * perCell), 2, perCell], float64, z.device);
        group.select(2, 1).fill_(1);
        group = group.view(1, samples);
        var c = Parameters.narrow(1, 0, 1);
        var sharpness = c.abs() + 1;
        var s = (sharpness * z).sigmoid();
        var weight = Parameters.narrow(1, FirstWeight, 1);
        if (_told)
        {
            weight = weight + (Parameters.narrow(1, FirstWeight + 1, 1) * y) + (Parameters.narrow(1, FirstWeight + 2, 1) * (1 - y));
        }

        var guess = (weight * s) + Parameters.narrow(1, 1, 1);
        var error = (guess.sigmoid() - group) / samples;
        var slope = error * weight * s * (1 - s);
        _gradient.narrow(1, 0, 1).copy_((slope * z).sum([1], true) * c.sign());
        _gradient.narrow(1, 1, 1).copy_(error.sum([1], true));
        _gradient.narrow(1, FirstWeight, 1).copy_((error * s).sum([1], true));
        if (_told)
        {
            _gradient.narrow(1, FirstWeight + 1, 1).copy_((error * s * y).sum([1], true));
            _gradient.narrow(1, FirstWeight + 2, 1).copy_((error * s * (1 - y)).sum([1], true));
        }

        return (slope * sharpness).to(logits.dtype);
    }

    /// <summary>Learns from the batch last taken in.</summary>
    public void Step() => _adam.Step(_gradient);

    /// <summary>Everything each run's adversary needs to go on later, in the form of the managed engine's.</summary>
    public byte[][] Save()
    {
        using var scope = NewDisposeScope();
        var parts = new[] { Parameters, _adam.Means, _adam.Squares }.Select(part => part.cpu().data<double>().ToArray()).ToArray();
        var width = (int)Parameters.shape[1];
        return [.. Enumerable.Range(0, (int)Parameters.shape[0]).Select(run =>
        {
            byte[] Of(int part) => MemoryMarshal.AsBytes(parts[part].AsSpan(run * width, width)).ToArray();
            return (byte[])[.. Of(0), .. BitConverter.GetBytes(_adam.Steps), .. Of(1), .. Of(2)];
        })];
    }

    /// <summary>Goes on from what <see cref="Save"/> gave.</summary>
    /// <exception cref="ArgumentException">A state is another adversary's.</exception>
    public void Restore(IReadOnlyList<byte[]> states)
    {
        var bytes = sizeof(double) * (int)Parameters.shape[1];
        if (states.Any(state => state.Length != (3 * bytes) + sizeof(long)))
        {
            throw new ArgumentException("The adversary's state does not fit.", nameof(states));
        }

        using var scope = NewDisposeScope();
        Copy(Parameters, 0);
        _adam.Steps = BitConverter.ToInt64(states[0], bytes);
        Copy(_adam.Means, bytes + sizeof(long));
        Copy(_adam.Squares, (2 * bytes) + sizeof(long));

        void Copy(Tensor into, int at) => into.copy_(tensor(
            [.. states.SelectMany(state => MemoryMarshal.Cast<byte, double>(state.AsSpan(at, bytes)).ToArray())], into.shape, float64));
    }

    public void Dispose()
    {
        _adam.Dispose();
        _gradient.Dispose();
        Parameters.Dispose();
    }
}
