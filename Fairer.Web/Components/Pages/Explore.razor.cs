using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Sweeps;
using Fairer.Web.Components.Charts;
using Fairer.Web.Components.Controls;
using Fairer.Web.Services;
using Fairer.Web.Services.Explore;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace Fairer.Web.Components.Pages;

/// <summary>The first page: what to train on the left, curves in the middle, runs below, one run at the side. What is chosen
/// is in its address, so that a link shows the same.</summary>
public sealed partial class Explore
{
    // An empty chart takes a browser as long to draw as one with the first points, which often come sooner.
    private static readonly TimeSpan PatienceForPoints = TimeSpan.FromMilliseconds(250);

    // The address follows at leisure: nothing that somebody waits for waits for it.
    private static readonly TimeSpan AddressPause = TimeSpan.FromMilliseconds(600);

    private static readonly (LowerView Value, string Text)[] LowerViews = [(LowerView.Runs, "runs"), (LowerView.Parallel, "parallel")];

    private readonly TradeoffChart _tradeoffChart = new();
    private readonly SimilarityChart _similarityChart = new();
    private PlotlyChart _tradeoff = null!;
    private PlotlyChart _similarity = null!;
    private IReadOnlyList<DatasetOption> _datasets = [];
    private BoardView _board = null!;
    private TrainPanel _panel = null!;
    private DatasetInfo? _dataset;
    private bool _addingTable;
    private SweepProgress? _progress;
    private Live _live = null!;
    private SweepDrawing? _drawing;
    private (SweepView?, bool, bool, ExploreState?) _framed;
    private SweepView? _awaited;
    private long _awaitedSince;
    private ParallelCoordinates? _parallel;
    private ExploreState _state = new();
    private SweepForm _form = new();
    private IReadOnlyList<string> _faults = [];
    private (SweepView? Of, long Changes, IReadOnlyList<LambdaBetaMap> Maps) _maps = (null, 0, []);
    private (SweepView? Of, long Changes, RunFilter Filter, SweepView? View) _drawn;
    private (Zoom? Tradeoff, Zoom? Similarity) _startZoom;
    private string _query = "";
    private int _addressChanges;
    private string? _link;
    private bool _copied;

    // Shown sweeps come and go with their viewers' choices; a run is looked up among those of the shown one.
    private RunState? OpenRun => _state.Run is { } id ? _board.Shown?.Run(id) : null;

    private LambdaBetaMap? Map => Maps.FirstOrDefault(map => map.Id == _state.MapOf) ?? (Maps.Count > 0 ? Maps[0] : null);

    private IReadOnlyList<LambdaBetaMap> Maps
    {
        get
        {
            if (_board.Shown is not { } shown)
            {
                return [];
            }

            var view = Drawn(shown);
            if ((_maps.Of, _maps.Changes) != (view, view.Changes))
            {
                _maps = (view, view.Changes, LambdaBetaMap.Of(shown, view));
            }

            return _maps.Maps;
        }
    }

    private (SecondView, string)[] SecondViews =>
    [
        (SecondView.Similarity, "whole"),
        (SecondView.Layers, "per layer"),
        (SecondView.Epochs, "by epoch"),
        .. _state.Second == SecondView.Map || (_board.Shown is { } shown && LambdaBetaMap.Exists(shown)) ? [(SecondView.Map, "λ × β")] : Array.Empty<(SecondView, string)>(),
    ];

    private (MapMeasure, string)[] MeasureOptions =>
        [.. Enum.GetValues<MapMeasure>().Select(measure => (measure, LambdaBetaMap.NameOf(measure, _board.Shown!.Sweep.Spec.Metric)))];

    private HelpTopic GapTopic => _board.Shown?.Sweep.Spec.Metric == FairnessMetric.EqualizedOdds ? HelpTopic.EqualizedOdds : HelpTopic.DemographicParity;

    private string FirstDataset => DatasetOption.First(_datasets).Info.Id;

    /// <inheritdoc/>
    protected override long Version => Math.Min(_board.Version, _drawing?.Version ?? _board.Version);

    /// <inheritdoc/>
    protected override TimeSpan LeastPause => TimeSpan.Zero;

    /// <inheritdoc/>
    protected override bool Unhurried => Fed is not null;

    // What is as others see it, and they are many, comes to all of them by one feed.
    private SweepDrawing? Fed => Audience.IsLarge ? _drawing : null;

