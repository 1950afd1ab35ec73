using Fairer.Web.Components.Charts;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>A method's marker, as the charts draw it.</summary>
public sealed partial class MethodMark
{
    private string _path = "";
    private string _color = "";

    /// <summary>The method's id.</summary>
    [Parameter]
    [EditorRequired]
    public required string Method { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        var style = CurveStyle.Of(Method, network: 0, beta: 0);
        _color = style.Color;
        _path = style.Symbol switch
        {
            "square" => "M-5 -5H5V5H-5Z",
            "diamond" => "M0 -7L7 0L0 7L-7 0Z",
            "triangle-up" => "M0 -6L6 5H-6Z",
            "triangle-down" => "M0 6L6 -5H-6Z",
            "star" => "M0 -7L1.6 -2.2H6.7L2.6 0.8L4.1 5.7L0 2.7L-4.1 5.7L-2.6 0.8L-6.7 -2.2H-1.6Z",
            "pentagon" => "M0 -6.5L6.2 -2L3.8 5.3H-3.8L-6.2 -2Z",
            "cross" => "M-2 -6H2V-2H6V2H2V6H-2V2H-6V-2H-2Z",
            _ => "M-5.5 0A5.5 5.5 0 1 0 5.5 0A5.5 5.5 0 1 0 -5.5 0Z",
        };
    }
}
