using Fairer.Web.Services.Explore;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Fairer.Web.Components.Charts;

/// <summary>A plotly chart that is drawn from the server: <see cref="ShowAsync"/> sends what changed since the browser
/// last said that it has drawn.</summary>
public sealed partial class PlotlyChart : IAsyncDisposable
{
    private readonly Dictionary<string, Trace> _shown = [];
    private byte[] _layout = [];
    private string[] _order = [];
    private IReadOnlyList<Trace> _traces = [];
    private ElementReference _element;
    private IJSObjectReference? _module;
    private DotNetObjectReference<PlotlyChart>? _self;

    /// <summary>The element's id.</summary>
    [Parameter]
    [EditorRequired]
    public required string Id { get; set; }

    /// <summary>What the chart shows, for people who cannot see it.</summary>
    [Parameter]
    [EditorRequired]
    public required string Label { get; set; }

    /// <summary>Takes each point that is clicked.</summary>
    [Parameter]
    public EventCallback<PointClick> OnPoint { get; set; }

    /// <summary>Takes each part that is zoomed in on; null for all of the chart.</summary>
    [Parameter]
    public EventCallback<Zoom?> OnZoom { get; set; }

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private FigureJson Json { get; set; } = null!;

    /// <summary>Goes through what is needed to send a figure, and sends nothing.</summary>
    internal static void Rehearse(Figure figure)
    {
        var json = new FigureJson();
        _ = new FigureUpdate([], [.. figure.Traces.Select(json.Of)], json.Of(figure.Layout)).ToString();
    }

    /// <summary>Draws a figure and returns when the browser has done so.</summary>
    /// <param name="figure">The whole figure; only what is new in it is sent.</param>
    /// <param name="cancellation">Stops waiting for the browser.</param>
    public async Task ShowAsync(Figure figure, CancellationToken cancellation)
    {
        string[] order = [.. figure.Traces.Select(trace => trace.Uid)];
        Trace[] changed = [.. figure.Traces.Where(trace => !ReferenceEquals(_shown.GetValueOrDefault(trace.Uid), trace))];
        var layout = Json.Of(figure.Layout);
        var framed = layout.AsSpan().SequenceEqual(_layout);
        if (changed.Length == 0 && framed && order.AsSpan().SequenceEqual(_order))
        {
            return;
        }

        var update = new FigureUpdate(order, [.. changed.Select(Json.Of)], framed ? null : layout);
        _traces = figure.Traces;
        Forget(); // Until the browser has answered, nothing is known of what it shows.
        _module ??= await Script.InvokeAsync<IJSObjectReference>(
            "import", cancellation, "./Components/Charts/PlotlyChart.razor.js");
        _self ??= DotNetObjectReference.Create(this);
        await _module.InvokeVoidAsync("show", cancellation, _element, update, _self);
        foreach (var trace in figure.Traces)
        {
            _shown[trace.Uid] = trace;
        }

        _layout = layout;
        _order = order;
    }

    /// <summary>The browser's word that a point was clicked.</summary>
    /// <param name="trace">The series' <see cref="Trace.Uid"/>.</param>
    /// <param name="id">The point's entry of <see cref="TraceMeta.Ids"/>.</param>
    [JSInvokable]
    public Task PointClicked(string trace, double id) =>
        _traces.FirstOrDefault(known => known.Uid == trace) is { } shown ? OnPoint.InvokeAsync(new PointClick(shown.Meta, id)) : Task.CompletedTask;

    /// <summary>The browser's word that another part is shown.</summary>
    /// <param name="ends">For each panel in turn left, right, bottom and top; nothing for all of the chart.</param>
    [JSInvokable]
    public Task Zoomed(double[]? ends) => OnZoom.InvokeAsync(ends is { Length: > 0 } ? new Zoom(ends) : null);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _self?.Dispose();
        if (_module is not null)
        {
            try
            {
                await _module.InvokeVoidAsync("dispose", _element);
                await _module.DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // The browser has gone, and the chart with it.
            }
        }
    }

    private void Forget()
    {
        _shown.Clear();
        _layout = [];
        _order = [];
    }
}

/// <summary>A point that was clicked.</summary>
/// <param name="Of">The series that it belongs to.</param>
/// <param name="Id">Its entry of <see cref="TraceMeta.Ids"/>: the run, for means λ.</param>
public sealed record PointClick(TraceMeta Of, double Id);
