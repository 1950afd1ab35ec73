using Fairer.Core.Methods;
using Fairer.Core.Rationale;
using Fairer.Web.Services;
using Fairer.Web.Services.Explore;

namespace Fairer.Web.Components.Charts;

/// <summary>What a similarity chart shows.</summary>
public enum SimilarityMode
{
    /// <summary>The whole network's similarity against λ (Fig. 4 a).</summary>
    Whole,

    /// <summary>Each layer's cosine against λ (Fig. 4 b).</summary>
    Layers,

    /// <summary>Each layer's cosine from epoch to epoch.</summary>
    Epochs,
}

/// <summary>Fig. 4: decision rationale similarity against λ, of the whole network (a) or of each layer in a panel of its
/// own (b), of deep networks the layers one after the other in one panel; or how each layer's came about, epoch by
/// epoch.</summary>
public sealed class SimilarityChart
{
    private const int MostColumns = 4;

    private readonly CurveTraces _curves = new();
    private readonly LayerProfile _profile = new();
    private static readonly PointPlace WholePlace = new(
        point => new(point.Lambda, 0),
        point => point.Similarity,
        (run, _) => run.Spec.Lambda,
        (_, report) => report.Similarity);

    private readonly LayerEpochs _epochs = new();
    private SweepView? _view;
    private SimilarityMode _mode;

    /// <summary>Draws a sweep as it stands; series that are as before are the same objects as before.</summary>
    /// <param name="view">The sweep.</param>
    /// <param name="mode">What of it.</param>
    /// <param name="method">The method whose curves stand out, or null.</param>
    /// <param name="zoom">The part that a sweep's first drawing shows, or null for all of it.</param>
    public Figure Draw(SweepView view, SimilarityMode mode, string? method = null, Zoom? zoom = null)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (view != _view || mode != _mode)
        {
            (_view, _mode) = (view, mode);
            _curves.Clear();
            _profile.Clear();
            _epochs.Clear();
        }

