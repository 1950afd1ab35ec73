using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;
using Fairer.Core.Data;
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
    private readonly EncodedRows _validation;
    private readonly EncodedRows _test;
    private readonly SplitPanels<T> _split;
    private readonly BatchSampler _sampler;
    private readonly int[] _drawn;
    private readonly KeptBatches<CodedBatch<T>>? _coded;
    private readonly KeptBatches<int[]>? _dense;
    private readonly Func<long, CodedBatch<T>> _newCoded;
    private readonly Func<long, int[]> _newDense;
    private readonly Adversary? _adversary;
    private readonly MlpLoss<T> _loss;
    private readonly Adam<T> _adam;
    private readonly MlpEvaluation<T> _evaluation;
    private readonly double[] _validationScores;
    private readonly double[] _testScores;
    private readonly Objective _objective;
    private CodedBatch<T>? _own;

    public MlpTrainer(RunSpec run, TableSplit data, SplitPanels<T> split, SharedBatches batches)
    {
        var layout = new MlpLayout(data.Train.Width, (MlpShape)run.Network);
        _run = run;
        (_rows, _validation, _test) = (data.Train, data.Validation, data.Test);
        _split = split;
        var method = MethodCatalogue.Get(run.Method);
        _objective = method.ObjectiveFor(run);
        _sampler = new BatchSampler(data, run.Metric, method.BalancesLabels, run.Seed, run.BatchPerGroup);
        _drawn = new int[_sampler.BatchSize];
        _adversary = _objective.Adversary != 0 ? new Adversary(run.Metric, run.Seed) : null;
        // Fair Mixup trains on mixtures of samples, which have no code.
        var book = _objective.PathLambda == 0 ? split.Book : null;
        var kind = new SharedBatches.Kind(split.Identity, run.Seed, run.Metric, method.BalancesLabels, run.BatchPerGroup);
        _coded = book is null ? null : batches.Of<CodedBatch<T>>(kind, CodedBatch<T>.Bytes(book, _sampler.BatchSize / run.BatchPerGroup, run.BatchPerGroup));
        _dense = book is null ? batches.Of<int[]>(kind, (long)_sampler.BatchSize * sizeof(int)) : null;
        _newCoded = step => Fill(NewBatch(), step);
        _newDense = step => Fill(new int[_drawn.Length], step);
        _loss = new MlpLoss<T>(layout, run.Metric, run.Granularity, run.BatchPerGroup, book) { Adversary = _adversary };
        _adam = new Adam<T>(layout.ParameterCount, run.LearningRate);
        _evaluation = new MlpEvaluation<T>(_loss.Weights, split, run.Metric, run.Granularity);
        _validationScores = new double[split.Validation.Count];
        _testScores = new double[split.Test.Count];
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
        _own?.Dispose();
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
                throw DivergedException.OfLoss(epoch, step, parts);
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
        if (_coded is not null)
        {
            _loss.Take(_coded.Keeps(step) ? _coded.Of(step, _newCoded) : Fill(_own ??= NewBatch(), step));
        }
        else
        {
            var drawn = _dense!.Keeps(step) ? _dense.Of(step, _newDense) : Fill(_drawn, step);
            for (var i = 0; i < drawn.Length; i++)
            {
                _loss.SetSample(i / _run.BatchPerGroup, i % _run.BatchPerGroup, _rows.Row(drawn[i]), _rows.Labels[drawn[i]]);
            }
        }

        _sampler.DrawMixing(step, _loss.Mixing);
    }

    private CodedBatch<T> NewBatch() => new(_split.Book!, _loss.Cells, _run.BatchPerGroup);

    private CodedBatch<T> Fill(CodedBatch<T> batch, long step)
    {
        batch.Fill(Fill(_drawn, step), _split.TrainCodes, _rows.Labels);
        return batch;
    }

    private int[] Fill(int[] drawn, long step)
    {
        _sampler.Draw(step, drawn);
        return drawn;
    }

    private EpochReport Measure(int epoch, LossParts means, long started)
    {
        foreach (var parameter in _loss.Parameters)
        {
            if (!T.IsFinite(parameter))
            {
                throw DivergedException.OfWeight(epoch, double.CreateTruncating(parameter));
            }
        }

        double[] batchCosines = [.. _loss.Cosines];
        _loss.Weights.Pack();
        _evaluation.Score(_split.Validation, _validationScores);
        _evaluation.Score(_split.Test, _testScores);
        var measured = new EpochMeasurement
        {
            Epoch = epoch,
            Means = means,
            Validation = _validationScores,
            Test = _testScores,
            LayerCosines = _evaluation.LayerCosines(),
            BatchCosines = batchCosines,
            Started = started,
        };
        return measured.Report(_run, _validation, _test);
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
