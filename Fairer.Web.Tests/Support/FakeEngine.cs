using Fairer.Core.Data;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;

namespace Fairer.Web.Tests.Support;

/// <summary>An engine that trains nothing, but reports what a network might have learnt.</summary>
public sealed class FakeEngine : IEngine
{
    public string Name { get; init; } = "Torch";

    public IReadOnlyList<TrainingDevice> Devices { get; init; } = [];

    public string? Missing { get; init; }

    /// <summary>Why it refuses, if it does.</summary>
    public Func<RunSpec, string?> Refusal { get; init; } = _ => null;

    /// <summary>One with a graphics card, which trains everything on what it has.</summary>
    public static FakeEngine WithGpu()
    {
        TrainingDevice[] devices = [new("cuda:0", "NVIDIA H100", "all networks", 80L << 30), new("cpu", "Torch, 4 cores", "all networks")];
        return new()
        {
            Devices = devices,
            Refusal = run => run.Device is null || devices.Any(device => device.Id == run.Device) ? null : $"It does not train on {run.Device}.",
        };
    }

    /// <summary>One that is not set up.</summary>
    public static FakeEngine NotReady() => new()
    {
        Missing = "libtorch is not here (looked for /some/where/libfairer_torch.so). Run './fairer setup torch' and start the dashboard again.",
        Refusal = _ => "It is not ready.",
    };

    public string? WhyNot(RunSpec run) => Refusal(run);

    public void Train(RunSpec run, SplitData data, RunCheckpoint? from, IRunObserver observer, CancellationToken cancellation) =>
        Enumerable.Range(1, run.Epochs).Skip(from?.Epoch ?? 0).ToList().ForEach(epoch =>
        {
            cancellation.ThrowIfCancellationRequested();
            Thread.Sleep(20);
            observer.OnEpoch(Samples.Report(run, epoch), new RunCheckpoint(epoch, [(byte)epoch], [(byte)epoch]));
        });
}
