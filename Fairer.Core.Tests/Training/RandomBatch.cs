using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Training;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Training;

/// <summary>A small random network and batch in float64, to test properties of the loss on.</summary>
internal sealed class RandomBatch
{
    private readonly double[][][] _features;
    private readonly byte[][] _labels;

    public RandomBatch(int seed, FairnessMetric metric, Granularity granularity)
    {
        var random = new SeededRandom(seed, RandomPurpose.Synthesis);
        (Metric, Granularity) = (metric, granularity);
        int[] widths = [.. Enumerable.Range(0, 1 + random.NextInt(4)).Select(_ => 1 + random.NextInt(13))];
        Layout = new MlpLayout(1 + random.NextInt(8), new MlpShape(widths));
        PerCell = 3 + random.NextInt(30);
        Mixing = [.. Enumerable.Range(0, metric.Slices()).Select(_ => random.NextDouble())];
        Parameters = new double[Layout.ParameterCount];
        Layout.Initialise(seed, Parameters.AsSpan());
        _features = new double[2 * metric.Slices()][][];
        _labels = new byte[_features.Length][];
        for (var cell = 0; cell < _features.Length; cell++)
        {
            _features[cell] = new double[PerCell][];
            _labels[cell] = new byte[PerCell];
            for (var i = 0; i < PerCell; i++)
            {
                _features[cell][i] = new double[Layout.Inputs];
                for (var k = 0; k < Layout.Inputs; k++)
                {
                    _features[cell][i][k] = (4 * random.NextDouble()) - 2;
                }

                _labels[cell][i] = (byte)(metric.Slices() == 1 ? random.NextInt(2) : cell / 2);
            }
        }
    }

    public FairnessMetric Metric { get; }

    public Granularity Granularity { get; }

    public MlpLayout Layout { get; }

    public int PerCell { get; }

    public double[] Parameters { get; }

    /// <summary>Fair Mixup's γ of each label slice.</summary>
    public double[] Mixing { get; }

    /// <summary>The features of one sample.</summary>
    public IReadOnlyList<double> Features(int cell, int sample) => _features[cell][sample];

    /// <summary>The label of one sample.</summary>
    public byte Label(int cell, int sample) => _labels[cell][sample];

    /// <summary>Evaluates the loss, with the batch's cells and samples taken from other places where asked for.</summary>
    public (LossParts Parts, double[] Gradient) Evaluate(
        Objective objective,
        double[]? parameters = null,
        Func<int, int>? cellAt = null,
        Func<int, int>? sampleAt = null,
        double[]? mixing = null)
    {
        using var loss = new MlpLoss<double>(Layout, Metric, Granularity, PerCell);
        Fill(loss, parameters, cellAt, sampleAt, mixing);
        return (loss.Evaluate(objective, measureSimilarity: true), loss.Gradient.ToArray());
    }

    /// <summary>Puts the network and the batch into a loss.</summary>
    public void Fill(
        MlpLoss<double> loss,
        double[]? parameters = null,
        Func<int, int>? cellAt = null,
        Func<int, int>? sampleAt = null,
        double[]? mixing = null)
    {
        (mixing ?? Mixing).CopyTo(loss.Mixing);
        (parameters ?? Parameters).CopyTo(loss.Parameters);
        for (var cell = 0; cell < loss.Cells; cell++)
        {
            for (var i = 0; i < PerCell; i++)
            {
                var (fromCell, from) = (cellAt?.Invoke(cell) ?? cell, sampleAt?.Invoke(i) ?? i);
                loss.SetSample<double>(cell, i, _features[fromCell][from], _labels[fromCell][from]);
            }
        }
    }
}
