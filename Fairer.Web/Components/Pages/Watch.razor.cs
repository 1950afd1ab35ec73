using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Results;
using Fairer.Web.Components.Charts;
using Fairer.Web.Services;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Pages;

/// <summary>A sweep to watch: its charts as they grow, and no control that trains or changes anything.</summary>
public sealed partial class Watch
{
    private static readonly ChartChoice Choice = new(SimilarityMode.Whole);

    // For the recorded sweep, which is on no board.
    private readonly TradeoffChart _tradeoffChart = new();
    private readonly SimilarityChart _similarityChart = new();
    private PlotlyChart? _tradeoff;
    private PlotlyChart? _similarity;
    private BoardView _board = null!;
    private SweepView? _shown;
    private SweepDrawing? _drawing;

    /// <summary>A sweep's number, <c>last</c> for the newest, or <c>recorded</c> for the one that comes with the program.</summary>
    [Parameter]
    public string Which { get; set; } = "";

    /// <inheritdoc/>
    protected override long Version => Math.Min(_board.Version, _drawing?.Version ?? _board.Version);

    /// <inheritdoc/>
    protected override bool Unhurried => Fed is not null;

    private SweepDrawing? Fed => Audience.IsLarge ? _drawing : null;

    [Inject]
    private SharedDrawings Drawings { get; set; } = null!;

    [Inject]
    private KnownDatasets Known { get; set; } = null!;

    private string Heading => _shown!.Sweep.Spec.Title ?? $"{(Which == "recorded" ? "Recorded sweep" : $"Sweep {_shown.Sweep.Id}")} · {_shown.Dataset.Name} · {_shown.Sweep.Spec.Metric.Abbreviation()}";

    private string State
    {
        get
        {
            var progress = _drawing?.Progress ?? SweepProgress.Of(_shown!.Runs, Sweeps.Workers);
            return $"{progress.Finished} of {progress.Total} runs finished"
                + (progress.Running > 0 ? $" · {progress.Running} running" : "")
                + (progress.Active && progress.Left is { } left ? $" · {Formats.Duration(left)} left" : "");
        }
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _board = new BoardView(Known.InfoOf);

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        TakeIn();
        Ask();
    }

    /// <inheritdoc/>
    protected override void TakeIn()
    {
        _board.Apply(Sweeps.Board.ChangesSince(_board.Version));
        _shown = Which switch
        {
            "recorded" => _shown ?? Recorded(),
            "last" => _board.Shown,
            _ => long.TryParse(Which, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? _board.Find(id) : null,
        };
        _drawing = _shown is null || Which == "recorded" ? null : Drawings.Draw(_shown.Sweep.Id, Choice, Tolerance);
    }

    /// <inheritdoc/>
    protected override async Task DrawAsync(CancellationToken lost)
    {
        if (_shown is not { } shown || _tradeoff is not { } tradeoff || _similarity is not { } similarity)
        {
            return;
        }

        if (Fed is { } fed)
        {
            await tradeoff.FollowAsync(ChartFeed.Address(shown.Sweep.Id, Choice), fed.Tradeoff, similarity, fed.Similarity, Lost, lost);
            return;
        }

        await tradeoff.ShowAsync(_drawing?.Tradeoff ?? _tradeoffChart.Draw(shown), lost);
        await similarity.ShowAsync(_drawing?.Similarity ?? _similarityChart.Draw(shown, SimilarityMode.Whole), lost);
    }

    private SweepView Recorded()
    {
        var recording = SweepRecording.BuiltIn;
        var view = new SweepView(recording.Sweep, [.. recording.Sweep.Spec.Datasets.Select(Known.InfoOf)]);
        view.Apply(recording.Runs);
        return view;
    }
}
