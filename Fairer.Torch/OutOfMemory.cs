using System.Runtime.InteropServices;
using Fairer.Core.Models;
using Fairer.Core.Training;
using Fairer.Torch.Images;
using Fairer.Torch.Mlp;
using static TorchSharp.torch;

namespace Fairer.Torch;

/// <summary>What to do when a device's memory does not suffice.</summary>
internal static class OutOfMemory
{
    /// <summary>Whether an exception says that memory did not suffice, the device's or the machine's.</summary>
    public static bool Is(Exception exception) =>
        exception is OutOfMemoryException
        || (exception is ExternalException && (exception.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
            || exception.Message.Contains("allocate memory", StringComparison.OrdinalIgnoreCase)
            || exception.Message.Contains("tried to allocate", StringComparison.OrdinalIgnoreCase)
            || exception.Message.Contains("ALLOC_FAILED", StringComparison.Ordinal)));

    /// <summary>Has the tensors freed that nobody holds any more, such as those of a trainer that broke while it was made.</summary>
    public static void ReleaseWhatIsLost()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    /// <summary>Says so, with the batch size that would fit, which it finds by trying.</summary>
    /// <param name="job">The run.</param>
    /// <param name="device">The device.</param>
    /// <param name="cause">What the device said.</param>
    /// <param name="fits">Tries a batch; for tests.</param>
    /// <returns>What to end the run with; something else where trying brought up another fault, or was cancelled.</returns>
    public static Exception Explain(TrainingJob job, Device device, Exception cause, Func<TrainingJob, Device, bool>? fits = null)
    {
        try
        {
            return Find(job, device, cause, fits ?? Fits);
        }
        catch (Exception other)
        {
            return other;
        }
    }

    private static TrainingException Find(TrainingJob job, Device device, Exception cause, Func<TrainingJob, Device, bool> fits)
    {
        var cell = job.Run.Metric == Core.Fairness.FairnessMetric.DemographicParity ? "subgroup" : "subgroup × label cell";
        var message = $"The memory of {device} does not suffice for {job.Run.Network} with {job.Run.BatchPerGroup} samples of each {cell} a step";
        for (var batch = job.Run.BatchPerGroup / 2; batch >= 1; batch /= 2)
        {
            job.Cancellation.ThrowIfCancellationRequested();
            if (fits(job with { Run = job.Run with { BatchPerGroup = batch }, From = null }, device))
            {
                return new TrainingException($"{message}; {batch} would fit (--batch {batch}).", cause);
            }
        }

        return new TrainingException($"{message}, and not for one either: choose a smaller network, smaller images, or another device such as managed.", cause);
    }

    private static bool Fits(TrainingJob job, Device device)
    {
        ReleaseWhatIsLost();
        try
        {
            if (job.Run.Network is ConvNet)
            {
                using var trainer = new ImageTrainer(job, device);
                trainer.Try();
            }
            else
            {
                using var trainer = new StackTrainer([job], device);
                trainer.Try();
            }

            return true;
        }
        catch (Exception exception) when (Is(exception))
        {
            return false;
        }
    }
}
