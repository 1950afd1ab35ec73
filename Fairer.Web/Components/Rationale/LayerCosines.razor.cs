using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Rationale;

/// <summary>How alike the subgroups' rationales are, layer by layer: the cosines of Eq. 9.</summary>
public sealed partial class LayerCosines
{
    /// <summary>One cosine a layer, from 0 to 1.</summary>
    [Parameter]
    [EditorRequired]
    public required IReadOnlyList<double> Cosines { get; set; }

    private static string Percent(double cosine) => (100 * Math.Clamp(cosine, 0, 1)).ToString("0.#", CultureInfo.InvariantCulture) + "%";
}
