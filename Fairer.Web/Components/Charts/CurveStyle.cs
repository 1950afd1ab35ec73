using Fairer.Core.Results;

namespace Fairer.Web.Components.Charts;

/// <summary>How a curve looks, the same in every chart and list: the method decides colour and marker, the network the
/// line's dashes and the marker's size, β the marker's filling and, from its third value on, the dashes too.</summary>
/// <param name="Color">A CSS colour that shows on light and on dark.</param>
/// <param name="Symbol">Plotly's name of the marker.</param>
/// <param name="Dash">Plotly's name of the dashes.</param>
/// <param name="Size">The marker's size in pixels.</param>
public sealed record CurveStyle(string Color, string Symbol, string Dash, double Size)
{
    private static readonly string[] Fillings = ["", "-open"];

    private static readonly string[] Dashes = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];

    /// <summary>A method's colour.</summary>
    public static string ColorOf(string method) => MethodLook.Of(method).Color;

    /// <summary>A curve's looks.</summary>
    /// <param name="method">The method's id.</param>
    /// <param name="network">The place of its network among the sweep's, from 0, the smallest first.</param>
    /// <param name="beta">The place of its β among the method's, from 0.</param>
    public static CurveStyle Of(string method, int network, int beta)
    {
        var look = MethodLook.Of(method);
        return new CurveStyle(
            look.Color,
            PlotlyName(look.Shape) + Fillings[beta % Fillings.Length],
            Dashes[(network + (beta / Fillings.Length)) % Dashes.Length],
            Math.Min(10 + (2 * network), 18));
    }

    private static string PlotlyName(MarkerShape shape) => shape switch
    {
        MarkerShape.Square => "square",
        MarkerShape.Circle => "circle",
        MarkerShape.Diamond => "diamond",
        MarkerShape.TriangleUp => "triangle-up",
        MarkerShape.TriangleDown => "triangle-down",
        MarkerShape.Cross => "cross",
        MarkerShape.Star => "star",
        _ => "pentagon",
    };
}
