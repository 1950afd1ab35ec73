using System.Diagnostics;
using System.Runtime.InteropServices;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Fairer.Torch.Mlp;

/// <summary>Trains MLPs of one shape together (docs/method.md): epochs of steps, and after each epoch what is measured.</summary>
/// <remarks>
/// A run that is cancelled or diverges stays in the stack, where it cannot reach the others, and is no longer reported.
/// Checkpoints have the form of the managed engine's, so that either engine goes on from the other's.
/// </remarks>
internal sealed class StackTrainer : IDisposable
{
    // Losses are looked at, and draws uploaded, so many steps at a time; and no more draws than this.
    private const int MostStepsAtOnce = 50;
    private const int MostDrawsAtOnce = 10_000_000;

    private readonly IReadOnlyList<TrainingJob> _jobs;
    private readonly Exception?[] _ends;
    private readonly RunSpec _shared;
    private readonly int[] _seeds;
    private readonly TableSplit[] _splits;
    private readonly int[] _seedOfJob;
    private readonly BatchSampler[] _samplers;
    private readonly Device _device;
    private readonly ScalarType _dtype;
    private readonly MlpStack _stack;
    private readonly StackData _data;
    private readonly StackObjective _objective;
    private readonly TorchAdversary? _adversary;
    private readonly StackLoss _loss;
    private readonly TorchAdam _adam;
    private readonly StackEvaluation _evaluation;

    /// <param name="jobs">Runs of one stack key and one epoch to go on from, those of one seed side by side.</param>
    /// <param name="device">Where they are trained.</param>
    /// <param name="dtype">float32, or float64 for comparison.</param>
    /// <exception cref="DataException">A batch cannot be drawn.</exception>
    public StackTrainer(IReadOnlyList<TrainingJob> jobs, Device device, ScalarType dtype = ScalarType.Float32)
    {
        _jobs = jobs;
        _ends = new Exception?[jobs.Count];
        _device = device;
        _dtype = dtype;
        _shared = jobs[0].Run;
        _seeds = [.. jobs.Select(job => job.Run.Seed).Distinct()];
        _seedOfJob = [.. jobs.Select(job => Array.IndexOf(_seeds, job.Run.Seed))];
        _splits = [.. _seeds.Select(seed => (TableSplit)jobs.First(job => job.Run.Seed == seed).Data)];
        var method = MethodCatalogue.Get(_shared.Method);
        _samplers = [.. _splits.Select((split, seed) => new BatchSampler(split, _shared.Metric, method.BalancesLabels, _seeds[seed], _shared.BatchPerGroup))];
        var layout = new MlpLayout(_splits[0].Train.Width, (MlpShape)_shared.Network);
        var objectives = jobs.Select(job => MethodCatalogue.Get(job.Run.Method).ObjectiveFor(job.Run)).ToArray();

        _stack = new MlpStack(layout, [.. _seeds.Select(seed => jobs.Count(job => job.Run.Seed == seed))], dtype, device);
        _data = new StackData(_splits, _shared.Metric, dtype, device);
        _objective = new StackObjective(objectives, dtype, device);
        _adversary = _objective.HasAdversary ? new TorchAdversary(_shared.Metric, [.. jobs.Select(job => job.Run.Seed)], device) : null;
        _loss = new StackLoss(_stack, _shared.Metric, _shared.Granularity, _shared.BatchPerGroup) { Adversary = _adversary };
        _adam = new TorchAdam(_stack.Flat, _shared.LearningRate);
        _evaluation = new StackEvaluation(_stack, _data, _shared.Metric, _shared.Granularity, Math.Max(1000, _samplers[0].BatchSize));
        Initialise(layout);
    }

    /// <summary>Trains to the last epoch.</summary>
    /// <returns>For each job what it ended with; null for one that was trained to its end.</returns>
    public IReadOnlyList<Exception?> Train()
    {
        using var ungraded = no_grad();
        var last = new double[_jobs.Count][];
        for (var epoch = (_jobs[0].From?.Epoch ?? 0) + 1; epoch <= _shared.Epochs; epoch++)
        {
            var started = Stopwatch.GetTimestamp();
            if (Epoch(epoch, last) is not { } means)
            {
                break;
            }

            Measure(epoch, means, last, started);
        }

        return _ends;
    }

