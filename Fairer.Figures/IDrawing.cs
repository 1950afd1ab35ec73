namespace Fairer.Figures;

/// <summary>Where a text stands relative to its point.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>How a line is drawn.</summary>
/// <param name="Color"><c>#rrggbb</c>.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Dashed">Whether it has gaps.</param>
internal readonly record struct Pen(string Color, double Width, bool Dashed = false);

/// <summary>How a text is set.</summary>
/// <param name="Size">In pixels.</param>
/// <param name="Color"><c>#rrggbb</c>.</param>
/// <param name="Anchor">Where it stands relative to its point, along the baseline.</param>
/// <param name="Bold">Whether it is semi-bold.</param>
/// <param name="Upwards">Whether it runs from bottom to top.</param>
internal readonly record struct Type(double Size, string Color, Anchor Anchor = Anchor.Start, bool Bold = false, bool Upwards = false);

/// <summary>What a figure is drawn on; x runs to the right and y down, in pixels.</summary>
internal interface IDrawing
{
    /// <summary>Draws a line through points.</summary>
    void Line(IReadOnlyList<(double X, double Y)> points, Pen pen);

    /// <summary>Draws a filled outline.</summary>
    void Area(IReadOnlyList<(double X, double Y)> outline, string fill, Pen edge);

    /// <summary>Draws a filled circle.</summary>
    void Disc(double x, double y, double radius, string fill, Pen edge);

    /// <summary>Writes a text on its baseline.</summary>
    void Text(double x, double y, string text, Type type);

    /// <summary>Limits what follows to a rectangle until the result is disposed of.</summary>
    IDisposable Clip(double x, double y, double width, double height);
}
