namespace Fairer.Web.Components.Charts;

/// <summary>How a curve looks, the same in every chart and list: the method decides colour and marker, the network the
/// line's dashes and the marker's size, β the marker's filling.</summary>
/// <param name="Color">A CSS colour that shows on light and on dark.</param>
/// <param name="Symbol">Plotly's name of the marker.</param>
/// <param name="Dash">Plotly's name of the dashes.</param>
/// <param name="Size">The marker's size in pixels.</param>
public sealed record CurveStyle(string Color, string Symbol, string Dash, double Size)
{
    // After Okabe and Ito (2008), who chose colours that people with any colour vision can tell apart; the baseline is
    // a grey instead of their black, which a dark page would swallow.
    private static readonly Dictionary<string, (string Color, string Symbol)> Methods = new()
    {
        ["erm"] = ("#8a8f98", "square"),
        ["fairreg"] = ("#0a7fc2", "circle"),
        ["dralign"] = ("#d55e00", "diamond"),
    };

    private static readonly (string Color, string Symbol)[] Spare =
    [
        ("#009e73", "triangle-up"), ("#cc79a7", "cross"), ("#e69f00", "triangle-down"), ("#56b4e9", "star"), ("#b8a900", "pentagon"),
    ];

    private static readonly string[] Fillings = ["", "-open", "-dot", "-open-dot"];

    private static readonly string[] Dashes = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];

    /// <summary>A method's colour.</summary>
    public static string ColorOf(string method) => Look(method).Color;

    /// <summary>A curve's looks.</summary>
    /// <param name="method">The method's id.</param>
    /// <param name="network">The place of its network among the sweep's, from 0, the smallest first.</param>
    /// <param name="beta">The place of its β among the method's, from 0.</param>
    public static CurveStyle Of(string method, int network, int beta)
    {
        var (color, symbol) = Look(method);
        return new CurveStyle(
            color, symbol + Fillings[beta % Fillings.Length], Dashes[network % Dashes.Length], Math.Min(10 + (2 * network), 18));
    }

    private static (string Color, string Symbol) Look(string method) =>
        Methods.TryGetValue(method, out var look) ? look : Spare[method.Sum(letter => letter) % Spare.Length];
}
