using System.Diagnostics;
using Fairer.Core.Data;
using Fairer.Core.Data.Images;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;
using Fairer.Torch.Networks;
using static TorchSharp.torch;

namespace Fairer.Torch.Images;

/// <summary>Trains one convolutional network on images (docs/method.md): epochs of steps, and after each epoch what is
/// measured.</summary>
internal sealed class ImageTrainer : IDisposable
{
    // So many images of 64 pixels are measured at once, fewer of larger ones, but no fewer than a step has.
    private const int SmallImagesAtOnce = 256;
    private const int SmallImage = 64;

    private readonly TrainingJob _job;
    private readonly RunSpec _run;
    private readonly Device _device;
    private readonly ImageSplit _split;
    private readonly BatchSampler _sampler;
    private readonly Pixels _pixels;
    private readonly LayeredNetwork _network;
    private readonly DropoutMasks _dropout;
    private readonly Objective _objective;
    private readonly TorchAdversary? _adversary;
    private readonly AutogradLoss _loss;
    private readonly TorchAdam[] _adams;
    private readonly ImageEvaluation _evaluation;
    private readonly double[] _gammas;

    /// <param name="job">The run.</param>
    /// <param name="device">Where it is trained.</param>
    /// <exception cref="DataException">A batch cannot be drawn, or the images do not fit the network.</exception>
    public ImageTrainer(TrainingJob job, Device device)
    {
        _job = job;
        _run = job.Run;
        _device = device;
        _split = (ImageSplit)job.Data;
        var net = (ConvNet)_run.Network;
        if (_split.Train.Images.Size < net.LeastSize)
        {
            throw new DataException(
                $"{net.Name} reads images of {net.LeastSize} pixels and more, and those of {_split.Dataset.Name} are made of {_split.Train.Images.Size}: choose a larger image size.");
        }

        var method = MethodCatalogue.Get(_run.Method);
        _objective = method.ObjectiveFor(_run);
        _sampler = new BatchSampler(_split, _run.Metric, method.BalancesLabels, _run.Seed, _run.BatchPerGroup);
        _pixels = new Pixels(device);
        _network = net == ConvNet.AlexNet ? new AlexNet(_run.Seed, device) : new ResNet18(_run.Seed, device);
        _dropout = new DropoutMasks(_network, _run.Seed, _sampler.BatchSize, device);
        _adversary = _objective.Adversary != 0 ? new TorchAdversary(_run.Metric, [_run.Seed], device) : null;
        _loss = new AutogradLoss(_network, _run.Metric, _run.Granularity) { Adversary = _adversary };
        _adams = [.. _network.Parameters.Select(parameter => new TorchAdam(parameter, _run.LearningRate))];
        _evaluation = new ImageEvaluation(_network, _loss, _pixels, _run.Metric, Math.Max(_sampler.BatchSize, SmallImagesAtOnce * SmallImage * SmallImage / (_split.Train.Images.Size * _split.Train.Images.Size)));
        _gammas = new double[_run.Metric.Slices()];
        if (job.From is { } from)
        {
            NetworkState.Restore(_network, from.Weights);
            var adversary = NetworkState.Restore(_adams, from.Optimiser);
            _adversary?.Restore([adversary.ToArray()]);
        }
    }

    /// <summary>Trains to the last epoch.</summary>
    public void Train()
    {
        if (_device.type != TorchSharp.DeviceType.CPU)
        {
            TrainEpochs();
            return;
        }

        // One conv net at a time trains on the processor, so that nobody else turns this off meanwhile.
        TorchProvider.KeepFreedMemory(true);
        try
        {
            TrainEpochs();
        }
        finally
        {
            TorchProvider.KeepFreedMemory(false);
        }
    }

