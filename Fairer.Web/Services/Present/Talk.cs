using Fairer.Core.Data;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Web.Services.Present;

/// <summary>A demo as it is given: the step it stands at, the sweep that is seen, and how that sweep moves, trained live or replayed.</summary>
/// <remarks>What cannot be shown is said in <see cref="Note"/>, and the recorded sweep takes its place: a talk goes on.</remarks>
/// <param name="sweeps">Trains, and has the stored sweeps.</param>
/// <param name="infoOf">Says what the dataset of an id is.</param>
/// <param name="time">The clock.</param>
public sealed class Talk(ISweepService sweeps, Func<string, DatasetInfo> infoOf, TimeProvider time)
{
    /// <summary>The speed of a replay until a step says otherwise.</summary>
    public const double UsualSpeed = 8;

    /// <summary>The notches of a replay's speed.</summary>
    public static IReadOnlyList<double> Speeds { get; } = [DemoReader.LeastSpeed, 1, 2, 4, UsualSpeed, 16, 32, 64, DemoReader.MostSpeed];

    // What this talk has begun to train: no step trains twice.
    private readonly Dictionary<TrainSource, long> _trained = [];
    private DemoSource? _source;
    private SweepReplay? _replay;
    private double _speed = UsualSpeed;

    /// <summary>The demo.</summary>
    public DemoScript Script { get; private set; } = new("", [new DemoStep(DemoView.Title, null, null, "")]);

    /// <summary>The step, from 0.</summary>
    public int Step { get; private set; }

    /// <summary>What is seen: the step's view, or the one that the speaker has chosen since.</summary>
    public DemoView View { get; private set; }

    /// <summary>The step's caption; of another view than the step's it says nothing.</summary>
    public string Caption => View == Script.Steps[Step].View ? Script.Steps[Step].Caption : "";

    /// <summary>The sweep that is seen, or null.</summary>
    public SweepView? Shown { get; private set; }

    /// <summary>The replay's clock; null while a sweep is seen as it is trained, or none.</summary>
    public ReplayClock? Clock { get; private set; }

    /// <summary>The version of the board that has been taken in.</summary>
    public long Version { get; private set; }

    /// <summary>What did not go as the demo says, or null.</summary>
    public string? Note { get; private set; }

    /// <summary>Whether something moves by itself.</summary>
    public bool Moving => Clock?.Running ?? Live;

    /// <summary>Whether the shown sweep is being trained now.</summary>
    public bool Live => Clock is null && Shown is not null && IsActive(Shown.Runs);

    /// <summary>How many times faster than in training a replay runs.</summary>
    public double Speed => _speed;

    /// <summary>What others can watch: the shown sweep's number, or <c>recorded</c>; <c>last</c>, the newest, while nothing is shown.</summary>
    public string Watchable => Shown is null ? "last" : Shown.Sweep == SweepRecording.BuiltIn.Sweep ? "recorded" : $"{Shown.Sweep.Id}";

    /// <summary>Takes a demo, and stands at a step of it.</summary>
    public Task ShowAsync(DemoScript script, int step, bool play, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(script);
        Script = script;
        Step = 0;
        return GoToAsync(step, play, cancellation);
    }

    /// <summary>Begins with the step it stands at, as if nothing of it had been seen.</summary>
    public Task BeginAsync(CancellationToken cancellation)
    {
        (_source, Shown, Clock, _replay) = (null, null, null, null);
        return GoToAsync(Step, play: true, cancellation);
    }

    /// <summary>Goes to a step.</summary>
    /// <param name="step">The step, from 0; what is beyond either end is that end.</param>
    /// <param name="play">Whether what the step shows begins to move; otherwise it is seen as it ends, and nothing is trained.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task GoToAsync(int step, bool play, CancellationToken cancellation)
    {
        var forward = step > Step;
        Step = Math.Clamp(step, 0, Script.Steps.Count - 1);
        var entered = Script.Steps[Step];
        (View, Note) = (entered.View, null);
        _speed = Script.Steps.Take(Step + 1).LastOrDefault(each => each.Speed is { } speed && double.IsFinite(speed))?.Speed ?? UsualSpeed;
        var source = Script.SourceAt(Step);
        if (source != _source)
        {
            await LoadAsync(source, play, cancellation);
        }
        else if (play && forward && entered.Source is not null)
        {
            Clock?.Seek(TimeSpan.Zero);
            Clock?.Start();
        }

        if (Clock is { } clock)
        {
            clock.Speed = _speed;
            if (entered.Speed is double.PositiveInfinity)
            {
                clock.Seek(clock.Length);
            }
        }

        TakeIn();
    }

    /// <summary>Shows the next view of what is seen.</summary>
    public void NextView() => View = Enum.IsDefined(View + 1) ? View + 1 : default;

    /// <summary>Takes in what has moved: on the board, and on the replay's clock.</summary>
    public void TakeIn()
    {
        var changes = sweeps.Board.ChangesSince(Version);
        Version = changes.Version;
        if (Clock is { } clock)
        {
            Shown!.Apply(_replay!.MoveTo(clock.Position));
        }
        else if (Shown is { } live)
        {
            live.Apply(changes.Runs.Where(run => run.SweepId == live.Sweep.Id));
        }
    }

