using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;
using Fairer.Core.Training.Gpu;
using Fairer.Torch.Images;
using Fairer.Torch.Mlp;
using TorchSharp;
using static TorchSharp.torch;

namespace Fairer.Torch;

/// <summary>Trains MLPs and convolutional networks with libtorch, on graphics cards and on the processor.</summary>
/// <remarks>
/// A device trains one thing at a time: a conv net by itself, MLPs of one shape together as one batched program. The same
/// run on the same device gives the same result (a conv net on a graphics card up to rounding, since pooling adds up its
/// gradients there in no fixed order); which runs are trained beside an MLP changes its numbers within float32
/// rounding. Without libtorch it can do nothing and says what is missing.
/// </remarks>
public sealed class TorchEngine : IStackingEngine
{
    /// <summary>The most runs that are trained as one program.</summary>
    private const int MostStacked = 512;

    // What a run's activations take for each sample and unit, in float32 numbers: values, signals, tangents, and what the
    // allocator keeps for them.
    private const double NumbersPerActivation = 16;

    // Parameters, gradient, moments, group gradients and directions.
    private const double NumbersPerParameter = 16;

    // What is used of a device's memory, and what a device is taken to have when nobody says.
    private const double UsableMemory = 0.6;
    private const long AssumedMemory = 8L << 30;

    /// <summary>Looks for libtorch and for what it can train on.</summary>
    public TorchEngine()
    {
        Missing = TorchProvider.Load();
        if (Missing is not null)
        {
            Devices = [];
            return;
        }

        var devices = new List<TrainingDevice>();
        var cards = cuda.is_available() ? cuda.device_count() : 0;
        // The driver counts all cards; a program may be given some of them, in an order of its own.
        var readings = GpuMonitor.Read() is { } all && all.Count == cards ? all : [];
        for (var index = 0; index < cards; index++)
        {
            var reading = readings.FirstOrDefault(reading => reading.Index == index);
            devices.Add(new TrainingDevice(
                Core.Training.Devices.Gpu(index), reading?.Name ?? $"Graphics card {index}", "MLPs of one shape together, AlexNet, ResNet-18", reading?.MemoryTotal));
        }

        var cores = Environment.ProcessorCount;
        devices.Add(new TrainingDevice(Core.Training.Devices.Cpu, $"libtorch on {cores} {(cores == 1 ? "core" : "cores")}", "AlexNet, ResNet-18, MLPs"));
        Devices = devices;
    }

    /// <inheritdoc/>
    public string Name => "Torch";

    /// <summary>Is called with the runs that are about to be trained together; for tests, which have it fail.</summary>
    internal Action<IReadOnlyList<TrainingJob>> BeforeTraining { get; init; } = _ => { };

    /// <summary>The version of libtorch and where it is; null where there is none.</summary>
    public string? Version => Missing is null ? TorchProvider.Version : null;

    /// <inheritdoc/>
    public IReadOnlyList<TrainingDevice> Devices { get; }

    /// <inheritdoc/>
    public string? Missing { get; }

    /// <summary>Whether there is a graphics card to train on.</summary>
    public bool HasGpu => Devices.Any(device => device.IsGpu);

    /// <inheritdoc/>
    public string? WhyNot(RunSpec run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Missing
            ?? (MethodCatalogue.Find(run.Method) is null ? $"There is no method '{run.Method}'."
            : run.Device is { } device && Devices.All(known => known.Id != device)
                ? $"It does not train on {device}; it does on {string.Join(", ", Devices.Select(known => known.Id))}."
            : run is { Network: MlpShape, Device: null } && !HasGpu
                ? "Without a graphics card the managed engine trains MLPs faster; the device cpu has them trained here all the same."
            : run.Network is MlpShape && run.Network.ParameterCount(1) > Core.Training.Managed.ManagedEngine.MaxWeights
                ? $"A network {run.Network} has more than {Core.Training.Managed.ManagedEngine.MaxWeights / 1_000_000} million weights."
            : null);
    }

    /// <inheritdoc/>
    public string? Lane(RunSpec run) => DeviceOf(run).Id;

    /// <inheritdoc/>
    public object? StackKey(RunSpec run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Network is not MlpShape)
        {
            return null;
        }

