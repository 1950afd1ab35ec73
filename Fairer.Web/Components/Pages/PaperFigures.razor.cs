using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Reproduction;
using Fairer.Core.Training;
using Fairer.Web.Components.Charts;
using Fairer.Web.Components.Controls;
using Fairer.Web.Services;
using Fairer.Web.Services.Figures;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Pages;

/// <summary>The paper's figures and table from this dashboard's own runs: what is there is drawn, what is missing is trained at
/// the press of a button, and the result can be taken away as a file. The address says what is shown.</summary>
public sealed partial class PaperFigures
{
    private static readonly (string Value, string Text)[] Figures = [.. Study.All(ReproductionPlan.Quick).Select(study => (study.Id, study.Name))];
    private static readonly (bool Value, string Text)[] Grids = [(false, "quick"), (true, "the paper’s")];
    private static readonly (string Value, string Text)[] Censuses = [("adult", "Adult"), ("synthetic", "synthetic")];

    private readonly StudyChart _studyChart = new();
    private FigureView _view = null!;
    private PlotlyChart _chart = null!;
    private DatasetInfo _census = null!;
    private StudyWork? _work;
    private bool _underWay;
    private string? _addressFault;
    private string? _message;

    /// <summary>The figure's id.</summary>
    [SupplyParameterFromQuery(Name = "figure")]
    private string? FigureName { get; set; }

    /// <summary>The grid: <c>quick</c> or <c>paper</c>.</summary>
    [SupplyParameterFromQuery(Name = "grid")]
    private string? GridName { get; set; }

    /// <summary>The dataset in Adult's place.</summary>
    [SupplyParameterFromQuery(Name = "data")]
    private string? DataName { get; set; }

    /// <summary>Whether the paper's numbers are laid over.</summary>
    [SupplyParameterFromQuery(Name = "paper")]
    private bool Paper { get; set; }

    /// <inheritdoc/>
    protected override long Version => _view.Version;

    [Inject]
    private KnownDatasets Known { get; set; } = null!;

    [Inject]
    private IEnumerable<IEngine> Engines { get; set; } = null!;

    [Inject]
    private StudyRunner Runner { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private IReadOnlyList<HelpTopic> Topics => _view.Choice.Figure switch
    {
        "table1" => [HelpTopic.ExactParity, HelpTopic.Similarity, HelpTopic.DemographicParity, HelpTopic.Lambda],
        "fig4a" or "fig4b" => [HelpTopic.Similarity, HelpTopic.TaylorForm, HelpTopic.Lambda],
        _ => [HelpTopic.AveragePrecision, HelpTopic.DemographicParity, HelpTopic.EqualizedOdds, HelpTopic.Lambda],
    };

    private bool HasPoints => _view.Figure.Panels.Any(panel => panel.Series.Any(series => series.Points.Count > 0 && series.Origin == Origin.Ours));

    private int Percent => (int)(100 * (_work is { Stage: StudyStage.Measuring } measuring
        ? measuring.Measured / Math.Max(1, measuring.ToMeasure)
        : _view.Progress is null ? 0 : (double)(_view.Finished + RunningShare) / Math.Max(1, _view.Planned)));

    private double RunningShare => _view.Progress is { } progress ? (progress.Share * progress.Total) - progress.Finished : 0;

    private string State
    {
        get
        {
            if (_work is { Stage: StudyStage.Waiting })
            {
                return "Waiting until the figure before is done, whose runs this one may share";
            }

            if (_work is { Stage: StudyStage.Measuring } measuring)
            {
                return string.Create(CultureInfo.InvariantCulture, $"Measuring parity scores: {(int)measuring.Measured} of {measuring.ToMeasure} networks");
            }

            var done = $"{_view.Finished} of {_view.Planned} runs finished";
            if (_underWay)
            {
                var progress = _view.Progress;
                return string.Join(" · ",
                [
                    done,
                    .. progress is { Running: > 0 } ? [$"{progress.Running} running"] : Array.Empty<string>(),
                    .. progress?.Left is { } left ? [$"{Formats.Duration(left)} left"] : Array.Empty<string>(),
                    .. _work is not null && _view.Open.Count > 0 ? [$"{Formats.Count(_view.Open.Count, "run")} to follow"] : Array.Empty<string>(),
                ]);
            }

            if (_view.Planned == 0)
            {
                return "Nothing of this figure can be trained here yet.";
            }

            return string.Join(" · ",
            [
                done,
                .. _view.Open.Count > 0 ? [$"{_view.Open.Count} missing{(_view.Time is { } time ? $", about {Formats.Duration(time)}" : "")}"] : Array.Empty<string>(),
                .. _view.ToMeasure > 0 ? [$"{Formats.Count(_view.ToMeasure, "parity score")} to measure"] : Array.Empty<string>(),
            ]);
        }
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _view = new FigureView(Known, [.. Engines], Runner, Sweeps.Workers);
        Runner.Changed += OnRunnerChanged;
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        Refusal = null;
        (var choice, _addressFault) = FigureChoice.Read(FigureName, GridName, DataName, Paper, Known);
        if (choice != _view.Choice)
        {
            _view.Choose(choice);
            _census = Known.InfoOf(choice.Census);
        }

        TakeIn();
        Ask();
    }

    /// <inheritdoc/>
    protected override void TakeIn()
    {
        _view.Apply(Sweeps.Board.ChangesSince(_view.Version));
        _work = Runner.WorkOn(_view.Choice.Key);
        _underWay = _work is not null || _view.Progress is not null;
        _message = Refusal ?? _addressFault ?? Runner.FaultOf(_view.Choice.Key) ?? _view.Fault ?? (_view.Failure is { } failure && !_underWay ? $"A run failed: {failure}" : null);
    }

    /// <inheritdoc/>
    protected override Task DrawAsync(CancellationToken lost) =>
        _chart.ShowAsync(_studyChart.Draw(_view.Figure, _view.Choice.Study.Name, _view.Choice.Study.Title, _view.Choice.Trained, _census, _view.Choice.Key), lost);

    /// <inheritdoc/>
    protected override ValueTask LeaveAsync()
    {
        Runner.Changed -= OnRunnerChanged;
        return ValueTask.CompletedTask;
    }

    private void OnRunnerChanged() => Ask();

    private void SetFigure(IEnumerable<string> figures) => Go(_view.Choice with { Figure = figures.Single() });

    private void SetGrid(IEnumerable<bool> grids) => Go(_view.Choice with { Full = grids.Single() });

    private void SetCensus(IEnumerable<string> censuses) => Go(_view.Choice with { Census = censuses.Single() });

    private void SetPaper(ChangeEventArgs change) => Go(_view.Choice with { Paper = change.Value is true });

    private void Go(FigureChoice choice) => Navigation.NavigateTo(choice.Address);

    private void LookAgain()
    {
        _view.Choose(_view.Choice);
        Ask();
    }

    private void Run()
    {
        Runner.Start(_view.Choice.Key, _view.Trainable);
        TakeIn();
    }

    private Task CancelAsync() => RequestAsync(() => Runner.CancelAsync(_view.Choice.Key, _view.Choice.Study));
}
