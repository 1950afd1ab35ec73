using Fairer.Core.Data;
using Fairer.Core.Models;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;

namespace Fairer.Core.Tests.Sweeps;

public sealed class RunQueueTests
{
    private readonly RunQueue _queue = new();
    private readonly IEngine _cores = new FakeEngine();
    private readonly IEngine _card = new Card();

    [Fact]
    public void An_empty_queue_has_no_first_run() => Assert.Empty(First());

    [Fact]
    public void Runs_come_in_the_order_of_their_numbers_whatever_they_wait_for()
    {
        Add(_cores, 5, 1);
        Add(_card, 3);

        Assert.Equal([1], First());
        _queue.Remove([1]);
        Assert.Equal([3], First());
        _queue.Remove([3]);
        Assert.Equal([5], First());
    }

    [Fact]
    public void What_is_busy_or_held_is_passed_over()
    {
        Add(_cores, 1, 2);
        Add(_card, 3);

        Assert.Equal([3], First(free: lane => lane is not null));
        Assert.Equal([2], First(held: id => id == 1));
        Assert.Empty(First(free: _ => false));
    }

    [Fact]
    public void Runs_of_one_sweep_and_key_come_together()
    {
        var stacking = new Stacker();
        Add(stacking, 1, 3, 4);
        AddTo(2, stacking, 2);

        Assert.Equal([1, 3, 4], First());
        Assert.Equal([2], First(held: id => id == 1));
        Assert.Equal([1, 3, 4], _queue.OfSweep(1));
        Assert.Equal([2], _queue.OfSweep(2));
    }

    [Fact]
    public void What_is_queued_twice_or_taken_out_twice_counts_once()
    {
        Add(_cores, 1, 1);
        Assert.Equal(1, _queue.Count);
        _queue.Remove([1, 1, 7]);
        Assert.Equal(0, _queue.Count);
        Assert.Empty(First());
    }

    private void Add(IEngine engine, params long[] ids) => AddTo(1, engine, ids);

    private void AddTo(long sweep, IEngine engine, params long[] ids)
    {
        foreach (var id in ids)
        {
            _queue.Add(new RunState { Id = id, SweepId = sweep, Spec = new RunSpec { Dataset = "adult", Method = "erm", Network = new MlpShape(10) } }, engine);
        }
    }

    private long[] First(Func<string?, bool>? free = null, Func<long, bool>? held = null) =>
        _queue.TryFirst(free ?? (_ => true), held ?? (_ => false), out _, out _, out var together) ? [.. together.Select(run => run.Id)] : [];

    private class Card : IEngine
    {
        public string Name => "Card";

        public IReadOnlyList<TrainingDevice> Devices => [];

        public string? WhyNot(RunSpec run) => null;

        public string? Lane(RunSpec run) => "cuda:0";

        public void Train(RunSpec run, SplitData data, RunCheckpoint? from, IRunObserver observer, CancellationToken cancellation)
        {
        }
    }

    private sealed class Stacker : Card, IStackingEngine
    {
        public object? StackKey(RunSpec run) => run.Method;

        public int MostTogether(RunSpec run) => 8;

        public IReadOnlyList<Exception?> Train(IReadOnlyList<TrainingJob> jobs) => [];
    }
}