    private void TrainEpochs()
    {
        var first = (_job.From?.Epoch ?? 0) + 1;
        using var batches = new ImageBatches(
            _split.Train,
            _sampler.BatchSize,
            _sampler.Draw,
            firstStep: ((long)(first - 1) * _run.StepsPerEpoch) + 1,
            lastStep: (long)_run.Epochs * _run.StepsPerEpoch,
            cancellation: _job.Cancellation);
        for (var epoch = first; epoch <= _run.Epochs; epoch++)
        {
            var started = Stopwatch.GetTimestamp();
            var means = Epoch(epoch, batches);
            Measure(epoch, means, started);
        }
    }

    /// <summary>Takes one step and forgets it: whether there is memory enough.</summary>
    public void Try()
    {
        using var batches = new ImageBatches(_split.Train, _sampler.BatchSize, _sampler.Draw, lastStep: 1, ahead: 1, cancellation: _job.Cancellation);
        batches.TryNext(out var batch);
        Step(batch, measureSimilarity: true);
    }

    public void Dispose()
    {
        Array.ForEach(_adams, adam => adam.Dispose());
        _adversary?.Dispose();
        _network.Dispose();
        _pixels.Dispose();
    }

    /// <summary>One epoch of Algorithm 1.</summary>
    /// <returns>The means of the losses over the epoch's steps.</returns>
    private LossParts Epoch(int epoch, ImageBatches batches)
    {
        var (classification, fairness, total) = (0.0, 0.0, 0.0);
        for (var step = 1; step <= _run.StepsPerEpoch; step++)
        {
            _job.Cancellation.ThrowIfCancellationRequested();
            batches.TryNext(out var batch);
            var parts = Step(batch, measureSimilarity: step == _run.StepsPerEpoch);
            if (!double.IsFinite(parts.Total))
            {
                throw DivergedException.OfLoss(epoch, step, parts);
            }

            classification += parts.Classification;
            fairness += parts.Fairness;
            total += parts.Total;
            _job.Observer.OnStep(step);
        }

        var steps = _run.StepsPerEpoch;
        return new LossParts(classification / steps, fairness / steps, Path: 0, Similarity: 0, total / steps);
    }

    private LossParts Step(ImageBatch batch, bool measureSimilarity)
    {
        using var scope = NewDisposeScope();
        _sampler.DrawMixing(batch.Step, _gammas);
        var images = _pixels.Read(batch.Pixels, batch.Count, _split.Train.Images.Size);
        var labels = ImageEvaluation.Labels(_split.Train, batch.Samples.Span, images.device);
        var pass = new Pass(Training: true, _dropout.Draw(batch.Step));
        var (parts, gradient) = _loss.Evaluate(_objective, images, labels, _gammas, pass, measureSimilarity);
        using var ungraded = no_grad();
        for (var k = 0; k < _adams.Length; k++)
        {
            _adams[k].Step(gradient[k]);
        }

        return parts;
    }

    private void Measure(int epoch, LossParts means, long started)
    {
        using (NewDisposeScope())
        {
            foreach (var parameter in _network.Parameters)
            {
                if (!parameter.isfinite().all().item<bool>())
                {
                    throw DivergedException.OfWeight(epoch, double.NaN);
                }
            }
        }

        var batchCosines = _loss.Cosines;
        var (validation, ofValidation) = _evaluation.Score(_split.Validation, _job.Cancellation);
        var (test, ofTest) = _evaluation.Score(_split.Test, _job.Cancellation);
        var measured = new EpochMeasurement
        {
            Epoch = epoch,
            Means = means,
            Validation = validation,
            Test = test,
            LayerCosines = _evaluation.LayerCosines(_split.Train, _job.Cancellation),
            BatchCosines = batchCosines,
            Started = started,
        };
        var report = measured.Report(_run, ofValidation, ofTest);
        _job.Observer.OnEpoch(report, new RunCheckpoint(
            epoch, NetworkState.Save(_network), NetworkState.Save(_adams, _adversary?.Save()[0] ?? [])));
    }
}
