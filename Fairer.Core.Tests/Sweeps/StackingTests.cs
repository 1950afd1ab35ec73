using System.Collections.Concurrent;
using Fairer.Core.Data;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Tests.Results;
using Fairer.Core.Training;

namespace Fairer.Core.Tests.Sweeps;

/// <summary>Runs that need a device for themselves, and runs that are trained together.</summary>
public sealed class StackingTests
{
    private static SweepSpec Spec => SweepServiceTests.Spec;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private static SweepService Open(ResultStore store, params IEngine[] engines) => SweepService.Open(new SweepServiceOptions
    {
        Store = store,
        Datasets = new DatasetCache(new DataFolders([], ""), source: _ => new EmptyDataset()),
        Engines = engines,
        Workers = 2,
    });

    private static Task<IReadOnlyList<RunState>> UntilEnded(SweepService service) => SweepServiceTests.UntilEnded(service);

    [Fact]
    public async Task Runs_of_one_shape_are_trained_together_and_come_out_as_they_do_alone()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        var stacking = new StackingEngine();
        await using var service = Open(store, stacking);
        await service.StartAsync(Spec, Now);
        var runs = await UntilEnded(service);
        Assert.All(runs, run => Assert.Equal((RunStatus.Finished, 4), (run.Status, run.Epochs.Length)));
        Assert.Equal([(new MlpShape(10, 10), 5), (new MlpShape(10, 10), 4), (new MlpShape(20, 20), 5), (new MlpShape(20, 20), 4)], stacking.Stacks.OrderBy(stack => stack.Network.ParameterCount(1)));