        var spec = view.Sweep.Spec;
        var lambdas = Lambdas(view);
        var deep = view.Layers > LayerProfile.MostPanels;
        var curves = view.AllCurves.Where(curve => IsTrained(curve.Key.Method));
        var neurons = spec.GranularityOf(spec.Networks[0]) == Granularity.Parameter ? "per weight" : "per unit";
        var shown = LayerEpochs.Shown(view.Layers);
        return new Figure(
            [
                .. mode switch
                {
                    SimilarityMode.Epochs => curves.SelectMany(curve => _epochs.Draw(curve, shown, TradeoffChart.EmphasisOf(curve, method))),
                    SimilarityMode.Layers when deep => curves.SelectMany(curve => _profile.Draw(curve)),
                    SimilarityMode.Layers => curves.SelectMany(curve => _curves.Draw(view, curve, LayerPlaces(curve), TradeoffChart.EmphasisOf(curve, method))),
                    _ => curves.SelectMany(curve => _curves.Draw(view, curve, [WholePlace], TradeoffChart.EmphasisOf(curve, method))),
                },
            ],
            new Layout
            {
                Title = Heading,
                Data = ChartNotes.Data(view.Dataset),
                Subtitle = $"training split, {neurons} · {(mode == SimilarityMode.Epochs || (mode == SimilarityMode.Layers && deep) ? Strengths(view) : ChartNotes.Over(view))}"
                    + (mode == SimilarityMode.Epochs && shown.Count < view.Layers ? $" · {shown.Count} of {view.Layers} layers" : ""),
                FileName = ChartNotes.FileName(view, mode switch { SimilarityMode.Epochs => "epoch-similarity", SimilarityMode.Layers => "layer-similarity", _ => "similarity" }),
                Panels = mode switch
                {
                    SimilarityMode.Epochs => EpochPanels(shown, spec.Epochs),
                    SimilarityMode.Layers when deep => [ProfilePanel(view.Layers)],
                    SimilarityMode.Layers => LayerPanels(view.Layers, lambdas),
                    _ => [WholePanel(view, lambdas)],
                },
                Columns = mode switch
                {
                    SimilarityMode.Epochs => Math.Min(shown.Count, MostColumns),
                    SimilarityMode.Layers when !deep => Math.Min(view.Layers, MostColumns),
                    _ => 1,
                },
                Revision = $"{ChartNotes.Revision(view)} {mode}",
                Zoom = zoom?.Ends,
            });
    }

    /// <summary>The chart without points.</summary>
    public static Figure Empty() => new([], new Layout
    {
        Title = Heading,
        Subtitle = "Press Train to see the first points",
        FileName = "fairer",
        Panels = [new Panel(LambdaAxis([0.2, 0.3, 0.4, 0.5, 0.6]), new Axis(SimilarityTitle, 0, 3.2), Levels: [Maximum(3)])],
        Revision = "empty",
    });

    // What corrects scores leaves the network ERM's, and its strength is no λ.
    private static bool IsTrained(string method) => MethodCatalogue.Find(method)?.Tuning != Tuning.Strength;

    // Short, since the choice of what is shown stands beside it.
    private const string Heading = "Rationale similarity";

    private const string SimilarityTitle = "similarity Σ cos(c⁰, c¹)";

    private const string LambdaTitle = "fairness weight λ";

    private static Level Maximum(int layers) => new(layers, $"maximum {layers}");

    private static Panel WholePanel(SweepView view, double[] lambdas) => new(
        LambdaAxis(lambdas),
        new Axis(SimilarityTitle, 0, 1.07 * view.Layers),
        Levels: [.. view.AllCurves.Select(curve => curve.Key.Network.Layers).DefaultIfEmpty(3).Distinct().Order().Select(Maximum)]);

    private static Panel[] LayerPanels(int layers, double[] lambdas) =>
    [
        .. Enumerable.Range(1, layers).Select(layer => new Panel(
            LambdaAxis(lambdas) with { Ticks = null, Title = (layer - 1) % MostColumns == MiddleColumn(layers) ? LambdaTitle : null },
            new Axis((layer - 1) % MostColumns == 0 ? "cos(c⁰, c¹)" : null, 0, 1.07),
            Caption: $"layer {layer}",
            Levels: [new Level(1, "")])),
    ];

    private static Panel[] EpochPanels(IReadOnlyList<int> layers, int epochs) =>
    [
        .. layers.Select((layer, i) => new Panel(
            new Axis(i % MostColumns == MiddleColumn(layers.Count) ? "epoch" : null, epochs == 1 ? 0.5 : 1 - (0.04 * (epochs - 1)), epochs == 1 ? 1.5 : epochs + (0.04 * (epochs - 1))),
            new Axis(i % MostColumns == 0 ? "cos(c⁰, c¹)" : null, 0, 1.07),
            Caption: $"layer {layer}",
            Levels: [new Level(1, "")])),
    ];

    private static Panel ProfilePanel(int layers) => new(
        new Axis("layer, from input to output", 0.4, layers + 0.6),
        new Axis("cos(c⁰, c¹)", 0, 1.07),
        Levels: [new Level(1, "")]);

    // A method without λ has one line, a strong one.
    private static string Strengths(SweepView view)
    {
        double[] lambdas = [.. view.Runs.Select(run => run.Spec).Where(spec => MethodCatalogue.Find(spec.Method)?.Tuning == Tuning.Lambda).Select(spec => spec.Lambda).Distinct().Order()];
        return lambdas.Length > 1 ? $"faint to strong: λ {Formats.Weight(lambdas[0])} to {Formats.Weight(lambdas[^1])}" : "mean over seeds";
    }

    private static int MiddleColumn(int layers) => (Math.Min(layers, MostColumns) - 1) / 2;

    private static double[] Lambdas(SweepView view) =>
        [.. view.Runs.Where(run => IsTrained(run.Spec.Method)).Select(run => run.Spec.Lambda).DefaultIfEmpty(0).Distinct().Order()];

    private static Axis LambdaAxis(double[] lambdas)
    {
        var room = Math.Max(0.08 * (lambdas[^1] - lambdas[0]), 0.02);
        return new Axis(LambdaTitle, lambdas[0] - room, lambdas[^1] + room, lambdas.Length <= 7 ? lambdas : null);
    }

    private static PointPlace[] LayerPlaces(CurveView curve) =>
    [
        .. Enumerable.Range(0, curve.Key.Network.Layers).Select(layer => WholePlace with
        {
            Y = point => point.LayerCosines[layer],
            RunY = (_, report) => report.LayerCosines[layer],
            Layer = layer + 1,
        }),
    ];
}