    private ChartChoice Choice => new(ModeOf(_state.Second), Emphasis);

    // A method that was chosen for one sweep may be missing in another.
    private string? Emphasis => _board.Shown is { } shown && _state.Method is { } method && shown.Sweep.Spec.Methods.Contains(method) ? method : null;

    [Inject]
    private SharedDrawings Drawings { get; set; } = null!;

    [Inject]
    private KnownDatasets Known { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _board = new BoardView(Known.InfoOf);
        LookForDatasets();
        TakeIn();
        ReadAddress();
        TakeIn();
        Navigation.LocationChanged += OnLocationChanged;
    }

    /// <inheritdoc/>
    protected override ValueTask LeaveAsync()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void TakeIn()
    {
        _board.Apply(Sweeps.Board.ChangesSince(_board.Version));
        _drawing = _board.Shown is { } shown && IsAsOthersSeeIt
            ? Drawings.Draw(shown.Sweep.Id, Choice, Tolerance)
            : null;
        _progress = _drawing?.Progress ?? (_board.Shown is { } own ? SweepProgress.Of(own.Runs, Sweeps.Workers) : null);
    }

    // What depends on this viewer's choices is drawn for this viewer alone.
    private bool IsAsOthersSeeIt => !_state.Filter.Active && OpenRun is null && _startZoom == default;

    /// <inheritdoc/>
    /// <remarks>The form and what stands around the charts change with the sweep and the viewer's choices, not with every step.</remarks>
    protected override void Render()
    {
        var frame = (_board.Shown, _progress is { Active: true }, _progress is { Resumable: true }, _state);
        if (frame != _framed || OpenRun is not null || _state.Second == SecondView.Map)
        {
            _framed = frame;
            StateHasChanged();
        }
        else
        {
            _live.Refresh();
        }
    }

    // What the charts and the table show: the sweep, or of it the runs within all ranges.
    private SweepView Drawn(SweepView shown)
    {
        if (!_state.Filter.Active)
        {
            return shown;
        }

        if ((_drawn.Of, _drawn.Changes, _drawn.Filter) != (shown, shown.Changes, _state.Filter))
        {
            _drawn = (shown, shown.Changes, _state.Filter, shown.Where(_state.Filter.Passes));
        }

        return _drawn.View!;
    }

    /// <inheritdoc/>
    protected override TimeSpan? Hold()
    {
        if (_board.Shown != _awaited)
        {
            (_awaited, _awaitedSince) = (_board.Shown, Time.GetTimestamp());
        }

        return _awaited is { HasPoints: false } && _progress is { Active: true } && Time.GetElapsedTime(_awaitedSince) < PatienceForPoints
            ? PatienceForPoints
            : null;
    }

    /// <inheritdoc/>
    protected override Task DrawAsync(CancellationToken lost)
    {
        var view = _board.Shown is { } shown ? Drawn(shown) : null;
        var charts = Fed is { } fed
            ? _tradeoff.FollowAsync(ChartFeed.Address(_board.Shown!.Sweep.Id, Choice), fed.Tradeoff, _similarity, fed.Similarity, Lost, lost)
            : Task.WhenAll(
                _tradeoff.ShowAsync(
                    _drawing is { } drawing ? drawing.Tradeoff : view is not null ? _tradeoffChart.Draw(view, Emphasis, _startZoom.Tradeoff, OpenRun) : TradeoffChart.Empty(FairnessMetric.DemographicParity), lost),
                _state.Second == SecondView.Map ? Task.CompletedTask : _similarity.ShowAsync(
                    _drawing is { } same ? same.Similarity : view is not null ? _similarityChart.Draw(view, ModeOf(_state.Second), Emphasis, _startZoom.Similarity) : SimilarityChart.Empty(), lost));
        return Task.WhenAll(
            charts,
            _parallel is { } parallel && _board.Shown is { } all && _state.Lower == LowerView.Parallel
                ? parallel.ShowAsync(ParallelChart.Draw(all, _state.Filter, _state.Run), lost)
                : Task.CompletedTask);
    }

    private void LookForDatasets() => _datasets = DatasetOption.All(Known);

    private void AddTable() => _addingTable = true;

    private void CloseTable() => _addingTable = false;

    private Task UseTableAsync(string id)
    {
        _addingTable = false;
        return _panel.UseAsync(id);
    }

    private void SetDataset(DatasetInfo dataset) => _dataset = dataset;

