using System.Globalization;
using Fairer.Core.Rationale.Maps;
using Fairer.Web.Services.Rationale;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Rationale;

/// <summary>One run: its network, its heat maps and its most misaligned weights.</summary>
public sealed partial class RationalePane
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    private (RationaleMap, int)? _excerptOf;
    private LayerExcerpt? _excerpt;

    /// <summary>The run as the viewer looks at it.</summary>
    [Parameter]
    [EditorRequired]
    public required RationaleView View { get; set; }

    /// <summary>How many connections of each layer and subgroup are drawn.</summary>
    [Parameter]
    [EditorRequired]
    public required int PerLayer { get; set; }

    /// <summary>The layer of the heat maps, from 0.</summary>
    [Parameter]
    [EditorRequired]
    public required int Layer { get; set; }

    /// <summary>Which values the heat maps' colours span.</summary>
    [Parameter]
    [EditorRequired]
    public required LogScale Scale { get; set; }

    /// <summary>Whether another run stands beside.</summary>
    [Parameter]
    public bool Beside { get; set; }

    /// <summary>Measures the exact parity.</summary>
    [Parameter]
    public EventCallback OnMeasure { get; set; }

    private string Symbol => View.Shown is { Exact: true } ? "c" : "ĉ";

    private bool Large => View.Shown?.Map?.Layout.Layers.Any(layer => layer.Outputs > RationaleHeatMap.Most) == true;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (View.Shown?.Map is { } map && _excerptOf != (map, Layer))
        {
            _excerptOf = (map, Layer);
            _excerpt = LayerExcerpt.Of(map.Layers[Layer], RationaleHeatMap.Most, RationaleHeatMap.Most);
        }
    }
}
