using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Web.Services;

namespace Fairer.Web.Components.Charts;

/// <summary>What is drawn over width.</summary>
/// <param name="Curves">A curve for each method and β.</param>
/// <param name="Basis">What the networks are compared at.</param>
/// <param name="Metric">DP or EO.</param>
/// <param name="Depth">The number of hidden layers.</param>
/// <param name="Dataset">What was measured on.</param>
/// <param name="Inputs">The number of features; null while nobody knows it.</param>
public sealed record WidthFigure(
    IReadOnlyList<WidthCurve> Curves, WidthBasis Basis, FairnessMetric Metric, int Depth, DatasetInfo Dataset, int? Inputs)
{
    /// <summary>The widths that there are, ascending.</summary>
    public IReadOnlyList<int> Widths { get; } = [.. Curves.SelectMany(curve => curve.Points).Select(point => point.Width).Distinct().Order()];
}

/// <summary>Similarity, gap, AP and number of parameters over the width of an MLP, and each layer's cosine.</summary>
public static class WidthCharts
{
    private const int MostColumns = 4;
    private const string ParameterColor = "#7a7f88";
    private const string Empty = "nothing that fits has been trained yet";

    /// <summary>The whole network: similarity, gap, AP and number of parameters.</summary>
    public static Figure Whole(WidthFigure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var metric = figure.Metric.Abbreviation();
        (string Caption, string Title, Func<WidthPoint, Summary> Value)[] panels =
        [
            ("similarity", "Σ cos(c⁰, c¹)", point => point.Similarity),
            ("gap, 0 is fair", metric, point => point.Gap),
            ("average precision", "AP", point => point.AveragePrecision),
        ];
        var parameters = figure.Inputs is { } inputs
            ? figure.Widths.Select(width => (double)Network(width, figure.Depth).ParameterCount(inputs)).ToArray()
            : [];
        return new Figure(
            [
                .. panels.SelectMany((panel, i) => figure.Curves.Select((curve, j) => Draw(figure, curve, j, i, panel.Value))),
                .. parameters.Length > 0 ? [Parameters(figure, parameters, panels.Length)] : Array.Empty<Trace>(),
            ],
            Frame(figure, "Over-parameterisation", "whole", 2, ownScales: true,
            [
                .. panels.Select((panel, i) => new Panel(
                    WidthAxis(figure, titled: i >= 2),
                    ValueAxis(panel.Title, figure.Curves, panel.Value, i == 0 ? figure.Depth + 1 : null),
                    Caption: panel.Caption,
                    Levels: i == 0 ? [new Level(figure.Depth + 1, $"maximum {figure.Depth + 1}")]
                        : i == 1 && figure.Curves.Count > 0 && figure.Basis is WidthBasis.EqualGap at ? [new Level(at.Gap, $"{metric} {Formats.Score(at.Gap)}")] : null,
                    Note: figure.Curves.Count == 0 ? Empty : null)),
                new Panel(
                    WidthAxis(figure, titled: true),
                    parameters.Length > 0
                        ? new Axis("number", parameters[0] / 2, parameters[^1] * 2, Log: true)
                        : new Axis("number", 100, 1e6, Log: true),
                    Caption: "weights and biases",
                    Note: figure.Curves.Count == 0 ? Empty : figure.Inputs is null ? $"known once {figure.Dataset.Name} is at hand" : null),
            ]));
    }

    /// <summary>Each layer's cosine, a panel each.</summary>
    public static Figure Layers(WidthFigure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var layers = figure.Depth + 1;
        var columns = Math.Min(layers, MostColumns);
        return new Figure(
            [.. Enumerable.Range(0, layers).SelectMany(layer => figure.Curves.Select((curve, j) => Draw(figure, curve, j, layer, point => point.LayerCosines[layer])))],
            Frame(figure, "Rationale similarity by layer", "layers", columns, ownScales: false,
            [
                .. Enumerable.Range(0, layers).Select(layer => new Panel(
                    WidthAxis(figure, titled: layer >= layers - columns && layer % columns == (columns - 1) / 2) with { Ticks = layers > 3 ? Sparse(figure.Widths) : Axis(figure.Widths) },
                    new Axis(layer % columns == 0 ? "cos(c⁰, c¹)" : null, 0, 1.07),
                    Caption: layer < layers - 1 ? $"layer {layer + 1}" : $"layer {layer + 1}, the output",
                    Levels: [new Level(1, "")],
                    Note: figure.Curves.Count == 0 && columns < MostColumns ? Empty : null)),
            ]));
    }

