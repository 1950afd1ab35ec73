using Fairer.Web.Services;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Services;

public sealed class UpdatePaceTests
{
    private readonly ManualTime _time = new();
    private readonly Audience _audience = new();

    [Fact]
    public void After_a_rest_the_first_changes_are_seen_at_once()
    {
        var pace = new UpdatePace(_time, _audience);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(TimeSpan.Zero, pace.PauseAfter(pace.Now, TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, pace.PauseAfter(pace.Now, TimeSpan.Zero));
        Assert.True(pace.PauseAfter(pace.Now, TimeSpan.Zero) > TimeSpan.Zero);
    }

    [Fact]
    public void There_are_never_more_than_ten_updates_within_a_second()
    {
        var pace = new UpdatePace(_time, _audience);
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
        var pace = new UpdatePace(_time, _audience);
        _time.Advance(TimeSpan.FromSeconds(5));
        var started = pace.Now;
        _time.Advance(TimeSpan.FromMilliseconds(300));

        Assert.Equal(TimeSpan.Zero, pace.PauseAfter(started, TimeSpan.FromMilliseconds(300)));
        Assert.InRange(pace.PauseAfter(pace.Now, TimeSpan.FromMilliseconds(1)), TimeSpan.Zero, TimeSpan.FromMilliseconds(125));
    }

    [Fact]
    public void A_viewer_whose_updates_are_work_takes_a_tenth_of_a_core()
    {
        var pace = new UpdatePace(_time, _audience);
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

    [Fact]
    public async Task Many_viewers_are_shown_the_same_moments_less_often()
    {
        await GatherAsync(50);
        List<TimeSpan>[] all = [[], []];
        for (var viewer = 0; viewer < 2; viewer++)
        {
            var time = new ManualTime();
            time.Advance(TimeSpan.FromMilliseconds(5000 + (70 * viewer)));
            var pace = new UpdatePace(time, _audience);
            while (all[viewer].Count < 30)
            {
                all[viewer].Add(pace.Now);
                time.Advance(TimeSpan.FromMilliseconds(3 + (20 * viewer)));
                time.Advance(pace.PauseAfter(all[viewer][^1], TimeSpan.FromMilliseconds(1)));
            }
        }

        var gap = TimeSpan.FromMilliseconds(450);
        Assert.All(all.SelectMany(updates => updates.Skip(10)), update => Assert.Equal(Math.Round(update / gap), update / gap));
        Assert.All(all[0].Skip(10).Zip(all[0].Skip(11)), pair => Assert.Equal(gap, pair.Second - pair.First));
    }

    [Fact]
    public async Task Who_is_in_no_hurry_gets_every_other_of_these_moments()
    {
        await GatherAsync(50);
        var pace = new UpdatePace(_time, _audience);
        List<TimeSpan> updates = [];
        while (updates.Count < 20)
        {
            updates.Add(pace.Now);
            _time.Advance(TimeSpan.FromMilliseconds(3));
            _time.Advance(pace.PauseAfter(updates[^1], TimeSpan.FromMilliseconds(1), unhurried: true));
        }

        Assert.All(updates.Skip(10).Zip(updates.Skip(11)), pair => Assert.Equal(TimeSpan.FromMilliseconds(900), pair.Second - pair.First));
    }

    [Fact]
    public async Task A_clock_that_rings_early_does_not_bring_a_moment_twice()
    {
        await GatherAsync(50);
        var pace = new UpdatePace(_time, _audience);
        _time.Advance(TimeSpan.FromMilliseconds(5399));

        Assert.Equal(451, pace.PauseAfter(pace.Now, TimeSpan.Zero).TotalMilliseconds);
    }

    [Fact]
    public async Task A_lone_viewer_gets_no_picture_that_was_made_for_another()
    {
        var pace = new UpdatePace(_time, _audience);
        await GatherAsync(1);
        Assert.Equal(TimeSpan.Zero, pace.Tolerance);

        await GatherAsync(1);
        Assert.InRange(pace.Tolerance, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task One_who_comes_and_goes_does_not_make_an_audience_large_and_small_again()
    {
        await GatherAsync(15);
        Assert.False(_audience.IsLarge);
        await GatherAsync(1);
        Assert.True(_audience.IsLarge);

        for (var left = 15; left >= 10; left--)
        {
            await _audience.OnConnectionDownAsync(null!, CancellationToken.None);
            Assert.True(_audience.IsLarge);
        }

        await _audience.OnConnectionDownAsync(null!, CancellationToken.None);
        Assert.False(_audience.IsLarge);
    }

    private async Task GatherAsync(int viewers)
    {
        for (var i = 0; i < viewers; i++)
        {
            await _audience.OnConnectionUpAsync(null!, CancellationToken.None);
        }
    }
}
