using Fairer.Core.Reproduction;

namespace Fairer.Figures;

/// <summary>A figure as a picture. The same figure gives the same picture, whatever fonts the machine has.</summary>
public static class Picture
{
    /// <summary>The figure as SVG. Text stays text: it is shown in the viewer's own sans-serif where Source Sans 3 is missing.</summary>
    public static string Svg(FigureData figure)
    {
        var painter = new FigurePainter(figure);
        var drawing = new SvgDrawing();
        painter.Draw(drawing);
        return drawing.Finish(painter.Width, painter.Height, figure.Title);
    }

    /// <summary>The figure as a PNG file with two pixels for each one of the SVG.</summary>
    public static byte[] Png(FigureData figure)
    {
        var painter = new FigurePainter(figure);
        using var drawing = new PngDrawing(painter.Width, painter.Height);
        painter.Draw(drawing);
        return drawing.Finish();
    }

    /// <summary>The roofline as SVG.</summary>
    public static string Svg(Roofline roofline)
    {
        ArgumentNullException.ThrowIfNull(roofline);
        var drawing = new SvgDrawing();
        new RooflinePainter(roofline).Draw(drawing);
        return drawing.Finish(RooflinePainter.Width, RooflinePainter.Height, roofline.Title);
    }
}
