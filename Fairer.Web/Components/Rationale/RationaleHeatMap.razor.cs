using System.Globalization;
using System.Runtime.InteropServices;
using Fairer.Core.Rationale.Maps;
using Fairer.Web.Services.Rationale;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Fairer.Web.Components.Rationale;

/// <summary>c of every weight of a layer, for each subgroup and their difference: units down, inputs across. The browser gets the
/// numbers, so that it can tell them when hovered over, and paints them on canvases.</summary>
public sealed partial class RationaleHeatMap : IAsyncDisposable
{
    /// <summary>So many units, and so many inputs, are shown at most.</summary>
    public const int Most = 200;

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;
    private static readonly TimeSpan LongestDrawing = TimeSpan.FromMinutes(1);

    private ElementReference _element;
    private (LayerExcerpt, LogScale)? _painted;

    /// <summary>What is shown.</summary>
    [Parameter]
    [EditorRequired]
    public required RationaleShown Shown { get; set; }

    /// <summary>The layer, as far as it is shown.</summary>
    [Parameter]
    [EditorRequired]
    public required LayerExcerpt Excerpt { get; set; }

    /// <summary>Which layer it is, from 0.</summary>
    [Parameter]
    [EditorRequired]
    public required int Layer { get; set; }

    /// <summary>Which values the colours span.</summary>
    [Parameter]
    [EditorRequired]
    public required LogScale Scale { get; set; }

    /// <summary>What subgroup 0 is called.</summary>
    [Parameter]
    [EditorRequired]
    public required string Zero { get; set; }

    /// <summary>What subgroup 1 is called.</summary>
    [Parameter]
    [EditorRequired]
    public required string One { get; set; }

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    private ComponentScript Script => field ??= new ComponentScript(Browser, "./Components/Rationale/RationaleHeatMap.razor.js");

    private string Symbol => Shown.Exact ? "c" : "ĉ";

    private (string Kind, string Title)[] Maps => [("zero", $"{Zero}, {Symbol}⁰"), ("one", $"{One}, {Symbol}¹"), ("difference", $"{Symbol}⁰ − {Symbol}¹")];

    private string UnitsText => Count(Excerpt.Units.Count, Layer == Shown.Map!.Layers.Count - 1 ? "output" : "unit", Layer == Shown.Map.Layers.Count - 1 ? "" : $" of layer {Layer + 1}");

    private string InputsText => Layer == 0 ? Count(Excerpt.Inputs.Count, "feature", "") : Count(Excerpt.Inputs.Count, "unit", $" of layer {Layer}");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Script.LeaveAsync("dispose", _element);

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_painted == (Excerpt, Scale))
        {
            return;
        }

        _painted = (Excerpt, Scale);
        try
        {
            using var patience = new CancellationTokenSource(LongestDrawing);
            await Script.InvokeVoidAsync(
                "show",
                patience.Token,
                _element,
                MemoryMarshal.AsBytes<float>(Excerpt.Values(0)).ToArray(),
                MemoryMarshal.AsBytes<float>(Excerpt.Values(1)).ToArray(),
                new
                {
                    scale = new { low = Scale.Low, high = Scale.High },
                    symbol = Symbol,
                    groups = new[] { Zero, One },
                    units = Excerpt.Units.Select(unit => Shown.UnitName(Layer, unit)),
                    inputs = Excerpt.Inputs.Select(input => Shown.InputName(Layer, input)),
                });
        }
        catch (Exception exception) when (exception is JSDisconnectedException or OperationCanceledException)
        {
            // The viewer has left; one that comes back gets it anew.
            _painted = null;
        }
    }

    private static MarkupString Power(int exponent) => new($"10<sup>{exponent.ToString(Culture).Replace('-', '−')}</sup>");

    private static string Count(int count, string what, string whose) => $"{count.ToString(Culture)} {what}{(count == 1 ? "" : "s")}{whose}";
}
