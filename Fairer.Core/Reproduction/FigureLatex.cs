using System.Globalization;
using System.Text;
using Fairer.Core.Results;

namespace Fairer.Core.Reproduction;

/// <summary>A figure as LaTeX, for <c>pgfplots</c>: the numbers stand in it, and the document's own fonts are its.</summary>
public static class FigureLatex
{
    private const string Paper = "7A7F88";

    /// <summary>Writes the figure.</summary>
    public static string Write(FigureData figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        string[] colors = [.. figure.Panels.SelectMany(panel => panel.Series).Select(ColorOf).Distinct().Order(StringComparer.Ordinal)];
        var tex = new StringBuilder("% \\usepackage{pgfplots} \\usepgfplotslibrary{groupplots} \\pgfplotsset{compat=1.18}\n\\begin{figure}\n\\centering\n");
        foreach (var color in colors)
        {
            tex.Append(CultureInfo.InvariantCulture, $"\\definecolor{{fairer{color}}}{{HTML}}{{{color}}}\n");
        }

        var rows = (figure.Panels.Count + figure.Columns - 1) / figure.Columns;
        tex.Append(CultureInfo.InvariantCulture, $$"""
            \begin{tikzpicture}
            \begin{groupplot}[
              group style={group size={{figure.Columns}} by {{rows}}, horizontal sep=1.8cm, vertical sep=2.2cm},
              width={{(figure.Columns == 1 ? "0.8" : figure.Columns == 2 ? "0.5" : "0.36")}}\textwidth, height=0.36\textwidth, grid=major,
              legend columns=3, legend style={draw=none, font=\footnotesize},
              error bars/x dir=both, error bars/x explicit, error bars/y dir=both, error bars/y explicit]

            """);
        for (var i = 0; i < figure.Panels.Count; i++)
        {
            var panel = figure.Panels[i];
            tex.Append(CultureInfo.InvariantCulture, $"\\nextgroupplot[title={{{Tex(panel.Title)}}}, xlabel={{{Tex(panel.X)}}}, ylabel={{{Tex(panel.Y)}}}");
            tex.Append(i == 0 ? ", legend to name=fairerlegend]\n" : "]\n");

            // One legend for all panels: the first names the series of all.
            foreach (var series in i == 0 ? figure.Panels.SelectMany(each => each.Series).Where(series => series.Points.Count > 0).DistinctBy(NameOf) : [])
            {
                tex.Append(CultureInfo.InvariantCulture, $"\\addlegendimage{{{Options(series)}}} \\addlegendentry{{{Tex(NameOf(series))}}}\n");
            }

            foreach (var series in panel.Series.Where(series => series.Points.Count > 0))
            {
                tex.Append(CultureInfo.InvariantCulture, $"\\addplot[forget plot, {Options(series)}] coordinates {{{string.Join(' ', series.Points.Select(Point))}}};\n");
            }

            if (panel.Note is { } note && panel.Series.All(series => series.Points.Count == 0))
            {
                tex.Append(CultureInfo.InvariantCulture, $"\\node at (rel axis cs:0.5,0.5) {{{Tex(note.Replace('\n', ' '))}}};\n");
            }
        }

        tex.Append("\\end{groupplot}\n\\end{tikzpicture}\n\n\\pgfplotslegendfromname{fairerlegend}\n");
        return tex.Append(CultureInfo.InvariantCulture, $"\\caption{{{Tex(figure.Title)}}}\n\\end{{figure}}\n").Replace("\r", "").ToString();
    }

    private static string NameOf(SeriesData series) => series.Origin == Origin.Paper ? "as the paper prints it" : series.Name;

    private static string Options(SeriesData series) => string.Join(", ",
    [
        $"fairer{ColorOf(series)}",
        $"mark={Mark(series)}",
        .. series.Joined ? Array.Empty<string>() : ["only marks"],
        .. series.Open ? ["dashed", "mark options={solid, fill=white}"] : Array.Empty<string>(),
        .. series.Faintness > 0 ? [string.Create(CultureInfo.InvariantCulture, $"opacity={1 - series.Faintness:0.00}")] : Array.Empty<string>(),
    ]);

    private static string Mark(SeriesData series) => series.Origin == Origin.Paper ? "o" : MethodLook.Of(series.Method).Shape switch
    {
        MarkerShape.Square => "square*",
        MarkerShape.Circle => "*",
        MarkerShape.Diamond => "diamond*",
        MarkerShape.TriangleUp => "triangle*",
        MarkerShape.TriangleDown => "halfsquare*",
        MarkerShape.Cross => "x",
        MarkerShape.Star => "star",
        _ => "pentagon*",
    };

    private static string ColorOf(SeriesData series) =>
        series.Origin == Origin.Paper ? Paper : MethodLook.Of(series.Method).Color.TrimStart('#').ToUpperInvariant();

    private static string Point(FigurePoint point) => string.Create(
        CultureInfo.InvariantCulture, $"({point.X.Mean:G6},{point.Y.Mean:G6}) +- ({point.X.Deviation:G6},{point.Y.Deviation:G6})");

    private static string Tex(string text) => text
        .Replace("Σ", "$\\Sigma$", StringComparison.Ordinal).Replace("⁰", "$^0$", StringComparison.Ordinal).Replace("¹", "$^1$", StringComparison.Ordinal)
        .Replace("Δ", "$\\Delta$", StringComparison.Ordinal).Replace("λ", "$\\lambda$", StringComparison.Ordinal).Replace("−", "$-$", StringComparison.Ordinal)
        .Replace("·", "$\\cdot$", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal);
}
