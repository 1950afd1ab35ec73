using Fairer.Web.Services;
using Fairer.Web.Services.Explore;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Fairer.Web.Components.Charts;

/// <summary>A plotly chart that is drawn from the server: <see cref="ShowAsync"/> sends what changed since the browser
/// last said that it has drawn, <see cref="FollowAsync"/> lets the browser fetch what all viewers see alike.</summary>
public sealed partial class PlotlyChart : IAsyncDisposable
{
    // What the browser has said that it shows; null while that is not known.
    private Figure? _shown;

    // What the browser has been told to follow, and in which connection; whether it cannot.
    private (string Address, CancellationToken Connection)? _followed;
    private bool _cannotFollow;
    private IReadOnlyList<Trace> _traces = [];
    private ElementReference _element;
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
    private IJSRuntime Browser { get; set; } = null!;

    [Inject]
    private FigureJson Json { get; set; } = null!;

    private ComponentScript Script => field ??= new ComponentScript(Browser, "./Components/Charts/PlotlyChart.razor.js");

    private DotNetObjectReference<PlotlyChart> Self => _self ??= DotNetObjectReference.Create(this);

    /// <summary>Goes through what is needed to send a figure, and sends nothing.</summary>
    internal static void Rehearse(Figure figure)
    {
        var json = new FigureJson();
        _ = FigureUpdate.Between(null, figure, json)!.ToString();
    }

    /// <summary>Draws a figure and returns when the browser has done so.</summary>
    /// <param name="figure">The whole figure; only what is new in it is sent.</param>
    /// <param name="cancellation">Stops waiting for the browser.</param>
    public async Task ShowAsync(Figure figure, CancellationToken cancellation)
    {
        if (FigureUpdate.Between(_shown, figure, Json) is not { } update)
        {
            return;
        }

        _traces = figure.Traces;
        _followed = null; // The browser leaves the feed of a chart that it is shown.
        _shown = null; // Until the browser has answered, nothing is known of what it shows.
        await Script.InvokeVoidAsync("show", cancellation, _element, update, Self);
        _shown = figure;
    }

    /// <summary>Lets the browser draw what an address sends for this chart and another one, until they are shown something else.
    /// Where it cannot be sent anything from there, as through a proxy that lets nothing but pages through, they are shown to it.</summary>
    /// <param name="address">The address, of <see cref="ChartFeed"/>.</param>
    /// <param name="figure">About what comes from there now: points that are clicked are looked up in it.</param>
    /// <param name="other">The other chart.</param>
    /// <param name="otherFigure">The same for that one.</param>
    /// <param name="connection">The page's connection: after a loss everything is asked for anew.</param>
    /// <param name="cancellation">Stops waiting for the browser.</param>
    public async Task FollowAsync(
        string address, Figure figure, PlotlyChart other, Figure otherFigure, CancellationToken connection, CancellationToken cancellation)
    {
        if (!_cannotFollow && _followed != (address, connection))
        {
            (_followed, _shown, other._shown) = (null, null, null);
            await other.Script.LoadAsync(cancellation);
            _cannotFollow = !await Script.InvokeAsync<bool>("follow", cancellation, address, new[] { _element, other._element }, new[] { Self, other.Self });
            _followed = _cannotFollow ? null : (address, connection);
        }

        if (_cannotFollow)
        {
            await Task.WhenAll(ShowAsync(figure, cancellation), other.ShowAsync(otherFigure, cancellation));
            return;
        }

        (_traces, other._traces) = (figure.Traces, otherFigure.Traces);
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
    public ValueTask DisposeAsync()
    {
        _self?.Dispose();
        return Script.LeaveAsync("dispose", _element);
    }
}

/// <summary>A point that was clicked.</summary>
/// <param name="Of">The series that it belongs to.</param>
/// <param name="Id">Its entry of <see cref="TraceMeta.Ids"/>: the run, for means λ.</param>
public sealed record PointClick(TraceMeta Of, double Id);