    // Nothing tells how long a convolutional network takes before the first has been trained here.
    private TimeSpan? Estimate(IReadOnlyList<RunSpec> plan) =>
        plan.Any(run => run.Network.ReadsImages) && !_board.Sweeps.Any(sweep => sweep.Runs.Any(run => run.Spec.Network.ReadsImages && run.Epochs.Length > 0))
            ? null
            : _board.Estimate().Of([.. plan.Select(run => (run, 1.0))], Sweeps.Workers);

    private Task TrainAsync(SweepSpec spec) => RequestAsync(async () =>
    {
        var id = await Sweeps.StartAsync(spec, Leaving);
        ShowSweep(id);
        await Script.InvokeVoidAsync("fairer.makeRoom", Leaving);
    });

    private Task CancelAsync() => RequestAsync(() => Sweeps.CancelAsync(_board.Shown!.Sweep.Id, Leaving));

    private Task ResumeAsync() => RequestAsync(() => Sweeps.ResumeAsync(_board.Shown!.Sweep.Id, Leaving));

    private void Choose(long sweepId)
    {
        ShowSweep(sweepId);
        Ask();
    }

    // What was chosen about one sweep says nothing about another.
    private void ShowSweep(long sweepId)
    {
        _board.Show(sweepId);
        _startZoom = default;
        Set(_state with { Sweep = sweepId, Run = null, Filter = RunFilter.None, MapOf = null, TradeoffZoom = null, SimilarityZoom = null });
    }

    private void Set(ExploreState state)
    {
        if (state != _state)
        {
            _state = state;
            WriteAddressSoon();
        }
    }

    private void Change(ExploreState state)
    {
        Set(state);
        Ask();
    }

    private static SimilarityMode ModeOf(SecondView view) => view switch
    {
        SecondView.Layers => SimilarityMode.Layers,
        SecondView.Epochs => SimilarityMode.Epochs,
        _ => SimilarityMode.Whole,
    };

    private void SetSecond(IEnumerable<SecondView> views)
    {
        _startZoom.Similarity = null;
        Change(_state with { Second = views.Single(), SimilarityZoom = null });
    }

    private void SetLower(IEnumerable<LowerView> views) => Change(_state with { Lower = views.Single() });

    private void SetMeasure(IEnumerable<MapMeasure> measures) => Change(_state with { Map = measures.Single() });

    private void SetMapOf(ChangeEventArgs change) => Change(_state with { MapOf = change.Value as string });

    private void SetMethod(ChangeEventArgs change) => Change(_state with { Method = change.Value is string { Length: > 0 } method ? method : null });

    private void SetTradeoffZoom(Zoom? zoom) => Set(_state with { TradeoffZoom = zoom });

    private void SetSimilarityZoom(Zoom? zoom) => Set(_state with { SimilarityZoom = zoom });

    private void SetRange((string Axis, (double Low, double High)? Range) chosen) => Change(_state with { Filter = _state.Filter.With(chosen.Axis, chosen.Range) });

    private void ShowAllRuns() => Change(_state with { Filter = RunFilter.None });

    private void OpenNumber(long run) => Change(_state with { Run = run });

    private void CloseRun() => Change(_state with { Run = null });

    // A mean stands for its runs: the first of them opens, the others are one press away there.
    private void OpenPoint(PointClick point)
    {
        if (point.Of.Kind is "run" or "running" or "trail")
        {
            OpenNumber((long)point.Id);
        }
        else if (_board.Shown is { } shown && Drawn(shown).Runs.FirstOrDefault(run =>
            run.Spec.Method == point.Of.Method && run.Spec.Network.ToString() == point.Of.Hidden && run.Spec.Beta == point.Of.Beta
            && run.Spec.Lambda == point.Id && run.Epochs.Length > 0) is { } first)
        {
            OpenNumber(first.Id);
        }
    }

    private void OpenCell((int Row, int Column) cell)
    {
        if (Map is { } map && map.RunsAt(map.Lambdas[cell.Column], map.Betas[^(cell.Row + 1)]).FirstOrDefault() is { } run)
        {
            OpenNumber(run.Id);
        }
    }

    private static IReadOnlyList<RunState> SiblingsOf(RunState run, SweepView view) =>
        [.. view.Runs.Where(other => other.Spec with { Seed = run.Spec.Seed } == run.Spec).OrderBy(other => other.Spec.Seed)];