        using var others = new StoreFolder();
        using var other = others.Open();
        await using var alone = Open(other, new FakeEngine());
        await alone.StartAsync(Spec, Now);
        Assert.Equal((await UntilEnded(alone)).Select(run => run.Epochs.Select(Reports.Bits)), runs.Select(run => run.Epochs.Select(Reports.Bits)));
    }

    [Fact]
    public async Task A_run_that_breaks_leaves_those_beside_it_undisturbed()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        await using var service = Open(store, new StackingEngine
        {
            BeforeStep = (run, epoch, _) =>
            {
                if (run is { Seed: 1, Lambda: 0.2 } && epoch == 2)
                    throw new DivergedException("The loss is not finite.");
            },
        });
        await service.StartAsync(Spec, Now);
        foreach (var run in await UntilEnded(service))
        {
            Assert.Equal(
                run.Spec is { Seed: 1, Lambda: 0.2 } ? (RunStatus.Failed, "The loss is not finite.", 1) : (RunStatus.Finished, null, 4),
                (run.Status, run.Failure, run.Epochs.Length));
        }
    }

    [Fact]
    public async Task A_sweep_can_be_cancelled_while_another_of_the_same_networks_is_trained()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        var running = new TaskCompletionSource();
        var cancelled = new ManualResetEventSlim();
        await using var service = Open(store, new StackingEngine
        {
            // The first sweep's runs wait until the second one has been cancelled.
            BeforeStep = (run, _, _) =>
            {
                if (run.Lambda != 0.7)
                {
                    running.TrySetResult();
                    Assert.True(cancelled.Wait(TimeSpan.FromSeconds(30)));
                }
            },
        });
        var spec = Spec with { Networks = [new MlpShape(10, 10)], Methods = ["fairreg"], Seeds = [0, 1] };
        await service.StartAsync(spec, Now);
        await running.Task.WaitAsync(Now);
        var second = await service.StartAsync(spec with { Lambdas = [0.7] }, Now);
        await service.CancelAsync(second, Now);
        cancelled.Set();
        foreach (var run in await UntilEnded(service))
        {
            Assert.Equal(run.SweepId == second ? RunStatus.Cancelled : RunStatus.Finished, run.Status);
        }
    }

    [Fact]
    public async Task Stacks_keep_to_one_sweep()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        using var go = new ManualResetEventSlim();
        var stacking = new StackingEngine { BeforeStep = (_, _, _) => Assert.True(go.Wait(TimeSpan.FromSeconds(30))) };
        await using var service = Open(store, stacking);
        var spec = Spec with { Networks = [new MlpShape(10, 10)], Methods = ["fairreg"], Lambdas = [0.2], Seeds = [0, 1] };
        await service.StartAsync(spec, Now);
        await service.StartAsync(spec, Now);
        await service.StartAsync(spec, Now);
        go.Set();
        Assert.All(await UntilEnded(service), run => Assert.Equal((RunStatus.Finished, null), (run.Status, run.Failure)));
        Assert.Equal([2, 2, 2], stacking.Stacks.Select(stack => stack.Count));
    }

    [Fact]
    public async Task An_engine_that_breaks_fails_its_runs_and_no_others()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        await using var service = Open(store, new StackingEngine { Fault = network => network.Equals(new MlpShape(10, 10)) });
        await service.StartAsync(Spec, Now);
        foreach (var run in await UntilEnded(service))
        {
            Assert.Equal(
                run.Spec.Network.Equals(new MlpShape(10, 10)) ? (RunStatus.Failed, "InvalidOperationException: The device is gone.") : (RunStatus.Finished, null),
                (run.Status, run.Failure));
        }
    }

    [Fact]
    public async Task A_device_has_one_task_at_a_time_and_the_cores_go_on_beside_it()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        var (onDevice, onCores, most) = (0, 0, new ConcurrentBag<(int Device, int Cores)>());
        using var both = new ManualResetEventSlim();
        void Note()
        {
            most.Add((Volatile.Read(ref onDevice), Volatile.Read(ref onCores)));
            if (onDevice > 0 && onCores > 0)
            {
                both.Set();
            }

            // Each side waits until it has seen the other, so that the two must overlap.
            Assert.True(both.Wait(TimeSpan.FromSeconds(30), Now));
        }

        await using var service = Open(
            store,
            new LaneEngine(() => Interlocked.Increment(ref onDevice), Note, () => Interlocked.Decrement(ref onDevice), "card", new MlpShape(20, 20)),
            new LaneEngine(() => Interlocked.Increment(ref onCores), Note, () => Interlocked.Decrement(ref onCores), null, new MlpShape(10, 10)));
        await service.StartAsync(Spec, Now);
        Assert.All(await UntilEnded(service), run => Assert.Equal((RunStatus.Finished, null), (run.Status, run.Failure)));
        Assert.Equal(1, most.Max(counts => counts.Device));
        Assert.InRange(most.Max(counts => counts.Cores), 1, 2);
    }

    [Fact]
    public async Task A_sweep_whose_networks_cannot_read_the_dataset_is_refused()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        await using var service = Open(store, new FakeEngine());
        var fault = await Assert.ThrowsAsync<SweepException>(() => service.StartAsync(Spec with { Networks = [ConvNet.AlexNet] }, Now));
        Assert.Equal("Empty is a table, and alexnet reads images: choose an MLP such as 200.", fault.Message);
        Assert.Empty(store.Load().Sweeps);
    }

    /// <summary>Trains up to five runs of one network together, by handing each to a <see cref="FakeEngine"/>.</summary>
    private sealed class StackingEngine : IStackingEngine
    {
        private readonly ConcurrentQueue<(NetworkShape Network, int Count)> _stacks = [];

        public Action<RunSpec, int, int> BeforeStep { get; init; } = (_, _, _) => { };

        public Func<NetworkShape, bool> Fault { get; init; } = _ => false;

        public IEnumerable<(NetworkShape Network, int Count)> Stacks => _stacks;

        public string Name => "Stacking";

        public IReadOnlyList<TrainingDevice> Devices { get; } = [new("card", "Card", "everything")];

        public string? WhyNot(RunSpec run) => null;

        public string? Lane(RunSpec run) => "card";

        public object? StackKey(RunSpec run) => run.Network;

        public int MostTogether(RunSpec run) => 5;

        public void Train(RunSpec run, SplitData data, RunCheckpoint? from, IRunObserver observer, CancellationToken cancellation) =>
            throw new InvalidOperationException("The plan has more than one run of each network.");

        public IReadOnlyList<Exception?> Train(IReadOnlyList<TrainingJob> jobs)
        {
            var network = Assert.Single(jobs.Select(job => job.Run.Network).Distinct());
            _stacks.Enqueue((network, jobs.Count));
            if (Fault(network))
            {
                throw new InvalidOperationException("The device is gone.");
            }

            var engine = new FakeEngine { BeforeStep = BeforeStep };
            return [.. jobs.Select(job =>
            {
                try
                {
                    engine.Train(job.Run, job.Data, job.From, job.Observer, job.Cancellation);
                    return null;
                }
                catch (Exception exception)
                {
                    return exception;
                }
            })];
        }
    }

    /// <summary>Trains one network, in a lane or on a core, and tells when it begins, works and ends.</summary>
    private sealed class LaneEngine(Action begin, Action work, Action end, string? lane, MlpShape network) : IEngine
    {
        private readonly FakeEngine _engine = new();

        public string Name => lane ?? "cores";

        public IReadOnlyList<TrainingDevice> Devices { get; } = [new(lane ?? "managed", "Device", "one network")];

        public string? WhyNot(RunSpec run) => run.Network.Equals(network) ? null : "It is the other's.";

        public string? Lane(RunSpec run) => lane;

        public void Train(RunSpec run, SplitData data, RunCheckpoint? from, IRunObserver observer, CancellationToken cancellation)
        {
            begin();
            work();
            _engine.Train(run, data, from, observer, cancellation);
            end();
        }
    }
}
