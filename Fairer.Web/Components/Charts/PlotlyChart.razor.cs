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
    private ElementReference _element;
    private IJSObjectReference? _module;

    /// <summary>The element's id.</summary>
    [Parameter]
    [EditorRequired]
    public required string Id { get; set; }

    /// <summary>What the chart shows, for people who cannot see it.</summary>
    [Parameter]
    [EditorRequired]
    public required string Label { get; set; }

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
        Forget(); // Until the browser has answered, nothing is known of what it shows.
        _module ??= await Script.InvokeAsync<IJSObjectReference>(
            "import", cancellation, "./Components/Charts/PlotlyChart.razor.js");
        await _module.InvokeVoidAsync("show", cancellation, _element, update);
        foreach (var trace in figure.Traces)
        {
            _shown[trace.Uid] = trace;
        }

        _layout = layout;
        _order = order;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
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