        var method = MethodCatalogue.Get(run.Method);
        var objective = method.ObjectiveFor(run);
        return (
            DeviceOf(run).Id, run.Dataset, run.Encoding, run.Metric, run.Granularity, run.Network,
            (run.Epochs, run.StepsPerEpoch, run.BatchPerGroup, run.LearningRate, method.BalancesLabels),
            (Aligned: objective.Beta != 0, Path: objective.PathLambda != 0, Adversary: objective.Adversary != 0));
    }

    /// <inheritdoc/>
    public int MostTogether(RunSpec run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var device = DeviceOf(run);
        var memory = UsableMemory * (device.IsGpu ? device.Memory ?? AssumedMemory : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4.0);
        var shape = (MlpShape)run.Network;
        double samples = 2 * run.Metric.Slices() * run.BatchPerGroup;
        var bytes = sizeof(float) * ((NumbersPerActivation * samples * shape.Widths.Sum()) + (NumbersPerParameter * shape.ParameterCount(inputWidth: 200)));
        return (int)Math.Clamp(memory / bytes, 1, MostStacked);
    }

    /// <inheritdoc/>
    public void Train(RunSpec run, SplitData data, RunCheckpoint? from, IRunObserver observer, CancellationToken cancellation)
    {
        if (Train([new TrainingJob(run, data, from, observer, cancellation)])[0] is { } end)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(end);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Exception?> Train(IReadOnlyList<TrainingJob> jobs)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        var ends = new Exception?[jobs.Count];

        // Runs go on together from one epoch, those of one seed side by side.
        foreach (var group in Enumerable.Range(0, jobs.Count).GroupBy(job => jobs[job].From?.Epoch ?? 0))
        {
            int[] order = [.. group.OrderBy(job => jobs[job].Run.Seed)];
            var found = TrainFromOneEpoch([.. order.Select(job => jobs[job])]);
            for (var i = 0; i < order.Length; i++)
            {
                ends[order[i]] = found[i];
            }
        }

        return ends;
    }

    private IReadOnlyList<Exception?> TrainFromOneEpoch(IReadOnlyList<TrainingJob> jobs)
    {
        var device = torch.device(DeviceOf(jobs[0].Run).Id);
        var kept = jobs.Select(job => new LastCheckpoint(job)).ToArray();

        // A run by itself is never halved, and its checkpoint may be large.
        TrainingJob[] watched = jobs.Count == 1 ? [.. jobs] : [.. kept.Select(keeper => keeper.Job)];
        try
        {
            // Told to each thread anew: OpenMP keeps the number with the thread, and Debian's libtorch starts from one.
            set_num_threads(Environment.ProcessorCount);
            BeforeTraining(jobs);
            if (jobs[0].Run.Network is ConvNet)
            {
                using var trainer = new ImageTrainer(watched[0], device);
                trainer.Train();
                return [null];
            }

            using var stack = new StackTrainer(watched, device);
            return stack.Train();
        }
        catch when (jobs.Count > 1)
        {
            // Too many for the memory, or one that cannot be trained: half as many at a time, each from where it is now.
            OutOfMemory.ReleaseWhatIsLost();
            TrainingJob[] rest = [.. kept.Select(keeper => keeper.Rest)];
            return [.. Train(rest[..(rest.Length / 2)]), .. Train(rest[(rest.Length / 2)..])];
        }
        catch (Exception exception)
        {
            return [OutOfMemory.Is(exception) ? OutOfMemory.Explain(jobs[0], device, exception) : exception];
        }
    }

    private TrainingDevice DeviceOf(RunSpec run) =>
        Devices.FirstOrDefault(device => run.Device is null || device.Id == run.Device)
            ?? throw new TrainingException(WhyNot(run) ?? "There is no device to train on.");

    /// <summary>Remembers how far a job has come.</summary>
    private sealed class LastCheckpoint : IRunObserver
    {
        private readonly TrainingJob _job;
        private RunCheckpoint? _last;

        public LastCheckpoint(TrainingJob job) => (_job, _last) = (job, job.From);

        public TrainingJob Job => _job with { Observer = this };

        public TrainingJob Rest => _job with { From = _last };

        public void OnStep(int step) => _job.Observer.OnStep(step);

        public void OnEpoch(Core.Results.EpochReport report, RunCheckpoint checkpoint)
        {
            _last = checkpoint;
            _job.Observer.OnEpoch(report, checkpoint);
        }
    }
}
