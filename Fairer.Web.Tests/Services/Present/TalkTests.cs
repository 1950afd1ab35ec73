using Fairer.Core.Data;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Web.Services.Present;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Services.Present;

/// <summary>A talk: its steps, and the sweeps that they show, live or replayed.</summary>
public sealed class TalkTests
{
    private const string Train = "view: gap\nsweep: train dataset=synthetic methods=erm hidden=10 seeds=0:1\nview: layers";

    private readonly FakeSweepService _sweeps = new();
    private readonly ManualTime _time = new();
    private readonly Talk _talk;

    public TalkTests() => _talk = new Talk(_sweeps, DatasetCatalogue.InfoOf, _time);

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private static DemoScript Script(string text) => new DemoReader(id => DatasetCatalogue.Find(id)?.Info).Read(text).Script!;

    private IEnumerable<RunState> Shown => _talk.Shown!.Runs;

    [Fact]
    public async Task A_replay_moves_with_the_clock_and_is_seen_at_its_end_when_rehearsed()
    {
        await _talk.ShowAsync(Script("view: gap\nsweep: recorded\nspeed: 10"), 0, play: false, Now);
        Assert.All(Shown, run => Assert.Equal(RunStatus.Finished, run.Status));

        await _talk.BeginAsync(Now);
        Assert.DoesNotContain(Shown, run => run.Status == RunStatus.Finished);
        _time.Advance(_talk.Clock!.Length / 20);
        _talk.TakeIn();
        Assert.Equal(0.5, _talk.Clock.Position / _talk.Clock.Length, 6);
        Assert.Contains(Shown, run => run.Status == RunStatus.Finished);
        Assert.Contains(Shown, run => run.Status == RunStatus.Queued);
        _time.Advance(_talk.Clock.Length);
        _talk.TakeIn();
        Assert.Equal(SweepRecording.BuiltIn.Runs, Shown);
        Assert.Empty(_sweeps.Asked);
    }

    [Fact]
    public async Task The_next_step_goes_on_with_the_same_sweep_unless_it_names_one()
    {
        await _talk.ShowAsync(Script("view: gap\nsweep: recorded\nspeed: 10\nview: layers\ncaption: b\nview: both\nsweep: recorded\nspeed: 2"), 0, play: true, Now);
        var shown = _talk.Shown;
        _time.Advance(TimeSpan.FromSeconds(3));
        await _talk.GoToAsync(1, play: true, Now);
        Assert.Same(shown, _talk.Shown);
        Assert.Equal((30, 10, "b", DemoView.Layers), (_talk.Clock!.Position.TotalSeconds, _talk.Speed, _talk.Caption, _talk.View));
        await _talk.GoToAsync(2, play: true, Now);
        Assert.Equal((0, 2), (_talk.Clock!.Position.TotalSeconds, _talk.Speed));
        await _talk.GoToAsync(99, play: true, Now);
        Assert.Equal(2, _talk.Step);
    }

    [Fact]
    public async Task The_speed_end_shows_the_finished_sweep_at_once()
    {
        await _talk.ShowAsync(Script("view: gap\nsweep: recorded\nspeed: end"), 0, play: true, Now);
        Assert.True(_talk.Clock!.AtEnd);
        Assert.All(Shown, run => Assert.Equal(RunStatus.Finished, run.Status));
    }

    [Theory]
    [InlineData("last", "Nothing has been trained yet")]
    [InlineData("12", "There is no sweep 12 in the store")]
    public async Task What_is_not_there_is_said_and_the_recording_takes_its_place(string sweep, string note)
    {
        await _talk.ShowAsync(Script($"view: gap\nsweep: {sweep}"), 0, play: true, Now);
        Assert.StartsWith(note, _talk.Note, StringComparison.Ordinal);
        Assert.Equal("recorded", _talk.Watchable);
    }

    [Fact]
    public async Task A_refused_sweep_is_said_and_the_recording_takes_its_place()
    {
        _sweeps.Refusal = "No disk.";
        await _talk.ShowAsync(Script(Train), 0, play: true, Now);
        Assert.Equal("No disk. The recorded sweep is shown instead.", _talk.Note);
        Assert.NotNull(_talk.Clock);
    }

    [Fact]
    public async Task Nothing_is_trained_before_the_talk_begins_and_nothing_twice()
    {
        await _talk.ShowAsync(Script(Train), 0, play: false, Now);
        Assert.Null(_talk.Shown);
        Assert.Empty(_sweeps.Asked);

        await _talk.BeginAsync(Now);
        Assert.True(_talk.Live);
        _sweeps.Change(1, _ => true, run => Samples.Train(run, 3, RunStatus.Running));
        _talk.TakeIn();
        Assert.All(Shown, run => Assert.Equal(3, run.Epochs.Length));
        await _talk.GoToAsync(1, play: true, Now);
        await _talk.GoToAsync(0, play: true, Now);
        await _talk.BeginAsync(Now);
        Assert.Equal(["start"], _sweeps.Asked);
        Assert.Equal("1", _talk.Watchable);
    }

    [Fact]
    public async Task A_sweep_of_the_talk_stops_and_goes_on_and_is_replayed_when_it_has_ended()
    {
        await _talk.ShowAsync(Script(Train), 0, play: true, Now);
        await _talk.ToggleAsync(Now);
        await _talk.ToggleAsync(Now);
        Assert.Equal(["start", "cancel 1", "resume 1"], _sweeps.Asked);
        _sweeps.Change(1, _ => true, run => Samples.Train(run, 10, RunStatus.Finished));
        _talk.TakeIn();
        await _talk.ToggleAsync(Now);
        Assert.True(_talk.Clock!.Running);
        Assert.DoesNotContain(Shown, run => run.Status == RunStatus.Finished);
    }

    [Fact]
    public async Task A_sweep_of_somebody_else_is_watched_and_not_stopped()
    {
        await _sweeps.StartAsync(Samples.Sweep(), Now);
        await _talk.ShowAsync(Script("view: gap\nsweep: last"), 0, play: true, Now);
        Assert.True(_talk.Live);
        await _talk.ToggleAsync(Now);
        Assert.Equal(["start"], _sweeps.Asked);
        Assert.Contains("was not begun by this talk", _talk.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stored_sweep_is_replayed()
    {
        var id = await _sweeps.StartAsync(Samples.Sweep(), Now);
        _sweeps.Change(id, _ => true, run => Samples.Train(run, 10, RunStatus.Finished));
        await _talk.ShowAsync(Script($"view: gap\nsweep: {id}"), 0, play: true, Now);
        Assert.Equal(33 * 10 * 0.12 / 2, _talk.Clock!.Length.TotalSeconds, 0.7); // two workers
        Assert.DoesNotContain(Shown, run => run.Status == RunStatus.Finished);
    }

    [Fact]
    public async Task Speed_and_place_can_be_changed_by_notches()
    {
        await _talk.ShowAsync(Script("view: gap\nsweep: recorded\nspeed: 3"), 0, play: true, Now);
        _talk.Hurry(faster: true);
        Assert.Equal(4, _talk.Clock!.Speed);
        _talk.Hurry(faster: false);
        Assert.Equal(2, _talk.Clock.Speed);
        for (var i = 0; i < 20; i++)
        {
            _talk.Hurry(faster: true);
        }

        Assert.Equal(100, _talk.Clock.Speed);
        _talk.Seek(0.5);
        _talk.SeekBy(-0.1);
        Assert.Equal(0.4, _talk.Clock.Position / _talk.Clock.Length, 6);
    }
}
