using System.Globalization;
using System.Security;
using System.Text;

namespace Fairer.Figures;

/// <summary>Draws into an SVG text, small and the same for the same figure, with a line for each mark.</summary>
internal sealed class SvgDrawing : IDrawing
{
    private readonly StringBuilder _svg = new();
    private readonly StringBuilder _clips = new();
    private int _clipCount;

    public void Line(IReadOnlyList<(double X, double Y)> points, Pen pen) =>
        Add($"<polyline points=\"{Points(points)}\" fill=\"none\"{Stroke(pen)}/>");

    public void Area(IReadOnlyList<(double X, double Y)> outline, string fill, Pen edge) =>
        Add($"<polygon points=\"{Points(outline)}\" fill=\"{fill}\"{Stroke(edge)}/>");

    public void Disc(double x, double y, double radius, string fill, Pen edge) =>
        Add($"<circle cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"{Number(radius)}\" fill=\"{fill}\"{Stroke(edge)}/>");

    public void Text(double x, double y, string text, Type type)
    {
        var anchor = type.Anchor switch { Anchor.Middle => " text-anchor=\"middle\"", Anchor.End => " text-anchor=\"end\"", _ => "" };
        var weight = type.Bold ? " font-weight=\"600\"" : "";
        var turn = type.Upwards ? $" transform=\"rotate(-90 {Number(x)} {Number(y)})\"" : "";
        Add($"<text x=\"{Number(x)}\" y=\"{Number(y)}\" font-size=\"{Number(type.Size)}\" fill=\"{type.Color}\"{anchor}{weight}{turn}>{SecurityElement.Escape(text)}</text>");
    }

    public IDisposable Clip(double x, double y, double width, double height)
    {
        var id = $"clip{_clipCount++}";
        _clips.Append(CultureInfo.InvariantCulture, $"<clipPath id=\"{id}\"><rect x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(width)}\" height=\"{Number(height)}\"/></clipPath>\n");
        Add($"<g clip-path=\"url(#{id})\">");
        return new End(() => Add("</g>"));
    }

    /// <summary>The picture.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="title">What it shows, for those who cannot see it.</param>
    public string Finish(double width, double height, string title) =>
        $"""
        <svg xmlns="http://www.w3.org/2000/svg" width="{Number(width)}" height="{Number(height)}" viewBox="0 0 {Number(width)} {Number(height)}" font-family="'Source Sans 3', 'Source Sans Pro', 'Segoe UI', Helvetica, Arial, sans-serif" role="img">
        <title>{SecurityElement.Escape(title)}</title>
        <defs>
        {_clips}</defs>
        <rect width="100%" height="100%" fill="#ffffff"/>
        {_svg}</svg>

        """.ReplaceLineEndings("\n");

    private void Add(string element) => _svg.Append(element).Append('\n');

    private static string Points(IReadOnlyList<(double X, double Y)> points) =>
        string.Join(' ', points.Select(point => $"{Number(point.X)},{Number(point.Y)}"));

    private static string Stroke(Pen pen) => pen.Width == 0
        ? ""
        : $" stroke=\"{pen.Color}\" stroke-width=\"{Number(pen.Width)}\"{(pen.Dashed ? $" stroke-dasharray=\"{Number(4 * pen.Width)} {Number(2.5 * pen.Width)}\"" : "")}";

    // −0 is 0.
    private static string Number(double value) => (Math.Round(value, 1) + 0.0).ToString("0.#", CultureInfo.InvariantCulture);

    private sealed class End(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
