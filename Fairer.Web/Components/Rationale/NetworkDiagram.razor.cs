using Fairer.Web.Services.Rationale;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Rationale;

/// <summary>A network layer by layer, with the connections that matter most for each subgroup: the paper's Fig. 1 of a network
/// as it is. Subgroup 0 is green, solid and round, subgroup 1 yellow, dashed and angular.</summary>
public sealed partial class NetworkDiagram
{
    private (RationaleShown, int)? _drawn;
    private NetworkDrawing? _drawing;

    /// <summary>What the drawing is called in the page.</summary>
    [Parameter]
    [EditorRequired]
    public required string Name { get; set; }

    /// <summary>The rationale; it has a map.</summary>
    [Parameter]
    [EditorRequired]
    public required RationaleShown Shown { get; set; }

    /// <summary>How many connections of each layer and subgroup are drawn.</summary>
    [Parameter]
    [EditorRequired]
    public required int PerLayer { get; set; }

    /// <summary>What subgroup 0 is called.</summary>
    [Parameter]
    [EditorRequired]
    public required string Zero { get; set; }

    /// <summary>What subgroup 1 is called.</summary>
    [Parameter]
    [EditorRequired]
    public required string One { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_drawn != (Shown, PerLayer))
        {
            _drawing = new NetworkDrawing(Shown, PerLayer);
        }
    }

    /// <inheritdoc/>
    protected override bool ShouldRender() => _drawn != (Shown, PerLayer);

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender) => _drawn = (Shown, PerLayer);

    private static string N(double value) => NetworkDrawing.Number(value);
}
