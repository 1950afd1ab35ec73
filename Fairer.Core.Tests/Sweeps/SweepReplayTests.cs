using Fairer.Core.Models;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Tests.Sweeps;

/// <summary>A stored sweep on a time line: who trains when, and what is seen at a moment.</summary>
public sealed class SweepReplayTests
{
    private static RunState Run(long id, params double[] seconds) => new()
    {
        Id = id,
        SweepId = 1,
        Spec = new RunSpec { Dataset = "synthetic", Method = "erm", Network = new MlpShape(2, 2), StepsPerEpoch = 10, Epochs = seconds.Length },
        Status = RunStatus.Finished,
        Epochs = [.. seconds.Select((second, i) => FakeEngine.Report(i + 1, 7) with { Seconds = second })],
    };

    private static TimeSpan Second(double second) => TimeSpan.FromSeconds(second);

    [Fact]
    public void Each_run_begins_when_a_worker_is_free_for_it()
    {
        // Two workers: 1 and 2 begin at once; 3 begins when 2 is done, at 2 s; 4 when 1 is done, at 3 s.
        RunState[] runs = [Run(1, 1, 2), Run(2, 2), Run(3, 4), Run(4, 1)];
        Assert.Equal(Second(6), new SweepReplay(runs, 2).Length);
        Assert.Equal(Second(10), new SweepReplay(runs, 1).Length);

        var statuses = new SweepReplay(runs, 2).MoveTo(Second(2.5)).Select(run => run.Status);
        Assert.Equal([RunStatus.Running, RunStatus.Finished, RunStatus.Running, RunStatus.Queued], statuses);
    }

    [Fact]
    public void A_moment_has_the_epochs_that_were_done_by_then_and_steps_in_between()
    {
        var stored = Run(1, 1, 2, 1);
        var replay = new SweepReplay([stored], 1);

        var run = Assert.Single(replay.MoveTo(Second(2)));
        Assert.Equal((RunStatus.Running, 1, 5), (run.Status, run.Epochs.Length, run.Step)); // a second of the two of epoch 2
        Assert.Same(stored.Epochs[0], run.Epochs[0]);
        run = Assert.Single(replay.MoveTo(Second(3)));
        Assert.Equal((2, 0), (run.Epochs.Length, run.Step));
        Assert.Same(stored, Assert.Single(replay.MoveTo(replay.Length)));
    }

    [Fact]
    public void Going_back_takes_away_what_was_not_yet()
    {
        var replay = new SweepReplay([Run(1, 1, 1), Run(2, 1, 1)], 1);
        replay.MoveTo(Second(4));
        var runs = replay.MoveTo(Second(0.5));
        Assert.Equal([(RunStatus.Running, 0, 5), (RunStatus.Queued, 0, 0)], runs.Select(run => (run.Status, run.Epochs.Length, run.Step)));
    }

    [Fact]
    public void Only_what_has_changed_is_told_and_unchanged_epochs_are_the_same_array()
    {
        var replay = new SweepReplay([Run(1, 1, 1), Run(2, 1, 1)], 1);
        var before = replay.MoveTo(Second(1.2)).First(run => run.Id == 1);
        var after = Assert.Single(replay.MoveTo(Second(1.7)));
        Assert.True(before.Epochs == after.Epochs);
        Assert.Empty(replay.MoveTo(Second(1.7)));
    }

    [Fact]
    public void A_failed_run_fails_when_its_time_is_over_and_one_without_epochs_is_as_it_was()
    {
        var failed = Run(1, 1, 1) with { Status = RunStatus.Failed, Failure = "It broke." };
        var cancelled = Run(2) with { Status = RunStatus.Cancelled };
        var replay = new SweepReplay([failed, cancelled], 1);

        var runs = replay.MoveTo(Second(1));
        Assert.Equal([(RunStatus.Running, null), (RunStatus.Queued, null)], runs.Select(run => (run.Status, run.Failure)));
        Assert.Equal([failed, cancelled], replay.MoveTo(Second(2)));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(0)]
    public void An_epoch_of_unknown_length_takes_no_time(double seconds)
    {
        var replay = new SweepReplay([Run(1, seconds, 1)], 1);
        Assert.Equal(Second(1), replay.Length);
        Assert.Single(Assert.Single(replay.MoveTo(TimeSpan.Zero)).Epochs);
    }

    [Fact]
    public void A_sweep_without_runs_is_over_at_once()
    {
        var replay = new SweepReplay([], 2);
        Assert.Equal(TimeSpan.Zero, replay.Length);
        Assert.Empty(replay.MoveTo(TimeSpan.Zero));
    }
}
