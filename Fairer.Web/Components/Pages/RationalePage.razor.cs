using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Rationale.Maps;
using Fairer.Core.Sweeps;
using Fairer.Web.Services.Rationale;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Pages;

/// <summary>How one run decides, or two side by side: which weights matter most for each subgroup, epoch by epoch. What is shown
/// is in the address.</summary>
public sealed partial class RationalePage
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(650);
    private static readonly (bool Value, string Text)[] Readings = [(false, "Taylor"), (true, "Exact")];
    private static readonly (LabelSlice Value, string Text)[] Slices = [(LabelSlice.All, "all labels"), (LabelSlice.Label0, "y = 0"), (LabelSlice.Label1, "y = 1")];

    private RunChoice _choice = null!;
    private RationaleState _state = new();
    private List<RationaleView> _views = [];
    private RunState? _partner;
    private int? _epoch;
    private CancellationTokenSource? _playing;
    private CancellationTokenSource _showing = new();
    private CancellationTokenRegistration _lost;
    private CancellationToken _connection;
    private RationaleRequest? _asked;
    private long _version;
    private string? _fault;
    private string? _message;

    /// <summary>The run's number, as the address has it.</summary>
    [Parameter]
    public string? RunNumber { get; set; }

    /// <summary>The run beside it.</summary>
    [SupplyParameterFromQuery(Name = "beside")]
    public string? Beside { get; set; }

    /// <summary>The epoch.</summary>
    [SupplyParameterFromQuery(Name = "epoch")]
    public string? Epoch { get; set; }

    /// <summary>How rationales are measured.</summary>
    [SupplyParameterFromQuery(Name = "by")]
    public string? By { get; set; }

    /// <summary>Over which labels.</summary>
    [SupplyParameterFromQuery(Name = "labels")]
    public string? Labels { get; set; }

    /// <summary>The layer of the heat maps.</summary>
    [SupplyParameterFromQuery(Name = "layer")]
    public string? Layer { get; set; }

    /// <summary>How many connections are drawn.</summary>
    [SupplyParameterFromQuery(Name = "top")]
    public string? Top { get; set; }

    /// <inheritdoc/>
    protected override long Version => _version;

    [Inject]
    private KnownDatasets Known { get; set; } = null!;

    [Inject]
    private RationaleTools Tools { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private RationaleRequest Request => new(_epoch, _state.Exact, HasSlices ? _state.Slice : LabelSlice.All);

    private bool HasSlices => _views.Any(view => view.Run.Spec.Metric == FairnessMetric.EqualizedOdds);

    private int ShownLayer => _views.Count > 0 ? LayerOf(_views[0]) : 0;

    private (int Value, string Text)[] Layers => _views[0].Run.Spec.Network is MlpShape shape
        ? [.. Enumerable.Range(0, shape.Layers).Select(layer => (layer, layer == shape.Layers - 1 ? "output" : $"layer {layer + 1}"))]
        : [];

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _choice = new RunChoice(Known.InfoOf);
        Apply();
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync()
    {
        _state = RationaleState.Read(
            RunNumber,
            new Dictionary<string, string?> { ["beside"] = Beside, ["epoch"] = Epoch, ["by"] = By, ["labels"] = Labels, ["layer"] = Layer, ["top"] = Top },
            out _fault);
        if (_playing is null)
        {
            _epoch = _state.Epoch;
        }

        Choose();
        return ShowAsync();
    }

    /// <inheritdoc/>
    protected override void TakeIn()
    {
        Apply();

        // A run of the address may have finished by now, or been deleted.
        if (Wanted().Count > _views.Count || _views.Any(view => _choice.Find(view.Run.Id) is null))
        {
            Choose();
            _ = ShowAsync();
        }
    }

    /// <inheritdoc/>
    protected override Task DrawAsync(CancellationToken lost)
    {
        if (_connection != Lost)
        {
            _connection = Lost;
            _lost.Dispose();
            _lost = Lost.Register(() => _ = InvokeAsync(Rest));
            _ = ShowAsync(); // What was under way when the connection was lost.
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async ValueTask LeaveAsync()
    {
        await _lost.DisposeAsync();
        await StopAsync();
        await _showing.CancelAsync();
        foreach (var view in _views)
        {
            view.Dispose();
        }

        _showing.Dispose();
    }

    private static string MethodName(RunState run) => MethodCatalogue.Find(run.Spec.Method)?.Name(run.Spec.Metric) ?? run.Spec.Method;

    private void Apply()
    {
        var changes = Sweeps.Board.ChangesSince(_version);
        _version = changes.Version;
        _choice.Apply(changes.Runs);
        _choice.Remove(changes.RemovedRuns.Select(removed => removed.Run));
        _partner = _views.Count == 1 ? _choice.PartnerOf(_views[0].Run) : null;
    }

    private List<RunState> Wanted()
    {
        var first = _state.Run is { } id ? _choice.Find(id) : string.IsNullOrEmpty(RunNumber) ? _choice.Newest : null;
        return first is null ? [] : [.. new[] { first, _state.Beside is { } beside ? _choice.Find(beside) : null }.OfType<RunState>()];
    }

    // Views of runs that stay are kept, and what is under way for them.
    private void Choose()
    {
        var wanted = Wanted();
        string[] messages =
        [
            .. new[] { _fault }.OfType<string>(),
            .. new[] { _state.Run, _state.Beside }.OfType<long>().Where(id => _choice.Find(id) is null).Select(WhyMissing),
        ];
        _message = messages.Length > 0 ? string.Join(" ", messages) : null;
        var views = wanted.Select(run => _views.FirstOrDefault(view => view.Run.Id == run.Id)
            ?? new RationaleView(run, Known.InfoOf(run.Spec.Dataset), Tools, () => _ = InvokeAsync(StateHasChanged))).Distinct().ToList();
        foreach (var view in _views.Except(views))
        {
            view.Dispose();
        }

        if (!_views.SequenceEqual(views))
        {
            _views = views;
            _asked = null;
        }

        _partner = _views.Count == 1 ? _choice.PartnerOf(_views[0].Run) : null;
    }

    private string WhyMissing(long id) => Sweeps.Board.Run(id) switch
    {
        null => $"There is no run {id} here.",
        { Status: RunStatus.Failed } failed => $"Run {id} failed: {failed.Failure}",
        { } run => $"Run {id} is not finished: {run.Epochs.Length} of {run.Spec.Epochs} epochs are done. It is shown here when it is.",
    };

    private int LayerOf(RationaleView view) => Math.Clamp(_state.Layer - 1, 0, view.Run.Spec.Network.Layers - 1);

    // Two runs side by side have one scale, or their colours could not be compared.
    private LogScale ScaleOf(RationaleView one) => LogScale.Of(
        _views.Where(view => view.Shown?.Exact == one.Shown?.Exact).Select(view => view.Shown?.Map?.Layers[LayerOf(view)]).OfType<LayerRationale>());

    private async Task ShowAsync()
    {
        if (_asked == Request || _views.Count == 0 || Leaving.IsCancellationRequested)
        {
            return;
        }

        _asked = Request;
        var before = _showing;
        var current = _showing = CancellationTokenSource.CreateLinkedTokenSource(Leaving);
        var showing = current.Token;
        await before.CancelAsync();
        before.Dispose();
        if (current != _showing)
        {
            return; // Something else is wanted by now.
        }

        try
        {
            await Task.WhenAll(_views.Select(view => ShowAsync(view, showing)));
        }
        catch (OperationCanceledException)
        {
            // The viewer wants something else by now, or is gone.
            if (!showing.IsCancellationRequested)
            {
                _asked = null;
            }
        }
    }

    private async Task ShowAsync(RationaleView view, CancellationToken showing)
    {
        await view.ShowAsync(Request, showing);
        StateHasChanged();
    }

    private Task ChooseAsync(RunState run) => GoAsync(_state with { Run = run.Id, Beside = _state.Beside == run.Id ? null : _state.Beside });

    private Task BesideAsync(RunState run) => GoAsync(_state with { Run = _views[0].Run.Id, Beside = run.Id == _views[0].Run.Id ? null : run.Id });

    private Task CompareAsync(RunState? partner)
    {
        var beside = partner ?? _choice.Fields.Reverse()
            .SelectMany(field => _choice.Options(field, _views[0].Run).Select(option => _choice.Choose(field, option, _views[0].Run)))
            .FirstOrDefault(run => run is not null && run.Id != _views[0].Run.Id);
        if (beside is null)
        {
            _message = "There is no other finished run to compare with. Train one on the first page.";
            return Task.CompletedTask;
        }

        return BesideAsync(beside);
    }

    private Task SetTopAsync(ChangeEventArgs change) =>
        GoAsync(_state with { Top = int.Parse((string)change.Value!, CultureInfo.InvariantCulture) });

    private async Task GoAsync(RationaleState state)
    {
        if (state.Exact || state.Run != _state.Run)
        {
            await StopAsync();
        }

        Leaving.ThrowIfCancellationRequested();
        Navigation.NavigateTo((state with { Run = state.Run ?? _views[0].Run.Id }).Address(), replace: state.Run == _state.Run && state.Beside == _state.Beside);
    }

    private async Task MoveAsync(int epoch)
    {
        await StopAsync();
        _epoch = epoch;
        await ShowAsync();
    }

    private async Task SettleAsync(int? epoch)
    {
        await StopAsync();
        _epoch = epoch;
        await GoAsync(_state with { Epoch = epoch });
    }

    private async Task TogglePlayAsync()
    {
        if (_playing is not null)
        {
            await StopAsync();
            await GoAsync(_state with { Epoch = _epoch });
            return;
        }

        var playing = _playing = CancellationTokenSource.CreateLinkedTokenSource(Leaving);
        _ = PlayAsync(playing);
    }

    private async Task PlayAsync(CancellationTokenSource playing)
    {
        try
        {
            var last = _views.Max(view => view.Run.Epochs.Length);
            var from = _views[0].EpochOf(Request) is var now && now < last ? now + 1 : 1;
            for (var epoch = from; epoch <= last; epoch++)
            {
                _epoch = epoch;
                StateHasChanged();
                await ShowAsync();
                playing.Token.ThrowIfCancellationRequested();
                StateHasChanged();
                if (_views.Any(view => view.Fault is not null))
                {
                    break;
                }

                await Task.Delay(Beat, playing.Token);
            }

            await StopAsync();
            await GoAsync(_state with { Epoch = _epoch });
        }
        catch (OperationCanceledException)
        {
            // Paused, or gone.
        }
    }

    private async Task StopAsync()
    {
        if (_playing is { } playing)
        {
            _playing = null;
            await playing.CancelAsync();
        }
    }

    private async Task MeasureAsync(RationaleView view)
    {
        var measuring = view.MeasureAsync();
        StateHasChanged();
        await measuring;
        if (view.Fault is null)
        {
            _asked = null;
            await ShowAsync();
        }
    }

    // Nobody looks while the browser cannot be reached.
    private async Task Rest()
    {
        if (Leaving.IsCancellationRequested)
        {
            return;
        }

        await StopAsync();
        foreach (var view in _views)
        {
            view.Pause();
        }

        _asked = null;
        Ask();
    }
}
