using Fairer.Core.Results;

namespace Fairer.Figures;

/// <summary>The methods' markers, all about equally heavy.</summary>
internal static class Marker
{
    /// <summary>Draws a marker.</summary>
    /// <param name="drawing">What to draw on.</param>
    /// <param name="shape">The outline.</param>
    /// <param name="x">The middle.</param>
    /// <param name="y">The middle.</param>
    /// <param name="size">About half its width, in pixels.</param>
    /// <param name="color">The edge, and the filling of one that is not hollow.</param>
    /// <param name="hollow">Whether it is filled with white.</param>
    public static void Draw(IDrawing drawing, MarkerShape shape, double x, double y, double size, string color, bool hollow)
    {
        var fill = hollow ? "#ffffff" : color;
        var pen = hollow ? new Pen(color, 1.4) : new Pen("#ffffff", 0.6);
        if (shape == MarkerShape.Circle)
        {
            drawing.Disc(x, y, size, fill, pen);
        }
        else
        {
            drawing.Area([.. Outline(shape).Select(point => (x + (size * point.X), y + (size * point.Y)))], fill, pen);
        }
    }

    private static IEnumerable<(double X, double Y)> Outline(MarkerShape shape) => shape switch
    {
        MarkerShape.Square => [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        MarkerShape.TriangleUp => Regular(3, 1.25, turn: 0),
        MarkerShape.TriangleDown => Regular(3, 1.25, turn: 180),
        MarkerShape.Pentagon => Regular(5, 1.1, turn: 0),
        MarkerShape.Diamond => Regular(4, 1.25, turn: 0),
        MarkerShape.Star => Regular(5, 1.35, turn: 0).Zip(Regular(5, 0.6, turn: 36)).SelectMany(pair => new[] { pair.First, pair.Second }),
        _ => [(-0.35, -1.1), (0.35, -1.1), (0.35, -0.35), (1.1, -0.35), (1.1, 0.35), (0.35, 0.35), (0.35, 1.1), (-0.35, 1.1), (-0.35, 0.35), (-1.1, 0.35), (-1.1, -0.35), (-0.35, -0.35)],
    };

    private static IEnumerable<(double X, double Y)> Regular(int corners, double radius, double turn) =>
        Enumerable.Range(0, corners).Select(i => Math.SinCos(Math.PI / 180 * (turn + (i * 360.0 / corners)))).Select(at => (radius * at.Sin, -radius * at.Cos));
}
