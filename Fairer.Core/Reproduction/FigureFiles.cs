using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fairer.Core.Reproduction.Claims;

namespace Fairer.Core.Reproduction;

/// <summary>A figure's numbers as files.</summary>
public static class FigureFiles
{
    // Greek and signs stay as they are; the files are not for web pages.
    private static readonly FigureJson Readable =
        new(new JsonSerializerOptions(FigureJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>A row for each drawn point.</summary>
    public static string Csv(FigureData figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var csv = new StringBuilder("figure,panel,series,origin,lambda,seeds,x_title,x,x_deviation,y_title,y,y_deviation\n");
        foreach (var panel in figure.Panels)
        {
            foreach (var series in panel.Series)
            {
                foreach (var point in series.Points)
                {
                    string[] cells =
                    [
                        figure.Id, panel.Title, series.Name, series.Origin == Origin.Ours ? "ours" : "paper",
                        point.Lambda is { } lambda ? Number(lambda) : "", point.Seeds > 0 ? Number(point.Seeds) : "",
                        panel.X, Number(point.X.Mean), Number(point.X.Deviation),
                        panel.Y, Number(point.Y.Mean), Number(point.Y.Deviation),
                    ];
                    csv.AppendJoin(',', cells.Select(Quoted)).Append('\n');
                }
            }
        }

        return csv.ToString();
    }

    /// <summary>The same as one object.</summary>
    public static string Json(FigureData figure) => JsonSerializer.Serialize(figure, Readable.FigureData) + "\n";

    /// <summary>The verdict as a list of findings.</summary>
    public static string Json(IReadOnlyList<Finding> findings) => JsonSerializer.Serialize(findings, Readable.IReadOnlyListFinding) + "\n";

    // Six digits: what a seed more would change is far to the left of them.
    private static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("G6", CultureInfo.InvariantCulture);

    private static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(',', '"', '\n') ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}

/// <summary>The JSON forms of a reproduction's files.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(FigureData))]
[JsonSerializable(typeof(IReadOnlyList<Finding>))]
internal sealed partial class FigureJson : JsonSerializerContext;
