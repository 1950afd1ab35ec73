using Fairer.Core.Results;

namespace Fairer.Figures;

/// <summary>Draws a roofline and, under it, its legend.</summary>
internal sealed class RooflinePainter(Roofline roofline)
{
    private const double PlotWidth = 640;
    private const double PlotHeight = 440;
    private const double Left = 74, Top = 48, Right = 22, Bottom = 84;
    private const double MarkerSize = 5;
    private const string Ink = "#23272e";
    private const string Faint = "#5c6370";
    private const string Grid = "#eceef1";
    private const string Roof = "#3f4652";
    private const string KernelColor = "#8a6d3b";

    private readonly LogAxis _xs = new([0.25, .. roofline.Points.SelectMany(point => new[] { point.Intensity / 1.5, point.Intensity * 1.8 })]);
    private readonly LogAxis _ys = new([.. roofline.Points.Select(point => point.Rate / 1.3), .. roofline.Peaks.Select(peak => peak.Rate * 1.1)]);

    /// <summary>The picture's width in pixels.</summary>
    public static double Width => Left + PlotWidth + Right;

    /// <summary>The picture's height in pixels.</summary>
    public static double Height => Top + PlotHeight + Bottom;

    /// <summary>Draws it.</summary>
    public void Draw(IDrawing drawing)
    {
        drawing.Text(Left, 26, roofline.Title, new Type(15, Ink, Bold: true));
        Axes(drawing);
        var room = new LabelPlacement(Left, Left + PlotWidth);
        foreach (var point in roofline.Points)
        {
            room.Keep(X(point.Intensity), Y(point.Rate), MarkerSize);
        }

        using (drawing.Clip(Left, Top, PlotWidth, PlotHeight))
        {
            Roofs(drawing, room);
            foreach (var point in roofline.Points.OrderByDescending(point => point.Kind))
            {
                Mark(drawing, point.Kind, X(point.Intensity), Y(point.Rate));
            }

            foreach (var point in roofline.Points)
            {
                if (room.Place(X(point.Intensity), Y(point.Rate), point.Name) is { } place)
                {
                    drawing.Text(place.X, place.Y, point.Name, new Type(11.5, Look(point.Kind).Color));
                }
            }
        }

        Legend(drawing);
    }

    private void Axes(IDrawing drawing)
    {
        foreach (var tick in _xs.Ticks)
        {
            drawing.Line([(X(tick), Top), (X(tick), Top + PlotHeight)], new Pen(Grid, 1));
            drawing.Text(X(tick), Top + PlotHeight + 17, LogAxis.Label(tick), new Type(12, Faint, Anchor.Middle));
        }

        foreach (var tick in _ys.Ticks)
        {
            drawing.Line([(Left, Y(tick)), (Left + PlotWidth, Y(tick))], new Pen(Grid, 1));
            drawing.Text(Left - 8, Y(tick) + 4, LogAxis.Label(tick), new Type(12, Faint, Anchor.End));
        }

        drawing.Line([(Left, Top), (Left, Top + PlotHeight), (Left + PlotWidth, Top + PlotHeight)], new Pen(Faint, 1));
        drawing.Text(Left + (PlotWidth / 2), Top + PlotHeight + 38, "operations a byte read or written", new Type(13, Ink, Anchor.Middle));
        drawing.Text(22, Top + (PlotHeight / 2), "GFLOP/s", new Type(13, Ink, Anchor.Middle, Upwards: true));
    }

    private void Roofs(IDrawing drawing, LabelPlacement room)
    {
        var highest = roofline.Peaks.Max(peak => peak.Rate);
        foreach (var (peak, index) in roofline.Peaks.OrderByDescending(peak => peak.Rate).Select((peak, index) => (peak, index)))
        {
            drawing.Line([(X(peak.Rate / roofline.Slopes[0].Rate), Y(peak.Rate)), (Left + PlotWidth, Y(peak.Rate))], new Pen(Roof, index == 0 ? 1.8 : 1.2, Dashed: index > 0));

            // The highest roof has its name above it, the others below.
            Name(drawing, room, Left + PlotWidth - 6, Y(peak.Rate) + (index == 0 ? -7 : 15), $"{peak.Name}, {peak.Rate:0} GFLOP/s", Anchor.End);
        }

        foreach (var slope in roofline.Slopes)
        {
            drawing.Line([(X(_xs.Low), Y(_xs.Low * slope.Rate)), (X(highest / slope.Rate), Y(highest))], new Pen(Roof, 1.2));

            // Its name stands where the line comes into the picture.
            var from = Math.Max(_xs.Low, _ys.Low / slope.Rate);
            var (x, y) = (X(from) + 16, Y(from * slope.Rate) - 10);
            Name(drawing, room, x, y, $"{slope.Name}, {slope.Rate:0} GB/s", Anchor.Start);
        }
    }

    private static void Name(IDrawing drawing, LabelPlacement room, double x, double y, string text, Anchor anchor)
    {
        drawing.Text(x, y, text, new Type(11.5, Faint, anchor));
        for (var letter = 0; letter < text.Length; letter += 2)
        {
            room.Keep(x + ((anchor == Anchor.End ? -5.2 : 5.2) * letter), y - 4, 5.2);
        }
    }

    private static void Legend(IDrawing drawing)
    {
        var (x, y) = (Left, Top + PlotHeight + 66);
        foreach (var (kind, text) in new[] { (RooflineKind.DRAlign, "DRAlign, a whole step"), (RooflineKind.FairReg, "FairReg, a whole step"), (RooflineKind.Kernel, "a kernel on 1,000 samples") })
        {
            Mark(drawing, kind, x + 6, y);
            drawing.Text(x + 18, y + 4.5, text, new Type(13, Ink));
            x += 200;
        }
    }

    private static void Mark(IDrawing drawing, RooflineKind kind, double x, double y) =>
        Marker.Draw(drawing, Look(kind).Shape, x, y, MarkerSize, Look(kind).Color, hollow: kind == RooflineKind.Kernel);

    private static (MarkerShape Shape, string Color) Look(RooflineKind kind) => kind switch
    {
        RooflineKind.DRAlign => (MethodLook.Of("dralign").Shape, MethodLook.Of("dralign").Color),
        RooflineKind.FairReg => (MethodLook.Of("fairreg").Shape, MethodLook.Of("fairreg").Color),
        _ => (MarkerShape.Diamond, KernelColor),
    };

    private double X(double intensity) => Left + (_xs.Place(intensity) * PlotWidth);

    private double Y(double rate) => Top + ((1 - _ys.Place(rate)) * PlotHeight);
}
