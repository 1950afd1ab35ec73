using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Web.Components.Charts;
using Fairer.Web.Components.Controls;
using Fairer.Web.Services;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Fairer.Web.Components.Pages;

/// <summary>The page: what to train on the left, curves in the middle, runs below.</summary>
/// <remarks>
/// One loop per viewer follows the board: it waits for a change, takes in what changed, draws it, waits for the browser to
/// say that it has drawn, and as long as <see cref="UpdatePace"/> says. So a slow browser gets fewer updates, each with the
/// newest state, and training never waits for a viewer. What the viewer asks for comes at once.
/// </remarks>
public sealed partial class Dashboard : IAsyncDisposable
{
    private static readonly TimeSpan LongestDrawing = TimeSpan.FromSeconds(10);

    // An empty chart takes a browser as long to draw as one with the first points, which often come sooner.
    private static readonly TimeSpan PatienceForPoints = TimeSpan.FromMilliseconds(250);
    private static readonly (bool Value, string Text)[] LayerOptions = [(false, "whole"), (true, "per layer")];

    private readonly CancellationTokenSource _leaving = new();
    private TaskCompletionSource _asked = new();
    private Task _following = Task.CompletedTask;
    private PlotlyChart _tradeoff = null!;
    private PlotlyChart _similarity = null!;
    private IReadOnlyList<DatasetOption> _datasets = [];
    private BoardView _board = null!;
    private TrainPanel _panel = null!;
    private Live _live = null!;
    private UpdatePace _pace = null!;
    private SweepDrawing? _drawing;
    private (SweepView?, bool, bool) _framed;
    private DatasetInfo? _dataset;
    private bool _addingTable;
    private SweepProgress? _progress;
    private SweepView? _awaited;
    private TimeSpan _awaitedSince;
    private bool _perLayer;
    private bool _busy;
    private string? _message;

    [Inject]
    private ISweepService Sweeps { get; set; } = null!;

    [Inject]
    private SharedDrawings Drawings { get; set; } = null!;

    [Inject]
    private Audience Audience { get; set; } = null!;

    [Inject]
    private ViewerConnection Connection { get; set; } = null!;

    [Inject]
    private KnownDatasets Known { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _following;
        _leaving.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _board = new BoardView(Known.InfoOf);
        _pace = new UpdatePace(Time, Audience);
        LookForDatasets();
        TakeIn();
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _following = FollowAsync(_leaving.Token);
        }
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        try
        {
            Task? changed = null;
            while (true)
            {
                var lost = await Connection.WaitAsync(cancellation);
                var started = _pace.Now;
                var tolerance = _asked.Task.IsCompleted ? TimeSpan.Zero : _pace.Tolerance;
                _asked = new TaskCompletionSource();
                TakeIn(tolerance);
                Render();
                var awaiting = AwaitsPoints(started);
                var drawing = awaiting ? Task.CompletedTask : DrawAsync(lost, cancellation);
                var work = _pace.Now - started;
                await drawing;
                if (!awaiting)
                {
                    await Task.WhenAny(Task.Delay(_pace.PauseAfter(started, work), cancellation), _asked.Task);
                }

                changed = changed is { IsCompleted: false } ? changed : Sweeps.Board.WaitForChangeAsync(Math.Min(_board.Version, _drawing?.Version ?? _board.Version), cancellation);
                await Task.WhenAny(awaiting ? [changed, _asked.Task, Task.Delay(PatienceForPoints, cancellation)] : [changed, _asked.Task]);
                cancellation.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The viewer has left.
        }
        catch (JSDisconnectedException)
        {
            // The viewer has left.
        }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }

    private void TakeIn(TimeSpan tolerance = default)
    {
        _board.Apply(Sweeps.Board.ChangesSince(_board.Version));
        _drawing = _board.Shown is { } shown ? Drawings.Draw(shown.Sweep.Id, new ChartChoice(_perLayer), tolerance) : null;
        _progress = _drawing?.Progress;
    }

    // The form and what stands around the charts change with the sweep, not with every step.
    private void Render()
    {
        var frame = (_board.Shown, _progress is { Active: true }, _progress is { Resumable: true });
        if (frame != _framed)
        {
            _framed = frame;
            StateHasChanged();
        }
        else
        {
            _live.Refresh();
        }
    }

    private bool AwaitsPoints(TimeSpan now)
    {
        if (_board.Shown != _awaited)
        {
            (_awaited, _awaitedSince) = (_board.Shown, now);
        }

        return _awaited is { HasPoints: false } && _progress is { Active: true } && now - _awaitedSince < PatienceForPoints;
    }

    // Whatever a browser has not acknowledged is sent again, with all that is newer by then.
    private async Task DrawAsync(CancellationToken lost, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(lost, cancellation);
        patience.CancelAfter(LongestDrawing);
        try
        {
            await Task.WhenAll(
                _tradeoff.ShowAsync(
                    _drawing?.Tradeoff ?? TradeoffChart.Empty(FairnessMetric.DemographicParity), patience.Token),
                _similarity.ShowAsync(
                    _drawing?.Similarity ?? SimilarityChart.Empty(), patience.Token));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            _asked.TrySetResult();
        }
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

    private Task TrainAsync(SweepSpec spec) => AskAsync(async () =>
    {
        _board.Show(await Sweeps.StartAsync(spec, _leaving.Token));
        await Script.InvokeVoidAsync("fairer.makeRoom", _leaving.Token);
    });

    private Task CancelAsync() => AskAsync(() => Sweeps.CancelAsync(_board.Shown!.Sweep.Id, _leaving.Token));

    private Task ResumeAsync() => AskAsync(() => Sweeps.ResumeAsync(_board.Shown!.Sweep.Id, _leaving.Token));

    private async Task AskAsync(Func<Task> request)
    {
        (_busy, _message) = (true, null);
        try
        {
            await request();
        }
        catch (Exception exception) when (exception is SweepException or DataException or StoreException)
        {
            _message = exception.Message;
        }
        finally
        {
            _busy = false;
            TakeIn();
            _asked.TrySetResult();
        }
    }

    private void Choose(long sweepId)
    {
        _board.Show(sweepId);
        _asked.TrySetResult();
    }

    private void SetPerLayer(IEnumerable<bool> perLayer)
    {
        _perLayer = perLayer.Single();
        _asked.TrySetResult();
    }

    private Task DownloadMeans() => DownloadAsync("means", CsvExport.Means);

    private Task DownloadRuns() => DownloadAsync("runs", CsvExport.Runs);

    private async Task DownloadAsync(string what, Func<SweepView, string> write)
    {
        if (_board.Shown is { } shown)
        {
            await Script.InvokeVoidAsync("fairer.download", _leaving.Token, ChartNotes.FileName(shown, what) + ".csv", write(shown));
        }
    }
}