    /// <summary>What a curve is called in the legend.</summary>
    public static string NameOf(WidthFigure figure, WidthCurve curve)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(curve);
        var name = MethodCatalogue.Find(curve.Method)?.Name(figure.Metric) ?? curve.Method;
        return figure.Curves.Count(other => other.Method == curve.Method) > 1 ? $"{name} β {Formats.Weight(curve.Beta)}" : name;
    }

    private static MlpShape Network(int width, int depth) => new([.. Enumerable.Repeat(width, depth)]);

    private static Layout Frame(WidthFigure figure, string title, string file, int columns, bool ownScales, IReadOnlyList<Panel> panels)
    {
        var at = figure.Basis switch
        {
            WidthBasis.EqualLambda basis => $"at λ {Formats.Weight(basis.Lambda)}",
            WidthBasis.EqualGap basis => $"at {figure.Metric.Abbreviation()} {Formats.Score(basis.Gap)}",
            _ => "",
        };
        return new Layout
        {
            Title = figure.Curves.Count > 0 ? $"{title}, {at}" : title,
            Data = ChartNotes.Data(figure.Dataset),
            Subtitle = $"{figure.Depth} hidden layer{(figure.Depth == 1 ? "" : "s")} · mean ± s.d. over seeds",
            FileName = $"fairer-widths-{figure.Dataset.Id.Replace(':', '-')}-{file}",
            Panels = panels,
            Columns = columns,
            OwnScales = ownScales,
            Revision = $"{figure.Dataset.Id} {figure.Metric} {figure.Depth}",
        };
    }

    private static Trace Draw(WidthFigure figure, WidthCurve curve, int index, int panel, Func<WidthPoint, Summary> value)
    {
        var beta = figure.Curves.Where(other => other.Method == curve.Method).TakeWhile(other => other != curve).Count();
        var style = CurveStyle.Of(curve.Method, network: beta, beta: beta);
        var axis = panel == 0 ? "" : Formats.Weight(panel + 1);
        return new Trace
        {
            Uid = $"width-{panel}-{index}",
            Name = NameOf(figure, curve),
            Mode = "lines+markers",
            X = [.. curve.Points.Select(point => (double)point.Width)],
            Y = [.. curve.Points.Select(point => value(point).Mean)],
            HoverText = [.. curve.Points.Select(point => Hover(figure, curve, point))],
            ErrorY = ErrorBars.Of([.. curve.Points.Select(point => value(point).Deviation)]),
            Line = new Line(style.Color, 2.5, style.Dash),
            Marker = new Marker(style.Symbol, 9, style.Color),
            LegendGroup = $"width-{curve.Method}-{index}",
            ShowLegend = panel == 0,
            XAxis = "x" + axis,
            YAxis = "y" + axis,
            Meta = new TraceMeta("mean", curve.Method, "", curve.Beta, panel, [.. curve.Points.Select(point => point.Lambda.Mean)]),
        };
    }

    private static Trace Parameters(WidthFigure figure, double[] parameters, int panel) => new()
    {
        Uid = $"width-{panel}-parameters",
        Name = "number of parameters",
        Mode = "lines+markers",
        X = [.. figure.Widths.Select(width => (double)width)],
        Y = parameters,
        HoverText = [.. figure.Widths.Select((width, i) => string.Create(CultureInfo.InvariantCulture, $"{figure.Depth} × {width} units<br>{parameters[i]:N0} weights and biases"))],
        Line = new Line(ParameterColor, 2.5),
        Marker = new Marker("circle", 7, ParameterColor),
        LegendGroup = "width-parameters",
        ShowLegend = false,
        XAxis = $"x{panel + 1}",
        YAxis = $"y{panel + 1}",
        Meta = new TraceMeta("parameters", "", "", 0, panel, []),
    };

    private static string Hover(WidthFigure figure, WidthCurve curve, WidthPoint point)
    {
        var lambda = MethodCatalogue.Find(curve.Method)?.Tuning == Tuning.Lambda
            ? $"λ {(point.Lambda.Deviation > 0 ? Formats.Score(point.Lambda, point.Seeds) : Formats.Weight(Math.Round(point.Lambda.Mean, 4)))}, " : "";
        var left = point.Left == 0 ? "" : $" ({point.Left} more do{(point.Left == 1 ? "es" : "")} not reach the gap)";
        return $"<b>{NameOf(figure, curve)}</b>, {figure.Depth} × {point.Width} units<br>"
            + $"{lambda}{(curve.Beta > 0 ? $"β {Formats.Weight(curve.Beta)}, " : "")}{(point.Seeds > 1 ? $"{point.Seeds} seeds" : "one seed")}{left}<br>"
            + $"similarity {Formats.Score(point.Similarity, point.Seeds)}<br>"
            + $"{figure.Metric.Abbreviation()} {Formats.Score(point.Gap, point.Seeds)}, AP {Formats.Score(point.AveragePrecision, point.Seeds)}";
    }

    private static Axis WidthAxis(WidthFigure figure, bool titled)
    {
        var (low, high) = figure.Widths is [var narrowest, .., var widest] ? (narrowest, widest) : figure.Widths is [var only] ? (only, only) : (5, 2000);
        return new Axis(titled ? "units of each hidden layer" : null, low / 1.3, high * 1.3, figure.Widths.Count > 0 ? Axis(figure.Widths) : [5, 20, 100, 500, 2000], Log: true);
    }

    private static double[] Axis(IReadOnlyList<int> widths) => widths.Count > 10 ? Sparse(widths) : [.. widths.Select(width => (double)width)];

    // Labels that do not run into each other: neighbours at least a factor of three apart.
    private static double[] Sparse(IReadOnlyList<int> widths)
    {
        var ticks = new List<double>();
        foreach (var width in widths)
        {
            if (ticks.Count == 0 || width >= 3 * ticks[^1])
            {
                ticks.Add(width);
            }
        }

        return [.. ticks];
    }

    private static Axis ValueAxis(string title, IReadOnlyList<WidthCurve> curves, Func<WidthPoint, Summary> value, double? most)
    {
        Summary[] values = [.. curves.SelectMany(curve => curve.Points).Select(value)];
        if (most is { } maximum)
        {
            return new Axis(title, 0, 1.1 * maximum);
        }

        if (values.Length == 0)
        {
            return new Axis(title, 0, 1);
        }

        var (low, high) = (values.Min(each => each.Mean - each.Deviation), values.Max(each => each.Mean + each.Deviation));
        var room = Math.Max(0.1 * (high - low), 0.002);
        return new Axis(title, low - room, high + room);
    }
}
