using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Fairer.Web.Components.Charts;

/// <summary>Many runs as lines through parallel axes. Dragging along an axis, or its two handles by the arrow keys, chooses a
/// range; lines outside fade.</summary>
public sealed partial class ParallelCoordinates : IAsyncDisposable
{
    private ElementReference _element;
    private DotNetObjectReference<ParallelCoordinates>? _self;
    private string? _shown;

    /// <summary>What it shows, for people who cannot see it.</summary>
    [Parameter]
    [EditorRequired]
    public required string Label { get; set; }

    /// <summary>Takes an axis and its new range; null for none.</summary>
    [Parameter]
    public EventCallback<(string Axis, (double Low, double High)? Range)> OnRange { get; set; }

    /// <summary>Takes the number of a line that was clicked.</summary>
    [Parameter]
    public EventCallback<long> OnLine { get; set; }

    /// <summary>Is told that it can be drawn.</summary>
    [Parameter]
    public Action? OnReady { get; set; }

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    private ComponentScript Script => field ??= new ComponentScript(Browser, "./Components/Charts/ParallelCoordinates.razor.js");

    /// <summary>Draws and returns when the browser has done so.</summary>
    /// <param name="picture">All of it; it is sent when it is another one than before.</param>
    /// <param name="cancellation">Stops waiting for the browser.</param>
    public async Task ShowAsync(ParallelPicture picture, CancellationToken cancellation)
    {
        var json = JsonSerializer.Serialize(picture, ParallelJson.Default.ParallelPicture);
        if (json == _shown)
        {
            return;
        }

        _shown = null;
        _self ??= DotNetObjectReference.Create(this);
        await Script.InvokeVoidAsync("show", cancellation, _element, json, _self);
        _shown = json;
    }

    /// <summary>The browser's word that a range was chosen.</summary>
    [JSInvokable]
    public Task RangeChosen(string axis, double[]? ends) =>
        OnRange.InvokeAsync((axis, ends is [var low, var high] && low <= high ? (low, high) : null));

    /// <summary>The browser's word that a line was clicked.</summary>
    [JSInvokable]
    public Task LineClicked(long id) => OnLine.InvokeAsync(id);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _self?.Dispose();
        return Script.LeaveAsync("dispose", _element);
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            OnReady?.Invoke();
        }
    }
}

/// <summary>What parallel coordinates show.</summary>
/// <param name="Axes">The axes, from left to right.</param>
/// <param name="Lines">The lines.</param>
/// <param name="Open">The number of the line that stands out, or null.</param>
public sealed record ParallelPicture(IReadOnlyList<ParallelAxis> Axes, IReadOnlyList<ParallelLine> Lines, long? Open);

/// <summary>One axis.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Help">What it is.</param>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
/// <param name="Ticks">Where its ticks are.</param>
/// <param name="Range">The chosen range, or null.</param>
public sealed record ParallelAxis(string Id, string Name, string Help, double Low, double High, IReadOnlyList<double> Ticks, IReadOnlyList<double>? Range);

/// <summary>One line.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Color">A CSS colour.</param>
/// <param name="Text">What it is called.</param>
/// <param name="Values">Its place on each axis; null where it has none.</param>
public sealed record ParallelLine(long Id, string Color, string Text, IReadOnlyList<double?> Values);

/// <summary>Writes parallel coordinates for the browser.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ParallelPicture))]
internal sealed partial class ParallelJson : JsonSerializerContext;
