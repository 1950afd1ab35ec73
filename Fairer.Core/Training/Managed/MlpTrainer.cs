using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Training.Managed;

/// <summary>Trains one MLP (docs/method.md): epochs of steps, and after each epoch what is measured.</summary>
internal sealed class MlpTrainer<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly RunSpec _run;
    private readonly EncodedRows _rows;
    private readonly SplitPanels<T> _split;
    private readonly Method _method;
    private readonly BatchSampler _sampler;
    private readonly int[] _drawn;
    private readonly Adversary? _adversary;
    private readonly MlpLoss<T> _loss;
    private readonly Adam<T> _adam;
    private readonly MlpEvaluation<T> _evaluation;
    private readonly Objective _objective;

    public MlpTrainer(RunSpec run, TableSplit data, SplitPanels<T> split)
    {
        var layout = new MlpLayout(data.Train.Width, (MlpShape)run.Network);
        _run = run;
        _rows = data.Train;
        _split = split;
        _method = MethodCatalogue.Get(run.Method);
        _objective = _method.ObjectiveFor(run);
        _sampler = new BatchSampler(data, run.Metric, _method.BalancesLabels, run.Seed, run.BatchPerGroup);
        _drawn = new int[_sampler.BatchSize];
        _adversary = _objective.Adversary != 0 ? new Adversary(run.Metric, run.Seed) : null;
        _loss = new MlpLoss<T>(layout, run.Metric, run.Granularity, run.BatchPerGroup) { Adversary = _adversary };
        _adam = new Adam<T>(layout.ParameterCount, run.LearningRate);
        _evaluation = new MlpEvaluation<T>(_loss.Passes, split, run.Metric, run.Granularity);
        layout.Initialise(run.Seed, _loss.Parameters);
    }

    /// <summary>Trains to the last epoch.</summary>
    public void Train(RunCheckpoint? from, IRunObserver observer, CancellationToken cancellation)
    {
        if (from is not null)
        {
            Restore(from);
        }

        for (var epoch = (from?.Epoch ?? 0) + 1; epoch <= _run.Epochs; epoch++)
        {
            var started = Stopwatch.GetTimestamp();
            var means = Epoch(epoch, observer, cancellation);
            var report = Measure(epoch, means, started);
            observer.OnEpoch(report, new RunCheckpoint(epoch, SaveWeights(), SaveOptimisers()));
        }
    }

    public void Dispose()
    {
        _evaluation.Dispose();
        _adam.Dispose();
        _adversary?.Dispose();
        _loss.Dispose();
    }

    /// <summary>One epoch of Algorithm 1.</summary>
    /// <returns>The means of the losses over the epoch's steps.</returns>
    private LossParts Epoch(int epoch, IRunObserver observer, CancellationToken cancellation)
    {
        var (classification, fairness, total) = (0.0, 0.0, 0.0);
        for (var step = 1; step <= _run.StepsPerEpoch; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            Draw(((long)(epoch - 1) * _run.StepsPerEpoch) + step);
            var parts = _loss.Evaluate(_objective, measureSimilarity: step == _run.StepsPerEpoch);
            if (!double.IsFinite(parts.Total))
            {
                throw new DivergedException(
                    $"Training diverged in epoch {epoch}, step {step}: the loss is {parts.Total} " +
                    $"(L_cls {parts.Classification:g4}, L_fair {parts.Fairness:g4}). A smaller λ, β or learning rate may help.");
            }

            _adam.Step(_loss.Parameters, _loss.Gradient);
            classification += parts.Classification;
            fairness += parts.Fairness;
            total += parts.Total;
            observer.OnStep(step);
        }

        var steps = _run.StepsPerEpoch;
        return new LossParts(classification / steps, fairness / steps, Path: 0, Similarity: 0, total / steps);
    }

    private void Draw(long step)
    {
        _sampler.Draw(step, _drawn);
        for (var i = 0; i < _drawn.Length; i++)
        {
            var (cell, place) = Math.DivRem(i, _run.BatchPerGroup);
            _loss.SetSample(cell, place, _rows.Row(_drawn[i]), _rows.Labels[_drawn[i]]);
        }

        _sampler.DrawMixing(step, _loss.Mixing);
    }

    private EpochReport Measure(int epoch, LossParts means, long started)
    {
        foreach (var parameter in _loss.Parameters)
        {
            if (!T.IsFinite(parameter))
            {
                throw new DivergedException(
                    $"Training diverged at the end of epoch {epoch}: a weight is {parameter}. " +
                    "A smaller λ, β or learning rate may help.");
            }
        }

        var batchCosines = BatchLayerCosines();
        _loss.Weights.Pack();
        var validation = _evaluation.Score(_split.Validation);
        var test = _evaluation.Score(_split.Test);
        if (_method.FitCorrection(_run, validation, _split.Validation.Labels, _split.Validation.Groups) is { } correction)
        {
            // Validation keeps the network's own scores: after the correction fitted on it, its gap would tell nothing.
            for (var i = 0; i < test.Length; i++)
            {
                test[i] = correction.Apply(test[i], _split.Test.Groups[i]);
            }
        }

        return new EpochReport
        {
            Epoch = epoch,
            ClassificationLoss = means.Classification,
            FairnessLoss = means.Fairness,
            Loss = means.Total,
            Validation = Scores.Of(validation, _split.Validation.Labels, _split.Validation.Groups),
            Test = Scores.Of(test, _split.Test.Labels, _split.Test.Groups),
            LayerCosines = _evaluation.LayerCosines(),
            BatchLayerCosines = batchCosines,
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
        };
    }

    /// <summary>The layer cosines of the last step, for EO the mean over the label slices.</summary>
    private double[] BatchLayerCosines()
    {
        var slices = _run.Metric.Slices();
        var means = new double[_loss.Cosines.Length / slices];
        for (var k = 0; k < _loss.Cosines.Length; k++)
        {
            means[k % means.Length] += _loss.Cosines[k] / slices;
        }

        return means;
    }

    private byte[] SaveWeights()
    {
        var weights = new byte[_loss.Parameters.Length * sizeof(float)];
        for (var k = 0; k < _loss.Parameters.Length; k++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(
                weights.AsSpan(k * sizeof(float)), float.CreateTruncating(_loss.Parameters[k]));
        }

        return weights;
    }

    private byte[] SaveOptimisers() => [.. _adam.Save(), .. _adversary?.Save() ?? []];

    private void Restore(RunCheckpoint checkpoint)
    {
        if (checkpoint.Weights.Length != _loss.Parameters.Length * sizeof(float))
        {
            throw new ArgumentException("The checkpoint's weights do not fit this network.", nameof(checkpoint));
        }

        for (var k = 0; k < _loss.Parameters.Length; k++)
        {
            _loss.Parameters[k] = T.CreateTruncating(
                BinaryPrimitives.ReadSingleLittleEndian(checkpoint.Weights.AsSpan(k * sizeof(float))));
        }

        var ofNetwork = Math.Min(_adam.StateLength, checkpoint.Optimiser.Length);
        _adam.Restore(checkpoint.Optimiser.AsSpan(0, ofNetwork));
        _adversary?.Restore(checkpoint.Optimiser.AsSpan(ofNetwork));
    }
}
