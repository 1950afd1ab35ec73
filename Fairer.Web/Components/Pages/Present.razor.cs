using System.Globalization;
using Fairer.Core.Data;
using Fairer.Web.Components.Controls.Present;
using Fairer.Web.Services.Present;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Fairer.Web.Components.Pages;

/// <summary>A talk: its demo is written and rehearsed here, and given in full screen, by keys alone.</summary>
/// <remarks>Which demo, which step and whether it is being given are in the address, so that a page that has to be loaded again, say
/// after the dashboard was started anew, goes on where it was.</remarks>
public sealed partial class Present
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private Talk _talk = null!;
    private Stage _stage = null!;
    private Uri? _address;
    private string _demo = DemoStore.BuiltIn;
    private bool _begun;
    private bool _ready;
    private bool _onStage;
    private bool _sharing;
    private DotNetObjectReference<Present>? _self;
    private Task _ticking = Task.CompletedTask;

    /// <summary>The demo's name.</summary>
    [SupplyParameterFromQuery]
    public string? Demo { get; set; }

    /// <summary>The step at first, from 1.</summary>
    [SupplyParameterFromQuery(Name = "step")]
    public int? FirstStep { get; set; }

    /// <summary>Present, whatever its value, when the talk is being given.</summary>
    [SupplyParameterFromQuery(Name = "talk")]
    public string? Given { get; set; }

    /// <inheritdoc/>
    protected override long Version => _talk.Version;

    [Inject]
    private KnownDatasets Known { get; set; } = null!;

    [Inject]
    private PublicAddress Public { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    private ComponentScript Script => field ??= new ComponentScript(Browser, "./Components/Pages/Present.razor.js");

    /// <summary>Does what a key stands for.</summary>
    /// <param name="command">What the script that listens to keys calls it.</param>
    [JSInvokable]
    public async Task DoAsync(string command)
    {
        switch (command)
        {
            case "enter":
                await EnterAsync();
                break;
            case "leave":
                await LeaveStageAsync();
                break;
            case "next" or "previous" or "first" or "last":
                await GoToAsync(command switch { "next" => _talk.Step + 1, "previous" => _talk.Step - 1, "first" => 0, _ => int.MaxValue });
                break;
            case "toggle":
                await _talk.ToggleAsync(Leaving);
                break;
            case "replay":
                _talk.Replay();
                break;
            case "faster" or "slower":
                _talk.Hurry(command == "faster");
                break;
            case "back" or "forward":
                _talk.SeekBy(command == "back" ? -0.05 : 0.05);
                break;
            case "share":
                _sharing = !_sharing;
                break;
            case "view":
                _talk.NextView();
                break;
            default:
                if (command.StartsWith("step-", StringComparison.Ordinal) && int.TryParse(command.AsSpan(5), CultureInfo.InvariantCulture, out var step) && step <= _talk.Script.Steps.Count)
                {
                    await GoToAsync(step - 1);
                }

                break;
        }

        StateHasChanged();
        Ask();
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _talk = new Talk(Sweeps, Known.InfoOf, Time);
        _address = Public.Find();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _ticking = TickAsync();
            _self = DotNetObjectReference.Create(this);
            await Script.InvokeVoidAsync("listen", Leaving, _self);
            if (Given is not null && _ready)
            {
                await DoAsync("enter");
            }
        }
    }

    /// <inheritdoc/>
    protected override void TakeIn() => _talk.TakeIn();

    /// <inheritdoc/>
    protected override Task DrawAsync(CancellationToken lost) => _stage.DrawAsync(lost);

    /// <inheritdoc/>
    protected override async ValueTask LeaveAsync()
    {
        await _ticking;
        await Script.LeaveAsync("stop");
        _self?.Dispose();
    }

    private async Task TakeAsync((string Name, DemoReading Reading) read)
    {
        _demo = read.Name;
        _ready = read.Reading.Script is not null;
        if (read.Reading.Script is { } script)
        {
            // Whoever edits a step goes on looking at it.
            await _talk.ShowAsync(script, _begun ? _talk.Step : (FirstStep ?? 1) - 1, play: false, Leaving);
            _begun = true;
            Ask();
        }
    }

    private async Task GoToAsync(int step)
    {
        await _talk.GoToAsync(step, play: _onStage, Leaving);
        Remember();
    }

    private async Task EnterAsync()
    {
        if (!_ready || _onStage)
        {
            return;
        }

        _onStage = true;
        await _talk.BeginAsync(Leaving);
        Remember();
        StateHasChanged();
        await Script.InvokeVoidAsync("enter", Leaving);
        Ask();
    }

    private async Task LeaveStageAsync()
    {
        (_onStage, _sharing) = (false, false);
        Remember();
        StateHasChanged();
        await Script.InvokeVoidAsync("leave", Leaving);
        Ask();
    }

    private void Remember()
    {
        Leaving.ThrowIfCancellationRequested();
        Navigation.NavigateTo(
            Navigation.GetUriWithQueryParameters("present", new Dictionary<string, object?>
            {
                ["demo"] = _demo == DemoStore.BuiltIn ? null : _demo,
                ["step"] = _talk.Step == 0 ? null : _talk.Step + 1,
                ["talk"] = _onStage ? "on" : null,
            }),
            replace: true);
    }

    // What moves by itself is drawn a few times a second; the board tells of the rest.
    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(Tick, Time);
        var moved = false;
        try
        {
            while (await timer.WaitForNextTickAsync(Leaving))
            {
                var moves = _talk.Clock is { Running: true };
                if (moves || moved) // the end is seen, too
                {
                    Ask();
                }

                moved = moves;
            }
        }
        catch (OperationCanceledException)
        {
            // The viewer has left.
        }
    }
}