    private static (string Id, string Name)[] Methods(SweepView view) =>
        [.. view.AllCurves.Select(curve => (curve.Key.Method, curve.Method)).Distinct()];

    private string MapTitle(LambdaBetaMap map, SweepView view) =>
        $"{LambdaBetaMap.NameOf(_state.Map, view.Sweep.Spec.Metric)} over λ and β";

    private static string MapSubtitle(LambdaBetaMap map, SweepView view) =>
        $"{(view.Dataset.Synthetic ? "Synthetic data" : view.Dataset.Name)} · {map.Name} · test split, mean over seeds";

    private async Task UsePresetAsync(SweepPreset preset)
    {
        await _panel.FillAsync(preset.Spec(SweepPreset.DatasetFor(Known)));
        Change(_state with { Second = preset.Second });
    }

    private Task UseLastAsync() => _board.Sweeps.FirstOrDefault() is { } last ? _panel.FillAsync(last.Sweep.Spec) : Task.CompletedTask;

    private async Task CopyLinkAsync()
    {
        var link = Navigation.BaseUri + ExploreLink.Write(_state with { Sweep = _board.Shown?.Sweep.Id }, _form, dataset: null);
        _copied = await Script.InvokeAsync<bool>("fairer.copy", Leaving, link);
        _link = _copied ? null : link;
        if (_copied)
        {
            _ = InvokeAsync(async () =>
            {
                await Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None);
                _copied = false;
                StateHasChanged();
            });
        }
    }

    private void ForgetFaults() => _faults = [];

    private void ForgetLink() => _link = null;

    private void ReadAddress()
    {
        _query = new Uri(Navigation.Uri).Query;
        var (state, form, faults) = ExploreLink.Read(_query, Known, FirstDataset);
        var told = faults.ToList();
        if (state.Run is { } number)
        {
            var run = Sweeps.Board.Run(number);
            if (run is null || (state.Sweep is { } named && named != run.SweepId))
            {
                told.Add(run is null ? $"There is no run {number} here." : $"Run {number} is not one of sweep {state.Sweep}.");
                state = state with { Run = null };
            }
            else
            {
                state = state with { Sweep = run.SweepId };
            }
        }

        if (state.Sweep is { } sweep && Sweeps.Board.Sweep(sweep) is null)
        {
            told.Add($"There is no sweep {sweep} here; the newest one is shown.");
            state = state with { Sweep = null };
        }

        if (state.Sweep is { } shown)
        {
            _board.Show(shown);
        }
        else
        {
            _board.ShowNewest();
        }

        (_state, _form, _faults) = (state, form, told);
        _startZoom = (state.TradeoffZoom, state.SimilarityZoom);
    }

    // Somebody went to this page by another address while it is open.
    private void OnLocationChanged(object? sender, LocationChangedEventArgs change) => _ = InvokeAsync(async () =>
    {
        if (!Leaving.IsCancellationRequested
            && Navigation.ToBaseRelativePath(change.Location).Split('?', '#')[0].Length == 0
            && new Uri(change.Location).Query != _query)
        {
            ReadAddress();
            TakeIn();
            StateHasChanged();
            await _panel.TakeFormAsync();
            Ask();
        }
    });

    private void WriteAddressSoon()
    {
        var change = ++_addressChanges;
        _ = InvokeAsync(async () =>
        {
            await Task.Delay(AddressPause, CancellationToken.None);
            if (change == _addressChanges && !Leaving.IsCancellationRequested)
            {
                await WriteAddressAsync();
            }
        });
    }

    private async Task WriteAddressAsync()
    {
        var query = ExploreLink.Write(_state, _form, FirstDataset);
        if (query == _query)
        {
            return;
        }

        try
        {
            _query = query;
            await Script.InvokeVoidAsync("fairer.readdress", Leaving, query.Length > 0 ? query : "./");
        }
        catch (Exception exception) when (exception is OperationCanceledException or JSDisconnectedException)
        {
            // The viewer has left.
        }
    }

    private Task DownloadMeans() => DownloadAsync("means", CsvExport.Means);

    private Task DownloadRuns() => DownloadAsync("runs", CsvExport.Runs);

    private async Task DownloadAsync(string what, Func<SweepView, string> write)
    {
        if (_board.Shown is { } shown)
        {
            await Script.InvokeVoidAsync("fairer.download", Leaving, ChartNotes.FileName(shown, what) + ".csv", write(shown));
        }
    }
}
