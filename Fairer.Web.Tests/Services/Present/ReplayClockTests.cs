using Fairer.Web.Services.Present;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Services.Present;

/// <summary>A replay's clock: runs at its speed, stops, is set, and ends.</summary>
public sealed class ReplayClockTests
{
    private readonly ManualTime _time = new();
    private readonly ReplayClock _clock;

    public ReplayClockTests() => _clock = new ReplayClock(_time, Seconds(100));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public void It_stands_until_it_is_started_and_then_runs_at_its_speed()
    {
        _time.Advance(Seconds(5));
        Assert.Equal((TimeSpan.Zero, false), (_clock.Position, _clock.Running));
        _clock.Speed = 4;
        _clock.Start();
        _time.Advance(Seconds(5));
        Assert.Equal((Seconds(20), true), (_clock.Position, _clock.Running));
    }

    [Fact]
    public void A_new_speed_counts_from_now_on()
    {
        _clock.Start();
        _time.Advance(Seconds(10));
        _clock.Speed = 0.5;
        _time.Advance(Seconds(10));
        Assert.Equal(Seconds(15), _clock.Position);
    }

    [Fact]
    public void Stopped_it_stays_and_goes_on_from_there()
    {
        _clock.Start();
        _time.Advance(Seconds(10));
        _clock.Stop();
        _time.Advance(Seconds(10));
        Assert.Equal(Seconds(10), _clock.Position);
        _clock.Start();
        _time.Advance(Seconds(1));
        Assert.Equal(Seconds(11), _clock.Position);
    }

    [Fact]
    public void It_stops_at_its_end_and_starts_from_its_beginning_again()
    {
        _clock.Start();
        _time.Advance(Seconds(1000));
        Assert.Equal((Seconds(100), true, false), (_clock.Position, _clock.AtEnd, _clock.Running));
        _clock.Start();
        _time.Advance(Seconds(1));
        Assert.Equal((Seconds(1), true), (_clock.Position, _clock.Running));
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(-1, 0)]
    [InlineData(1e6, 100)]
    public void It_can_be_set_and_goes_on_running_if_it_was(double to, double at)
    {
        _clock.Seek(Seconds(to));
        Assert.Equal((Seconds(at), false), (_clock.Position, _clock.Running));
        _clock.Seek(TimeSpan.Zero);
        _clock.Start();
        _clock.Seek(Seconds(to));
        _time.Advance(Seconds(2));
        Assert.Equal(Seconds(Math.Min(100, at + 2)), _clock.Position);
    }
}
