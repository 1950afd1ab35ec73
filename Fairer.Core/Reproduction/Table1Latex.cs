using System.Globalization;
using System.Text;

namespace Fairer.Core.Reproduction;

/// <summary>Table 1 as LaTeX, for <c>booktabs</c>: our rows over the paper's.</summary>
public static class Table1Latex
{
    /// <summary>Writes the table.</summary>
    /// <param name="figure">Table 1 as a figure: a panel for each row, λ from left to right.</param>
    /// <param name="caption">What stands above it.</param>
    public static string Write(FigureData figure, string caption)
    {
        ArgumentNullException.ThrowIfNull(figure);
        double[] lambdas = [.. figure.Panels.SelectMany(panel => panel.Series).SelectMany(series => series.Points).Select(point => point.X.Mean).Distinct().Order()];
        var tex = new StringBuilder();
        tex.Append(CultureInfo.InvariantCulture, $$"""
            % \usepackage{booktabs}
            \begin{table}
            \centering
            \caption{{{Tex(caption)}}}
            \begin{tabular}{ll{{new string('c', lambdas.Length)}}}
            \toprule
             & & {{string.Join(" & ", lambdas.Select(lambda => $"$\\lambda = {StudyFigures.Text(lambda)}$"))}} \\
            \midrule

            """);
        foreach (var panel in figure.Panels)
        {
            foreach (var series in panel.Series.Where(series => series.Points.Count > 0))
            {
                var cells = lambdas.Select(lambda => series.Points.FirstOrDefault(point => point.X.Mean == lambda) is { } point ? Cell(point) : "--");
                tex.Append(CultureInfo.InvariantCulture, $"{panel.Title} & {(series.Origin == Origin.Ours ? "ours" : "paper")} & {string.Join(" & ", cells)} \\\\\n");
            }
        }

        return tex.Append("\\bottomrule\n\\end{tabular}\n\\end{table}\n").Replace("\r", "").ToString();
    }

    private static string Tex(string text) => text
        .Replace("Δ", "$\\Delta$", StringComparison.Ordinal).Replace("λ", "$\\lambda$", StringComparison.Ordinal).Replace("−", "$-$", StringComparison.Ordinal);

    // A single seed has no deviation: a 0 would claim certainty.
    private static string Cell(FigurePoint point) => point.Seeds == 1
        ? string.Create(CultureInfo.InvariantCulture, $"${point.Y.Mean:0.000}$")
        : string.Create(CultureInfo.InvariantCulture, $"${point.Y.Mean:0.000} \\pm {point.Y.Deviation:0.000}$");
}
