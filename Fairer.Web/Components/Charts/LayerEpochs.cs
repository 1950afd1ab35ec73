using Fairer.Core.Results;
using Fairer.Web.Services;

namespace Fairer.Web.Components.Charts;

/// <summary>How each layer's cosine came about: its mean over seeds from epoch to epoch, a panel a layer, a line for each
/// curve and λ, the stronger the larger λ is. Runs under way are drawn as far as they have come.</summary>
public sealed class LayerEpochs
{
    private const double Faintest = 0.3;

    private readonly Dictionary<CurveView, (int Settled, int Moving, Emphasis Emphasis, Trace[] Traces)> _drawn = [];

    /// <summary>The layers that get a panel, from 1: all, or of a deep network some, evenly spaced, the first and the last
    /// among them.</summary>
    public static IReadOnlyList<int> Shown(int layers) => layers <= LayerProfile.MostPanels
        ? [.. Enumerable.Range(1, layers)]
        : [.. Enumerable.Range(0, LayerProfile.MostPanels).Select(i => 1 + (i * (layers - 1) / (LayerProfile.MostPanels - 1)))];

    /// <summary>Draws a curve; its lines are the same objects as before while its runs are as before.</summary>
    /// <param name="curve">The curve.</param>
    /// <param name="layers">The layers that have a panel, from 1.</param>
    /// <param name="emphasis">How much it stands out.</param>
    public IReadOnlyList<Trace> Draw(CurveView curve, IReadOnlyList<int> layers, Emphasis emphasis = Emphasis.None)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(layers);
        if (!_drawn.TryGetValue(curve, out var known) || (known.Settled, known.Moving, known.Emphasis) != (curve.Settled, curve.Moving, emphasis))
        {
            // The legend's entry looks like the first line, so the strongest comes first.
            LayerHistory[] histories = [.. LayerHistory.Of(curve.Runs).Reverse()];
            known = (
                curve.Settled,
                curve.Moving,
                emphasis,
                [
                    .. from i in Enumerable.Range(0, histories.Length)
                       from panel in Enumerable.Range(0, layers.Count)
                       where layers[panel] <= curve.Key.Network.Layers
                       select Line(curve, histories[i], layers[panel], panel, Strength(i, histories.Length), emphasis, named: i == 0 && panel == 0),
                ]);
            _drawn[curve] = known;
        }

        return known.Traces;
    }

    /// <summary>Forgets all curves, for another sweep.</summary>
    public void Clear() => _drawn.Clear();

    private static double Strength(int place, int count) => count == 1 ? 1 : 1 - ((1 - Faintest) * place / (count - 1));

    private static Trace Line(CurveView curve, LayerHistory history, int layer, int panel, double strength, Emphasis emphasis, bool named)
    {
        var group = CurveTraces.GroupOf(curve);
        var suffix = panel > 0 ? Formats.Weight(panel + 1) : "";
        var head = $"<b>{curve.Method}</b>, {Formats.NetworkInWords(curve.Key.Network)}<br>"
            + $"{Formats.Tuning(curve.Key.Method, history.Lambda)}, β {Formats.Weight(curve.Key.Beta)}, {(history.Seeds > 1 ? $"mean of {history.Seeds} seeds" : "one seed")}<br>"
            + $"layer {layer} of {curve.Key.Network.Layers}, ";
        return new Trace
        {
            Uid = $"epochs-{group}-{Formats.Weight(history.Lambda).Replace('.', '_')}-{layer}",
            Name = curve.Name,
            Mode = "lines+markers",
            X = [.. history.Epochs.Select((_, epoch) => epoch + 1.0)],
            Y = [.. history.Epochs.Select(cosines => cosines[layer - 1])],
            HoverText = [.. history.Epochs.Select((cosines, epoch) => $"{head}epoch {epoch + 1}: cosine {Formats.Score(cosines[layer - 1])}")],
            Line = new Line(curve.Style.Color, emphasis == Emphasis.Strong ? 3 : 2, curve.Style.Dash),
            Marker = new Marker(curve.Style.Symbol, 5, curve.Style.Color),
            LegendGroup = group,
            ShowLegend = named,
            XAxis = "x" + suffix,
            YAxis = "y" + suffix,
            Opacity = emphasis == Emphasis.Faint ? 0.4 * strength : strength,
            Meta = new TraceMeta("epochs", curve.Key.Method, curve.Key.Network.ToString(), curve.Key.Beta, layer, [.. history.Epochs.Select(_ => history.Lambda)]),
        };
    }
}
