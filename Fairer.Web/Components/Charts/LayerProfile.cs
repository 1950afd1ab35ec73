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

    private readonly Dictionary<CurveView, (int Settled, Trace[] Traces)> _drawn = [];

    /// <summary>Draws a curve; its lines are the same objects as before while its finished runs are as before.</summary>
    public IReadOnlyList<Trace> Draw(CurveView curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        if (!_drawn.TryGetValue(curve, out var known) || known.Settled != curve.Settled)
        {
            // The legend's entry looks like the first line, so the strongest comes first.
            var most = curve.Points.Count - 1;
            known = (curve.Settled, [.. curve.Points.Reverse().Select((point, i) => Line(curve, point, most == 0 ? 1 : (most - i) / (double)most, named: i == 0))]);
            _drawn[curve] = known;
        }

        return known.Traces;
    }

    /// <summary>Forgets all curves, for another sweep.</summary>
    public void Clear() => _drawn.Clear();

    private static Trace Line(CurveView curve, CurvePoint point, double strength, bool named)
    {
        var group = CurveTraces.GroupOf(curve);
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
            Opacity = Faintest + ((1 - Faintest) * strength),
            Meta = new TraceMeta("profile", curve.Key.Method, curve.Key.Network.ToString(), curve.Key.Beta, 0, [.. point.LayerCosines.Select(_ => point.Lambda)]),
        };
    }
}
