using SkiaSharp;

namespace Fairer.Figures;

/// <summary>Draws pixels, two for each one of the figure, with fonts of its own.</summary>
internal sealed class PngDrawing : IDrawing, IDisposable
{
    private const float Scale = 2;

    private readonly SKSurface _surface;
    private readonly SKCanvas _canvas;
    private readonly SKTypeface _regular = Font("SourceSans3-Regular.ttf");
    private readonly SKTypeface _bold = Font("SourceSans3-SemiBold.ttf");

    public PngDrawing(double width, double height)
    {
        _surface = SKSurface.Create(new SKImageInfo((int)Math.Ceiling(width * Scale), (int)Math.Ceiling(height * Scale), SKColorType.Rgba8888, SKAlphaType.Opaque));
        _canvas = _surface.Canvas;
        _canvas.Clear(SKColors.White);
        _canvas.Scale(Scale);
    }

    public void Line(IReadOnlyList<(double X, double Y)> points, Pen pen)
    {
        using var path = PathOf(points);
        Stroke(pen, paint => _canvas.DrawPath(path, paint));
    }

    public void Area(IReadOnlyList<(double X, double Y)> outline, string fill, Pen edge)
    {
        using var path = PathOf(outline);
        path.Close();
        using var paint = Paint(fill);
        _canvas.DrawPath(path, paint);
        Stroke(edge, stroke => _canvas.DrawPath(path, stroke));
    }

    public void Disc(double x, double y, double radius, string fill, Pen edge)
    {
        using var paint = Paint(fill);
        _canvas.DrawCircle((float)x, (float)y, (float)radius, paint);
        Stroke(edge, stroke => _canvas.DrawCircle((float)x, (float)y, (float)radius, stroke));
    }

    public void Text(double x, double y, string text, Type type)
    {
        using var font = new SKFont(type.Bold ? _bold : _regular, (float)type.Size) { Subpixel = true, Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.None };
        using var paint = Paint(type.Color);
        var align = type.Anchor switch { Anchor.Middle => SKTextAlign.Center, Anchor.End => SKTextAlign.Right, _ => SKTextAlign.Left };
        using var restore = new SKAutoCanvasRestore(_canvas);
        _canvas.Translate((float)x, (float)y);
        if (type.Upwards)
        {
            _canvas.RotateDegrees(-90);
        }

        _canvas.DrawText(text, 0, 0, align, font, paint);
    }

    public IDisposable Clip(double x, double y, double width, double height)
    {
        var restore = new SKAutoCanvasRestore(_canvas);
        _canvas.ClipRect(new SKRect((float)x, (float)y, (float)(x + width), (float)(y + height)), antialias: true);
        return restore;
    }

    /// <summary>The picture's file.</summary>
    public byte[] Finish()
    {
        using var image = _surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    public void Dispose()
    {
        _surface.Dispose();
        _regular.Dispose();
        _bold.Dispose();
    }

    /// <summary>A font that this assembly carries.</summary>
    internal static SKTypeface Font(string name)
    {
        using var stream = typeof(PngDrawing).Assembly.GetManifestResourceStream(name)!;
        return SKTypeface.FromStream(stream);
    }

    private static SKPath PathOf(IReadOnlyList<(double X, double Y)> points)
    {
        var path = new SKPath();
        path.AddPoly([.. points.Select(point => new SKPoint((float)point.X, (float)point.Y))], close: false);
        return path;
    }

    private static SKPaint Paint(string color) => new() { Color = SKColor.Parse(color), IsAntialias = true };

    private static void Stroke(Pen pen, Action<SKPaint> draw)
    {
        if (pen.Width == 0)
        {
            return;
        }

        using var paint = Paint(pen.Color);
        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeWidth = (float)pen.Width;
        using var dashes = pen.Dashed ? SKPathEffect.CreateDash([(float)(4 * pen.Width), (float)(2.5 * pen.Width)], 0) : null;
        paint.PathEffect = dashes;
        draw(paint);
    }
}
