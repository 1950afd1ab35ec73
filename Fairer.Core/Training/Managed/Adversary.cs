using System.Runtime.InteropServices;
using Fairer.Core.Fairness;

namespace Fairer.Core.Training.Managed;

/// <summary>
/// The adversary of Zhang et al. (2018), which tells a sample's subgroup from the network's logit z: with
/// <c>s = σ((1 + |c|)·z)</c> it answers <c>σ(w·s + b)</c>, and for EO, where it is told the label too,
/// <c>σ(w·[s, s·y, s·(1 − y)] + b)</c>. Its loss is binary cross-entropy, mean over the batch.
/// </summary>
internal sealed class Adversary : IDisposable
{
    /// <summary>Ten times the network's: it has five numbers to learn and must keep up with it.</summary>
    public const double LearningRate = 1e-2;

    private const int Sharpness = 0;
    private const int Bias = 1;
    private const int FirstWeight = 2;

    // c, b, then w.
    private readonly double[] _parameters;
    private readonly double[] _gradient;
    private readonly Adam<double> _adam;

    /// <summary>An untrained adversary.</summary>
    public Adversary(FairnessMetric metric, int seed)
    {
        _parameters = InitialParameters(metric, seed);
        _gradient = new double[_parameters.Length];
        _adam = new Adam<double>(_parameters.Length, LearningRate);
    }

    /// <summary>What an adversary starts with: c = 1, b = 0, w even in ±√(6/(inputs + 1)) (Glorot).</summary>
    public static double[] InitialParameters(FairnessMetric metric, int seed)
    {
        var inputs = metric == FairnessMetric.DemographicParity ? 1 : 3;
        var parameters = new double[FirstWeight + inputs];
        var random = new SeededRandom(seed, RandomPurpose.Adversary);
        var bound = Math.Sqrt(6.0 / (inputs + 1));
        parameters[Sharpness] = 1;
        for (var k = FirstWeight; k < parameters.Length; k++)
        {
            parameters[k] = bound * ((2 * random.NextDouble()) - 1);
        }

        return parameters;
    }

    /// <summary>c, b, then w.</summary>
    public Span<double> Parameters => _parameters;

    /// <summary>The gradient of the loss with respect to <see cref="Parameters"/>, over the samples since the last step.</summary>
    public ReadOnlySpan<double> Gradient => _gradient;

    /// <summary>The loss over the samples since the last step.</summary>
    public double Loss { get; private set; }

    /// <summary>Takes in one sample.</summary>
    /// <param name="logit">The network's logit z.</param>
    /// <param name="label">The sample's label, 0 or 1.</param>
    /// <param name="group">The sample's subgroup, 0 or 1.</param>
    /// <param name="share">The sample's share in the loss, 1 over the batch's samples.</param>
    /// <returns>∂loss/∂z.</returns>
    public double Consider(double logit, double label, int group, double share)
    {
        var told = _parameters.Length > FirstWeight + 1;
        var sharpness = 1 + Math.Abs(_parameters[Sharpness]);
        var s = 1 / (1 + Math.Exp(-sharpness * logit));
        var weight = _parameters[FirstWeight] + (told ? _parameters[FirstWeight + (label > 0.5 ? 1 : 2)] : 0);
        var guess = (weight * s) + _parameters[Bias];

        Loss += share * (Math.Max(guess, 0) - (guess * group) + Math.Log(1 + Math.Exp(-Math.Abs(guess))));
        var error = share * ((1 / (1 + Math.Exp(-guess))) - group);
        _gradient[Bias] += error;
        _gradient[FirstWeight] += error * s;
        if (told)
        {
            _gradient[FirstWeight + (label > 0.5 ? 1 : 2)] += error * s;
        }

        var slope = error * weight * s * (1 - s);
        _gradient[Sharpness] += slope * logit * Math.Sign(_parameters[Sharpness]);
        return slope * sharpness;
    }

    /// <summary>Forgets the samples of the step before.</summary>
    public void Begin()
    {
        Array.Clear(_gradient);
        Loss = 0;
    }

    /// <summary>Learns from the samples since <see cref="Begin"/>.</summary>
    public void Step() => _adam.Step(_parameters, _gradient.AsSpan());

    /// <summary>Everything it needs to go on later.</summary>
    public byte[] Save() => [.. MemoryMarshal.AsBytes(_parameters.AsSpan()), .. _adam.Save()];

    /// <summary>Goes on from what <see cref="Save"/> gave.</summary>
    /// <exception cref="ArgumentException">The state is another adversary's.</exception>
    public void Restore(ReadOnlySpan<byte> state)
    {
        var parameters = MemoryMarshal.AsBytes(_parameters.AsSpan());
        if (state.Length < parameters.Length)
        {
            throw new ArgumentException("The adversary's state does not fit.", nameof(state));
        }

        _adam.Restore(state[parameters.Length..]);
        state[..parameters.Length].CopyTo(parameters);
    }

    public void Dispose() => _adam.Dispose();
}