    /// <summary>Begins, stops, or goes on. Of a sweep that this talk trains, training itself stops and goes on.</summary>
    public async Task ToggleAsync(CancellationToken cancellation)
    {
        Note = null;
        if (Clock is { } clock)
        {
            if (clock.Running)
            {
                clock.Stop();
            }
            else
            {
                clock.Start();
            }
        }
        else if (Script.SourceAt(Step) is TrainSource train && !_trained.ContainsKey(train))
        {
            await LoadAsync(train, play: true, cancellation);
        }
        else if (Shown is { } shown)
        {
            var runs = SweepProgress.Of(shown.Runs, sweeps.Workers);
            if (!runs.Active && !runs.Resumable)
            {
                Replay();
            }
            else if (!_trained.ContainsValue(shown.Sweep.Id))
            {
                Note = $"Sweep {shown.Sweep.Id} was not begun by this talk: it is stopped and resumed where it was begun.";
            }
            else
            {
                await TryAsync(() => runs.Active ? sweeps.CancelAsync(shown.Sweep.Id, cancellation) : sweeps.ResumeAsync(shown.Sweep.Id, cancellation));
            }
        }

        TakeIn();
    }

    /// <summary>Plays what is shown from its beginning. Of a sweep that is being trained, what there is so far.</summary>
    public void Replay()
    {
        if (Shown is { } shown)
        {
            if (Clock is null)
            {
                Lay(shown.Sweep, [.. shown.Runs]);
            }

            Clock!.Seek(TimeSpan.Zero);
            Clock.Start();
            TakeIn();
        }
    }

    /// <summary>Goes to another moment of a replay.</summary>
    /// <param name="share">0 for its beginning, 1 for its end.</param>
    public void Seek(double share)
    {
        if (Clock is { } clock)
        {
            clock.Seek(clock.Length * share);
            TakeIn();
        }
    }

    /// <summary>Goes a little forwards or backwards in a replay.</summary>
    /// <param name="share">By how much of the whole.</param>
    public void SeekBy(double share) => Seek(Clock is { Length.Ticks: > 0 } clock ? (clock.Position / clock.Length) + share : 0);

    /// <summary>Makes a replay faster or slower by a notch.</summary>
    public void Hurry(bool faster) =>
        SetSpeed(faster ? Speeds.FirstOrDefault(speed => speed > _speed, Speeds[^1]) : Speeds.LastOrDefault(speed => speed < _speed, Speeds[0]));

    /// <summary>Sets a replay's speed.</summary>
    public void SetSpeed(double speed)
    {
        _speed = Math.Clamp(speed, Speeds[0], Speeds[^1]);
        if (Clock is { } clock)
        {
            clock.Speed = _speed;
        }
    }

    private async Task LoadAsync(DemoSource? source, bool play, CancellationToken cancellation)
    {
        _source = source;
        (Shown, Clock, _replay) = (null, null, null);
        switch (source)
        {
            case null:
                return;
            case TrainSource train when _trained.TryGetValue(train, out var known):
                Show(known, "");
                break;
            case TrainSource train when play:
                await TryAsync(async () => _trained[train] = await sweeps.StartAsync(train.Spec, cancellation));
                if (_trained.TryGetValue(train, out var begun))
                {
                    Show(begun, "");
                }
                else
                {
                    ShowRecorded($"{Note} The recorded sweep is shown instead.");
                }

                break;
            case TrainSource:
                return; // Nothing is trained before somebody says so.
            case StoredSource stored:
                Show(stored.Id, $"There is no sweep {stored.Id} in the store: the recorded one is shown instead.");
                break;
            case LastSource:
                Show(sweeps.Board.ChangesSince(0).Sweeps.Select(sweep => sweep.Id).DefaultIfEmpty(0).Max(), "Nothing has been trained yet: the recorded sweep is shown instead.");
                break;
            default:
                ShowRecorded(null);
                break;
        }

        if (Clock is { } clock)
        {
            clock.Seek(play ? TimeSpan.Zero : clock.Length);
            if (play)
            {
                clock.Start();
            }
        }
    }

    private void Show(long id, string otherwise)
    {
        if (sweeps.Board.Sweep(id) is not { } sweep)
        {
            ShowRecorded(otherwise);
            return;
        }

        RunState[] runs = [.. sweeps.Board.ChangesSince(0).Runs.Where(run => run.SweepId == id)];
        if (IsActive(runs))
        {
            Shown = ViewOf(sweep);
            Shown.Apply(runs);
        }
        else
        {
            Lay(sweep, runs);
        }
    }

    private void ShowRecorded(string? note)
    {
        Note = note;
        Lay(SweepRecording.BuiltIn.Sweep, SweepRecording.BuiltIn.Runs);
    }

    private void Lay(SweepState sweep, IReadOnlyList<RunState> runs)
    {
        _replay = new SweepReplay(runs, sweeps.Workers);
        Clock = new ReplayClock(time, _replay.Length) { Speed = _speed };
        Shown = ViewOf(sweep);
    }

    private SweepView ViewOf(SweepState sweep) => new(sweep, [.. sweep.Spec.Datasets.Select(infoOf)]);

    private async Task TryAsync(Func<Task> request)
    {
        try
        {
            await request();
        }
        catch (Exception exception) when (exception is SweepException or DataException or StoreException)
        {
            Note = exception.Message;
        }
    }

    private static bool IsActive(IEnumerable<RunState> runs) => runs.Any(run => run.Status is RunStatus.Queued or RunStatus.Running);
}
