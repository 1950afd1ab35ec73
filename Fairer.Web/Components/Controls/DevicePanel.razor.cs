using System.Globalization;
using Fairer.Core.Training;
using Fairer.Core.Training.Gpu;
using Fairer.Web.Services;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Fairer.Web.Components.Controls;

/// <summary>What there is to train on, how busy it is, and what is missing for more. Nothing is read while the page is
/// hidden or its browser cannot be reached.</summary>
public sealed partial class DevicePanel : IAsyncDisposable
{
    private const double Gibibyte = 1L << 30;

    private readonly CancellationTokenSource _leaving = new();
    private DotNetObjectReference<DevicePanel>? _self;
    private IDisposable? _watching;
    private Task _following = Task.CompletedTask;
    private DeviceReadings? _readings;
    private IReadOnlyList<EngineState> _engines = [];
    private bool _reachable;
    private bool _visible = true;

    [Inject]
    private IEnumerable<IEngine> Engines { get; set; } = null!;

    [Inject]
    private DeviceSampler Sampler { get; set; } = null!;

    [Inject]
    private ViewerConnection Connection { get; set; } = null!;

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    private ComponentScript Script => field ??= new ComponentScript(Browser, "./Components/Controls/DevicePanel.razor.js");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _following;
        _leaving.Dispose();
        _watching?.Dispose();
        await Script.LeaveAsync("unwatch");
        _self?.Dispose();
    }

    /// <summary>Is told by the browser whether the page is in sight.</summary>
    [JSInvokable]
    public void SetVisible(bool visible)
    {
        _visible = visible;
        Watch();
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _readings = Sampler.Latest;
        _engines = [.. Engines.Select(engine => new EngineState(engine.Name, engine.Devices.Count > 0, Describe(engine), engine.Missing))];
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        _following = FollowAsync(_leaving.Token);
        try
        {
            _self = DotNetObjectReference.Create(this);
            await Script.InvokeVoidAsync("watch", _leaving.Token, _self);
        }
        catch (Exception exception) when (exception is JSDisconnectedException or OperationCanceledException)
        {
            // The viewer has left.
        }
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var lost = await Connection.WaitAsync(cancellation);
                SetReachable(true);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(lost, cancellation);
                await Task.Delay(Timeout.InfiniteTimeSpan, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                SetReachable(false);
                cancellation.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException)
        {
            // The viewer has left.
        }
    }

    private void SetReachable(bool reachable)
    {
        _reachable = reachable;
        Watch();
    }

    private void Watch()
    {
        var wanted = _visible && _reachable && !_leaving.IsCancellationRequested;
        if (wanted && _watching is null)
        {
            _watching = Sampler.Subscribe(readings => _ = InvokeAsync(() => Show(readings)));
        }
        else if (!wanted)
        {
            _watching?.Dispose();
            _watching = null;
        }
    }

    private void Show(DeviceReadings readings)
    {
        if (_watching is not null)
        {
            _readings = readings;
            StateHasChanged();
        }
    }

    private static string Describe(IEngine engine) => engine.Devices.Count == 0
        ? "not ready"
        : string.Join("; ", engine.Devices.Select(device => $"{device.Name} trains {device.Trains}"));

    private static double Share(long used, long total) => total == 0 ? 0 : (double)used / total;

    private static string Percent(double? share) => share is { } value ? value.ToString("0 %", CultureInfo.InvariantCulture) : "–";

    private static string Of(long used, long total) => string.Create(CultureInfo.InvariantCulture, $"{used / Gibibyte:0.0} of {total / Gibibyte:0} GiB");

    // Asked for once: a page that is drawn every second must not look for graphics cards every second.
    private sealed record EngineState(string Name, bool Ready, string Trains, string? Missing);
}