    /// <summary>Takes one step and forgets it: whether there is memory enough.</summary>
    public void Try()
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var (rows, gammas) = Draw(firstStep: 1, steps: 1);
        _ = Step(rows.select(0, 0), gammas?.select(0, 0), measureSimilarity: true);
    }

    public void Dispose()
    {
        _adam.Dispose();
        _loss.Dispose();
        _adversary?.Dispose();
        _objective.Dispose();
        _data.Dispose();
        _stack.Dispose();
    }

    /// <summary>One epoch of Algorithm 1.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="cosines">Takes each run's layer cosines in the last step.</param>
    /// <returns>The means of each run's losses over the epoch's steps; null when no run is left.</returns>
    private LossParts[]? Epoch(int epoch, double[][] cosines)
    {
        var steps = _shared.StepsPerEpoch;
        var sums = new double[3, _jobs.Count];
        var stepsAtOnce = Math.Clamp(MostDrawsAtOnce / (_seeds.Length * _samplers[0].BatchSize), 1, MostStepsAtOnce);
        for (var first = 1; first <= steps; first += stepsAtOnce)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(stepsAtOnce, steps - first + 1);
            var firstOfRun = ((long)(epoch - 1) * steps) + first;
            var (rows, gammas) = Draw(firstOfRun, count);
            var record = zeros([count, 4, _jobs.Count], _dtype, _device);
            for (var k = 0; k < count; k++)
            {
                if (!AnyLeft())
                {
                    return null;
                }

                using var step = NewDisposeScope();
                var parts = Step(rows.select(0, k), gammas?.select(0, k), measureSimilarity: first + k == steps);
                record.select(0, k).copy_(torch.stack([parts.Classification, parts.Fairness, parts.Total, parts.Similarity], 0));
                if (first + k == steps)
                {
                    KeepCosines(parts.Cosines!, cosines);
                }

                ForEachLeft(run => _jobs[run].Observer.OnStep(first + k));
            }

            TakeIn(epoch, first, count, record.to(float64).cpu().data<double>().ToArray(), sums);
        }

        return [.. Enumerable.Range(0, _jobs.Count).Select(run => new LossParts(sums[0, run] / steps, sums[1, run] / steps, Path: 0, Similarity: 0, sums[2, run] / steps))];
    }

    private StackLossParts Step(Tensor rows, Tensor? gammas, bool measureSimilarity)
    {
        var batch = _data.Features.index_select(0, rows).view(_seeds.Length, _samplers[0].BatchSize, -1);
        var labels = _data.Labels.index_select(0, rows).view(_seeds.Length, -1).index_select(0, _stack.SeedOfRun);
        var parts = _loss.Evaluate(_objective, batch, labels, gammas, measureSimilarity);
        _adam.Step(_loss.Gradient);
        return parts;
    }

    /// <summary>Draws some steps' batches and γ.</summary>
    /// <returns>The rows <c>[steps, seeds × samples]</c>, and γ <c>[steps, seeds, slices, 1, 1]</c> where it is needed.</returns>
    private (Tensor Rows, Tensor? Gammas) Draw(long firstStep, int steps)
    {
        var (seeds, samples, slices) = (_seeds.Length, _samplers[0].BatchSize, _shared.Metric.Slices());
        var rows = new long[steps * seeds * samples];
        var gammas = new double[_objective.HasPath ? steps * seeds * slices : 0];
        Parallel.For(0, seeds, seed =>
        {
            var drawn = new int[samples];
            for (var step = 0; step < steps; step++)
            {
                _samplers[seed].Draw(firstStep + step, drawn);
                var at = ((step * seeds) + seed) * samples;
                for (var i = 0; i < samples; i++)
                {
                    rows[at + i] = _data.FirstRow(seed) + drawn[i];
                }

                if (gammas.Length > 0)
                {
                    _samplers[seed].DrawMixing(firstStep + step, gammas.AsSpan(((step * seeds) + seed) * slices, slices));
                }
            }
        });
        return (
            tensor(rows, [steps, (long)seeds * samples], int64, _device),
            gammas.Length > 0 ? tensor(gammas, [steps, seeds, slices, 1, 1], _dtype, _device) : null);
    }

    /// <summary>Adds up the losses of some steps and ends the runs whose loss was not finite.</summary>
    private void TakeIn(int epoch, int firstStep, int steps, double[] record, double[,] sums)
    {
        double Of(int step, int part, int run) => record[(((step * 4) + part) * _jobs.Count) + run];
        ForEachLeft(run =>
        {
            for (var step = 0; step < steps; step++)
            {
                if (!double.IsFinite(Of(step, 2, run)))
                {
                    _ends[run] = DivergedException.OfLoss(epoch, firstStep + step, new LossParts(Of(step, 0, run), Of(step, 1, run), 0, Of(step, 3, run), Of(step, 2, run)));
                    return;
                }

                for (var part = 0; part < 3; part++)
                {
                    sums[part, run] += Of(step, part, run);
                }
            }
        });
    }

    private void KeepCosines(Tensor measured, double[][] cosines)
    {
        var all = measured.to(float64).cpu().data<double>().ToArray();
        var width = all.Length / _jobs.Count;
        for (var run = 0; run < cosines.Length; run++)
        {
            cosines[run] = all[(run * width)..((run + 1) * width)];
        }
    }

    private void Measure(int epoch, LossParts[] means, double[][] batchCosines, long started)
    {
        var weights = _stack.Read(_stack.Flat);
        ForEachLeft(run =>
        {
            if (Array.Find(weights[run], weight => !float.IsFinite(weight)) is var found && !float.IsFinite(found))
            {
                _ends[run] = DivergedException.OfWeight(epoch, found);
            }
        });
        if (!AnyLeft())
        {
            return;
        }

        if (_evaluation.Score(_data.Validation, AnyLeft) is not { } validation
            || _evaluation.Score(_data.Test, AnyLeft) is not { } test
            || _evaluation.LayerCosines(AnyLeft) is not { } cosines)
        {
            return;
        }

        var together = _ends.Count(end => end is null);
        var reports = new EpochReport?[_jobs.Count];
        Parallel.For(0, _jobs.Count, run =>
        {
            if (_ends[run] is null)
            {
                var split = _splits[_seedOfJob[run]];
                reports[run] = new EpochMeasurement
                {
                    Epoch = epoch,
                    Means = means[run],
                    Validation = validation[run][..split.Validation.Count],
                    Test = test[run][..split.Test.Count],
                    LayerCosines = cosines[run],
                    BatchCosines = batchCosines[run],
                    Started = started,
                    Together = together,
                }.Report(_jobs[run].Run, split.Validation, split.Test);
            }
        });
        var (first, second) = (_stack.Read(_adam.Means), _stack.Read(_adam.Squares));
        var adversaries = _adversary?.Save();
        ForEachLeft(run =>
        {
            try
            {
                _jobs[run].Observer.OnEpoch(reports[run]!, new RunCheckpoint(
                    epoch, Bytes(weights[run]), [.. BitConverter.GetBytes(_adam.Steps), .. Bytes(first[run]), .. Bytes(second[run]), .. adversaries?[run] ?? []]));
            }
            catch (Exception exception)
            {
                // Whatever hinders this run, or has just cancelled it, is not the others' business.
                _ends[run] = exception;
            }
        });
    }

    /// <summary>The first weights, or those of the checkpoints.</summary>
    private void Initialise(MlpLayout layout)
    {
        var (weights, means, squares) = (new float[_jobs.Count][], new float[_jobs.Count][], new float[_jobs.Count][]);
        var adversaries = new byte[_jobs.Count][];
        for (var run = 0; run < _jobs.Count; run++)
        {
            weights[run] = new float[layout.ParameterCount];
            (means[run], squares[run]) = (new float[layout.ParameterCount], new float[layout.ParameterCount]);
            if (_jobs[run].From is not { } from)
            {
                layout.Initialise(_jobs[run].Run.Seed, weights[run].AsSpan());
                continue;
            }

            var moments = sizeof(float) * layout.ParameterCount;
            if (from.Weights.Length != moments || from.Optimiser.Length < sizeof(long) + (2 * moments))
            {
                throw new ArgumentException("The checkpoint does not fit this network.");
            }

            MemoryMarshal.Cast<byte, float>(from.Weights).CopyTo(weights[run]);
            _adam.Steps = BitConverter.ToInt64(from.Optimiser);
            MemoryMarshal.Cast<byte, float>(from.Optimiser.AsSpan(sizeof(long), moments)).CopyTo(means[run]);
            MemoryMarshal.Cast<byte, float>(from.Optimiser.AsSpan(sizeof(long) + moments, moments)).CopyTo(squares[run]);
            adversaries[run] = from.Optimiser[(sizeof(long) + (2 * moments))..];
        }

        _stack.Write(_stack.Flat, weights);
        if (_jobs[0].From is not null)
        {
            _stack.Write(_adam.Means, means);
            _stack.Write(_adam.Squares, squares);
            _adversary?.Restore(adversaries);
        }
    }

    private static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private bool AnyLeft()
    {
        for (var run = 0; run < _jobs.Count; run++)
        {
            if (_ends[run] is null && _jobs[run].Cancellation.IsCancellationRequested)
            {
                _ends[run] = new OperationCanceledException(_jobs[run].Cancellation);
            }
        }

        return Array.Exists(_ends, end => end is null);
    }

    private void ForEachLeft(Action<int> action)
    {
        for (var run = 0; run < _jobs.Count; run++)
        {
            if (_ends[run] is null)
            {
                action(run);
            }
        }
    }
}
