using Fairer.Core.Sweeps;
using Fairer.Web.Services;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Services;

public sealed class SweepProgressTests
{
    [Fact]
    public void Time_left_is_what_the_open_runs_need_shared_by_the_workers()
    {
        // 0.12 s an epoch, ten epochs, three seeds: one done, one half-way, one waiting.
        var view = Views.Of(Samples.Sweep() with { Methods = ["erm"] }, run => run.Id switch
        {
            1 => Samples.Train(run, 10, RunStatus.Finished),
            2 => Samples.Train(run, 5, RunStatus.Running),
            _ => run,
        });

        Assert.Equal(1.8, SweepProgress.Of(view.Runs, workers: 1).Left!.Value.TotalSeconds, 6);
        Assert.Equal(1.2, SweepProgress.Of(view.Runs, workers: 2).Left!.Value.TotalSeconds, 6);
        Assert.Equal(0.5, SweepProgress.Of(view.Runs, workers: 2).Share, 6);
        Assert.Equal(0.6, SweepProgress.TimeLeft(view.Runs.ElementAt(1))!.Value.TotalSeconds, 6);
    }

    [Fact]
    public void Nothing_is_promised_before_the_first_epoch() =>
        Assert.Null(SweepProgress.Of(Views.Of(Samples.Sweep()).Runs, workers: 2).Left);

    [Fact]
    public void A_sweep_can_be_resumed_once_it_stands_still()
    {
        SweepProgress Of(params RunStatus[] statuses) => SweepProgress.Of(
            [.. Views.Runs(Samples.Sweep()).Take(statuses.Length).Select((run, i) => run with { Status = statuses[i] })], workers: 2);

        Assert.True(Of(RunStatus.Finished, RunStatus.Cancelled) is { Active: false, Resumable: true });
        Assert.True(Of(RunStatus.Finished, RunStatus.Failed) is { Active: false, Resumable: true });
        Assert.True(Of(RunStatus.Queued, RunStatus.Failed) is { Active: true, Resumable: false });
        Assert.True(Of(RunStatus.Finished, RunStatus.Finished) is { Active: false, Resumable: false });
    }

    [Theory]
    [InlineData(0.84, "0.8 s")]
    [InlineData(12.4, "12 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(7500, "2 h 05 min")]
    public void Times_are_written_for_people(double seconds, string text) =>
        Assert.Equal(text, Formats.Duration(TimeSpan.FromSeconds(seconds)));
}
