using Fairer.Web.Services;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Services;

public sealed class UpdatePaceTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void After_a_rest_the_first_changes_are_seen_at_once()
    {
        var pace = new UpdatePace(_time);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(TimeSpan.Zero, pace.PauseAfter(pace.Now, TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, pace.PauseAfter(pace.Now, TimeSpan.Zero));
        Assert.True(pace.PauseAfter(pace.Now, TimeSpan.Zero) > TimeSpan.Zero);
    }

    [Fact]
    public void There_are_never_more_than_ten_updates_within_a_second()
    {
        var pace = new UpdatePace(_time);
        _time.Advance(TimeSpan.FromSeconds(5));
        List<TimeSpan> updates = [];
        while (updates.Count < 100)
        {
            updates.Add(pace.Now);
            _time.Advance(pace.PauseAfter(pace.Now, TimeSpan.Zero));
        }

        Assert.All(updates, first => Assert.InRange(updates.Count(other => other >= first && other < first + TimeSpan.FromSeconds(1)), 1, 10));
        Assert.Equal(8, updates.Count(update => update >= updates[50] && update < updates[50] + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void One_slow_update_costs_no_pause()
    {
        var pace = new UpdatePace(_time);
        _time.Advance(TimeSpan.FromSeconds(5));
        var started = pace.Now;
        _time.Advance(TimeSpan.FromMilliseconds(300));

        Assert.Equal(TimeSpan.Zero, pace.PauseAfter(started, TimeSpan.FromMilliseconds(300)));
        Assert.InRange(pace.PauseAfter(pace.Now, TimeSpan.FromMilliseconds(1)), TimeSpan.Zero, TimeSpan.FromMilliseconds(125));
    }

    [Fact]
    public void A_viewer_whose_updates_are_work_takes_a_tenth_of_a_core()
    {
        var pace = new UpdatePace(_time);
        var work = TimeSpan.FromMilliseconds(50);
        var (worked, begun) = (TimeSpan.Zero, pace.Now);
        for (var i = 0; i < 100; i++)
        {
            var started = pace.Now;
            _time.Advance(work);
            worked += work;
            _time.Advance(pace.PauseAfter(started, work));
        }

        Assert.InRange(worked / (pace.Now - begun), 0.09, 0.105);
    }
}
