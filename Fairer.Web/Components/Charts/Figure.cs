using System.Text.Json.Serialization;

namespace Fairer.Web.Components.Charts;

/// <summary>What a chart shows: the part of plotly's figure format that the charts use, typed.</summary>
/// <param name="Traces">The series, in the order of the legend. A trace that is the same object as before is not sent
/// again.</param>
/// <param name="Layout">Titles, axes and notes.</param>
public sealed record Figure(IReadOnlyList<Trace> Traces, Layout Layout);

/// <summary>One series of points.</summary>
public sealed record Trace
{
    /// <summary>What plotly and the browser know the series by, from update to update.</summary>
    public required string Uid { get; init; }

    /// <summary>The name in the legend.</summary>
    public required string Name { get; init; }

    /// <summary>Plotly's kind of series.</summary>
    public string Type { get; init; } = "scatter";

    /// <summary><c>lines+markers</c> or <c>markers</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>The points' first coordinates.</summary>
    public required IReadOnlyList<double> X { get; init; }

    /// <summary>The points' second coordinates.</summary>
    public required IReadOnlyList<double> Y { get; init; }

    /// <summary>What hovering over each point tells.</summary>
    [JsonPropertyName("hovertext")]
    public required IReadOnlyList<string> HoverText { get; init; }

    /// <summary>That hovering shows <see cref="HoverText"/> and nothing else.</summary>
    [JsonPropertyName("hoverinfo")]
    public string HoverInfo { get; init; } = "text";

    /// <summary>Error bars along x.</summary>
    [JsonPropertyName("error_x")]
    public ErrorBars? ErrorX { get; init; }

    /// <summary>Error bars along y.</summary>
    [JsonPropertyName("error_y")]
    public ErrorBars? ErrorY { get; init; }

    /// <summary>The line through the points.</summary>
    public Line? Line { get; init; }

    /// <summary>The points' looks.</summary>
    public required Marker Marker { get; init; }

    /// <summary>The series that one click on the legend hides together.</summary>
    [JsonPropertyName("legendgroup")]
    public required string LegendGroup { get; init; }

    /// <summary>Whether the legend names the series.</summary>
    [JsonPropertyName("showlegend")]
    public bool ShowLegend { get; init; } = true;

    /// <summary>Which of several panels the series is in: <c>x</c>, <c>x2</c>, …</summary>
    [JsonPropertyName("xaxis")]
    public string XAxis { get; init; } = "x";

    /// <summary>Which of several panels the series is in: <c>y</c>, <c>y2</c>, …</summary>
    [JsonPropertyName("yaxis")]
    public string YAxis { get; init; } = "y";

    /// <summary>How opaque the series is, 0 to 1; null for wholly.</summary>
    public double? Opacity { get; init; }

    /// <summary>What the points are, for whoever reads the chart's data.</summary>
    public required TraceMeta Meta { get; init; }
}

/// <summary>What a series' points are.</summary>
/// <param name="Kind"><c>mean</c>, <c>run</c> (finished runs), <c>running</c>, <c>trail</c> (where runs under way
/// come from), <c>front</c>, <c>profile</c> (means, layer by layer) or <c>epochs</c> (means, epoch by epoch).</param>
/// <param name="Method">The method's id.</param>
/// <param name="Hidden">The network, as text.</param>
/// <param name="Beta">The weight β.</param>
/// <param name="Layer">The layer, from 1; 0 where the points are about the whole network.</param>
/// <param name="Ids">The run of each point; for means its λ.</param>
public sealed record TraceMeta(string Kind, string Method, string Hidden, double Beta, int Layer, IReadOnlyList<double> Ids);

/// <summary>Error bars of one standard deviation to either side.</summary>
/// <param name="Array">Each point's deviation.</param>
public sealed record ErrorBars(IReadOnlyList<double> Array)
{
    /// <summary>Bars for these deviations; none where there is nothing to show.</summary>
    public static ErrorBars? Of(IReadOnlyList<double> deviations) =>
        deviations.Any(deviation => deviation > 0) ? new ErrorBars(deviations) : null;

    /// <summary>That <see cref="Array"/> holds the lengths.</summary>
    public string Type { get; init; } = "data";

    /// <summary>The bars' thickness in pixels.</summary>
    public double Thickness { get; init; } = 1.25;

    /// <summary>The width of the bars' ends in pixels.</summary>
    public double Width { get; init; } = 3;
}

/// <summary>A line's looks.</summary>
/// <param name="Color">A CSS colour.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Dash"><c>solid</c>, <c>dash</c>, <c>dot</c>, <c>dashdot</c>.</param>
/// <param name="Shape">How it goes from point to point, as plotly calls it; null for straight on.</param>
public sealed record Line(string Color, double Width, string Dash = "solid", string? Shape = null);

/// <summary>A point's looks.</summary>
/// <param name="Symbol">Plotly's name of the shape.</param>
/// <param name="Size">Pixels.</param>
/// <param name="Color">A CSS colour.</param>
/// <param name="Line">The outline.</param>
/// <param name="Opacity">How opaque it is, 0 to 1.</param>
public sealed record Marker(string Symbol, double Size, string Color, Line? Line = null, double Opacity = 1);

/// <summary>What surrounds the series. Colours, fonts and margins are the browser's part (chart.js), since they depend on
/// the theme.</summary>
public sealed record Layout
{
    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>What was measured: one line under the heading.</summary>
    public required string Subtitle { get; init; }

    /// <summary>What was measured on, before <see cref="Subtitle"/>; null while nothing was.</summary>
    public DataNote? Data { get; init; }

    /// <summary>The name of an exported picture, without ending.</summary>
    public required string FileName { get; init; }

    /// <summary>The panels, from left to right and top to bottom.</summary>
    public required IReadOnlyList<Panel> Panels { get; init; }

    /// <summary>How many panels stand side by side.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>Whether panels side by side measure different things, so that each has numbers at its own vertical axis.</summary>
    public bool OwnScales { get; init; }

    /// <summary>While this stays the same, zoom and legend choices stay too.</summary>
    public required string Revision { get; init; }

    /// <summary>The part that a new revision begins with, for each panel in turn left, right, bottom and top; null for all
    /// of it.</summary>
    public IReadOnlyList<double>? Zoom { get; init; }
}

/// <summary>The data that a chart is about.</summary>
/// <param name="Text">Its name, or what must be known about it.</param>
/// <param name="Warns">Whether it must not be overlooked.</param>
public sealed record DataNote(string Text, bool Warns);

/// <summary>One pair of axes.</summary>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Caption">What stands above the panel, or null.</param>
/// <param name="Levels">Horizontal reference lines.</param>
/// <param name="Hint">A word in the panel's best corner, or null.</param>
/// <param name="Note">What is said in the middle of a panel without points, or null.</param>
public sealed record Panel(Axis X, Axis Y, string? Caption = null, IReadOnlyList<Level>? Levels = null, string? Hint = null, string? Note = null);

/// <summary>One axis.</summary>
/// <param name="Title">What it measures, with its unit.</param>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
/// <param name="Ticks">Where its ticks are, or null for plotly's own.</param>
/// <param name="Log">Whether equal steps are equal factors; both ends are above 0 then.</param>
public sealed record Axis(string? Title, double Low, double High, IReadOnlyList<double>? Ticks = null, bool Log = false);

/// <summary>A horizontal reference line.</summary>
/// <param name="Value">Where.</param>
/// <param name="Text">What it means.</param>
public sealed record Level(double Value, string Text);
