using Fairer.Core.Data;
using Fairer.Core.Reproduction;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;

namespace Fairer.Web.Services.Figures;

/// <summary>One figure as one viewer holds it: what there is of its runs in the store, kept up to date from the board.</summary>
/// <param name="known">The datasets there are.</param>
/// <param name="engines">What trains.</param>
/// <param name="runner">What works for figures, and knows parity scores.</param>
/// <param name="workers">How many runs are trained at the same time.</param>
public sealed class FigureView(KnownDatasets known, IReadOnlyList<IEngine> engines, StudyRunner runner, int workers)
{
    private readonly Dictionary<long, RunState> _runs = [];
    private readonly Dictionary<long, string?> _titles = [];
    private HashSet<RunSpec> _planned = [];
    private HashSet<RunSpec> _trainable = [];
    private HashSet<string?> _ownTitles = [];
    private (FigureChoice Choice, int Finished, int Measured)? _drawn;
    private FigureData? _figure;
    private IReadOnlyDictionary<RunSpec, Core.Rationale.ParityReport> _parity = new Dictionary<RunSpec, Core.Rationale.ParityReport>();

    /// <summary>The version of the board that this view stands at.</summary>
    public long Version { get; private set; }

    /// <summary>What is looked at.</summary>
    public FigureChoice Choice { get; private set; } = null!;

    /// <summary>The figure's part that can be trained here.</summary>
    public Study Trainable { get; private set; } = null!;

    /// <summary>Whether the paper prints numbers of it.</summary>
    public bool HasPaper { get; private set; }

    /// <summary>What cannot be trained on here.</summary>
    public IReadOnlyList<MissingData> Missing { get; private set; } = [];

    /// <summary>What can be trained, and was neither trained nor begun.</summary>
    public IReadOnlyList<RunSpec> Open { get; private set; } = [];

    /// <summary>How many networks have no parity score yet, of a figure that shows them; those yet to train included.</summary>
    public int ToMeasure { get; private set; }

    /// <summary>How many runs the figure is made from, of those that can be trained here.</summary>
    public int Planned => _trainable.Count;

    /// <summary>How many of them are finished.</summary>
    public int Finished { get; private set; }

    /// <summary>Why a run failed, if any did and was not trained since.</summary>
    public string? Failure { get; private set; }

    /// <summary>Why the store could not be asked for parity scores; null where it could.</summary>
    public string? Fault { get; private set; }

    /// <summary>How far what is under way has come; null while nothing is.</summary>
    public SweepProgress? Progress { get; private set; }

    /// <summary>Whether a sweep that was started for the figure is under way.</summary>
    public bool OwnUnderWay { get; private set; }

    /// <summary>How long the open runs will take.</summary>
    public TimeSpan? Time { get; private set; }

    /// <summary>The figure as far as its runs are finished, and without the paper's numbers where they are not wanted.</summary>
    public FigureData Figure => _figure!;

    /// <summary>Looks at another figure, or at the same after a dataset has come to hand.</summary>
    public void Choose(FigureChoice choice)
    {
        ArgumentNullException.ThrowIfNull(choice);
        Choice = choice;
        var study = choice.Study;
        Missing = MissingData.Of(study.Sweeps, known, engines);
        Trainable = study with { Sweeps = [.. study.Sweeps.Where(sweep => Missing.All(missing => missing.Source.Info.Id != sweep.Datasets[0]))] };
        _planned = [.. study.Runs];
        _trainable = [.. Trainable.Runs];
        _ownTitles = [.. study.Sweeps.Select(sweep => sweep.Title)];
        _drawn = null;
        HasPaper = Draw(choice with { Paper = true }, new RunSet(_planned, []), new Dictionary<RunSpec, Core.Rationale.ParityReport>(), Missing)
            .Panels.Any(panel => panel.Series.Any(series => series.Origin == Origin.Paper && series.Points.Count > 0));
        Sum();
    }

    /// <summary>Takes in what changed on the board, and what was measured.</summary>
    public void Apply(BoardChanges changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        foreach (var sweep in changes.Sweeps)
        {
            _titles[sweep.Id] = sweep.Spec.Title;
        }

        changes.ApplyTo(_runs);
        Version = changes.Version;
        Sum();
    }

    private void Sum()
    {
        var set = new RunSet(_planned, _runs.Values);
        var parity = LookForParity();
        RunState[] active = [.. _runs.Values.Where(run => run.Status is RunStatus.Queued or RunStatus.Running && _planned.Contains(run.Spec))];
        HashSet<RunSpec> finished = [.. set.All.Where(run => run.Status == RunStatus.Finished).Select(run => run.Spec)];
        HashSet<RunSpec> begun = [.. active.Select(run => run.Spec)];
        Finished = finished.Count(_trainable.Contains);
        Open = [.. _trainable.Where(run => !finished.Contains(run) && !begun.Contains(run))];
        ToMeasure = Trainable.NeedsParity ? _trainable.Count - _trainable.Count(parity.ContainsKey) : 0;
        OwnUnderWay = active.Any(run => _ownTitles.Contains(_titles.GetValueOrDefault(run.SweepId)));
        Failure = set.Failed.FirstOrDefault(run => !begun.Contains(run.Spec))?.Failure;
        Progress = active.Length == 0 ? null : SweepProgress.Of(
            [.. active.DistinctBy(run => run.Spec).Where(run => !finished.Contains(run.Spec)), .. set.All.Where(run => run.Status == RunStatus.Finished)], workers);
        Time = Open.Count == 0 ? null : new TimeEstimate(_runs.Values).Of([.. Open.Select(run => (run, 1.0))], workers);
        if (_drawn != (Choice, finished.Count, parity.Count))
        {
            _drawn = (Choice, finished.Count, parity.Count);
            _figure = Draw(Choice, set, parity, Missing);
        }
    }

    // A store that cannot be read now and then takes nothing away from what is shown.
    private IReadOnlyDictionary<RunSpec, Core.Rationale.ParityReport> LookForParity()
    {
        try
        {
            (_parity, Fault) = (runner.Parity(Choice.Study, _runs.Values), null);
        }
        catch (StoreException exception)
        {
            Fault = exception.Message;
        }

        return _parity;
    }

    /// <summary>The figure from runs, and in empty panels why they are.</summary>
    internal static FigureData Draw(
        FigureChoice choice, RunSet runs, IReadOnlyDictionary<RunSpec, Core.Rationale.ParityReport> parity, IReadOnlyList<MissingData> missing)
    {
        var study = choice.Study;
        var figure = StudyFigures.Of(study, new Evidence(choice.Plan, runs, parity, new Dictionary<(string Dataset, int Seed), double>()));
        figure = choice.Paper ? figure : figure.WithoutPaper();
        HashSet<string> planned = [.. study.Sweeps.Select(sweep => sweep.Datasets[0])];
        return figure with
        {
            Panels =
            [
                .. figure.Panels.Select(panel => panel with
                {
                    Note = panel.Series.Any(series => series.Points.Count > 0) ? null
                        : !planned.Contains(panel.Dataset) ? "left out: the synthetic census\nstands in for Adult alone"
                        : missing.FirstOrDefault(data => data.Source.Info.Id == panel.Dataset) is { } data ? $"{data.Source.Info.Name}\ncannot be trained on here yet"
                        : "nothing of it has been trained yet:\npress Run what is missing",
                }),
            ],
        };
    }
}
