using Fairer.Core.Results;
using Fairer.Web.Services;

namespace Fairer.Web.Components.Charts;

/// <summary>Fig. 4 (b) for deep networks: the cosine of every layer from the input to the output, one line for each curve and
/// λ, the stronger the larger λ is. A panel a layer would leave none of them room.</summary>
public sealed class LayerProfile
{
    /// <summary>The most layers that get a panel each.</summary>
    public const int MostPanels = 8;

    private const double Faintest = 0.3;

    private readonly Dictionary<CurveView, (int Settled, double[] Lambdas, Trace[] Traces)> _drawn = [];

    /// <summary>Draws a curve; its lines are the same objects as before while its finished runs are as before.</summary>
    /// <param name="curve">The curve.</param>
    /// <param name="lambdas">All λ of the sweep, ascending.</param>
    public IReadOnlyList<Trace> Draw(CurveView curve, double[] lambdas)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(lambdas);
        if (!_drawn.TryGetValue(curve, out var known) || known.Settled != curve.Settled || !known.Lambdas.SequenceEqual(lambdas))
        {
            // The legend's entry is strong, so the strongest line comes first.
            known = (curve.Settled, lambdas, [.. curve.Points.Reverse().Select((point, i) => Line(curve, point, lambdas, named: i == 0))]);
            _drawn[curve] = known;
        }

        return known.Traces;
    }

    /// <summary>Forgets all curves, for another sweep.</summary>
    public void Clear() => _drawn.Clear();

    private static Trace Line(CurveView curve, CurvePoint point, double[] lambdas, bool named)
    {
        var group = CurveTraces.GroupOf(curve);
        var place = lambdas.Length > 1 ? Math.Max(Array.IndexOf(lambdas, point.Lambda), 0) / (double)(lambdas.Length - 1) : 1;
        return new Trace
        {
            Uid = $"profile-{group}-{Formats.Weight(point.Lambda).Replace('.', '_')}",
            Name = curve.Name,
            Mode = "lines+markers",
            X = [.. point.LayerCosines.Select((_, layer) => layer + 1.0)],
            Y = [.. point.LayerCosines.Select(cosine => cosine.Mean)],
            HoverText = [.. point.LayerCosines.Select((_, layer) => HoverText.Of(curve.Method, curve.Key, point, layer))],
            Line = new Line(curve.Style.Color, 2, curve.Style.Dash),
            Marker = new Marker(curve.Style.Symbol, 7, curve.Style.Color),
            LegendGroup = group,
            ShowLegend = named,
            Opacity = Faintest + ((1 - Faintest) * place),
            Meta = new TraceMeta("profile", curve.Key.Method, curve.Key.Network.ToString(), curve.Key.Beta, 0, [.. point.LayerCosines.Select(_ => point.Lambda)]),
        };
    }
}
