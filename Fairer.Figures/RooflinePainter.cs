using Fairer.Core.Results;

namespace Fairer.Figures;

/// <summary>Draws a roofline and, under it, its legend.</summary>
internal sealed class RooflinePainter(Roofline roofline)
{
    private const double PlotWidth = 640;
    private const double PlotHeight = 440;
    private const double Left = 74, Top = 48, Right = 22, Bottom = 132;
    private const double MarkerSize = 5;
    private const double LegendColumn = 200;
    private const string Ink = "#23272e";
    private const string Faint = "#5c6370";
    private const string Grid = "#eceef1";
    private const string Roof = "#3f4652";
    private const string KernelColor = "#8a6d3b";

    // Where a label goes that has no room beside its marker: first near, then farther away.
    private static readonly (double X, double Y)[] Shifts =
        [(0, 0), .. new[] { 16, 32, 48 }.SelectMany(far => new[] { (far, far), (-far, far), (far, -far), (-far, -far), (0, far), (0, -far) }.Select(to => ((double)to.Item1, (double)to.Item2)))];

    private readonly LogAxis _xs = new([0.25, .. roofline.Points.SelectMany(point => new[] { point.Intensity / 1.5, point.Intensity * 1.8 })]);
    private readonly LogAxis _ys = new([.. roofline.Points.SelectMany(point => new[] { point.Rate / 1.3, point.Rate * 1.1 }), .. roofline.Peaks.Select(peak => peak.Rate * 1.1)]);

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
            // From the right, where it is narrowest.
            foreach (var point in roofline.Points.OrderByDescending(point => point.Intensity))
            {
                Label(drawing, point, room);
            }

            foreach (var point in roofline.Points.OrderByDescending(point => point.Kind))
            {
                Mark(drawing, point.Kind, X(point.Intensity), Y(point.Rate));
            }
        }

        Legend(drawing);
    }

    private IEnumerable<(RooflinePeak Peak, int Index)> HighestFirst =>
        roofline.Peaks.OrderByDescending(peak => peak.Rate).Select((peak, index) => (peak, index));

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
        foreach (var (peak, index) in HighestFirst)
        {
            Line(drawing, room, (X(peak.Rate / roofline.Slopes[0].Rate), Y(peak.Rate)), (Left + PlotWidth, Y(peak.Rate)), PenOf(index));
        }

        foreach (var slope in roofline.Slopes)
        {
            Line(drawing, room, (X(_xs.Low), Y(_xs.Low * slope.Rate)), (X(highest / slope.Rate), Y(highest)), new Pen(Roof, 1.2));

            // Its name stands where the line comes into the picture.
            var from = Math.Max(_xs.Low, _ys.Low / slope.Rate);
            drawing.Text(X(from) + 12, Y(from * slope.Rate) - 10, slope.Name, new Type(11.5, Faint));
        }
    }

    /// <summary>A line that labels keep clear of.</summary>
    private static void Line(IDrawing drawing, LabelPlacement room, (double X, double Y) from, (double X, double Y) to, Pen pen)
    {
        const int Pieces = 100;
        drawing.Line([from, to], pen);
        for (var piece = 0; piece <= Pieces; piece++)
        {
            var share = (double)piece / Pieces;
            room.Keep(from.X + (share * (to.X - from.X)), from.Y + (share * (to.Y - from.Y)), 1);
        }
    }

    private void Label(IDrawing drawing, RooflinePoint point, LabelPlacement room)
    {
        var (x, y, type) = (X(point.Intensity), Y(point.Rate), new Type(11.5, Look(point.Kind).Color));
        foreach (var (shiftX, shiftY) in Shifts)
        {
            if (room.Place(x + shiftX, y + shiftY, point.Name) is not { } place)
            {
                continue;
            }

            if ((shiftX, shiftY) != (0, 0))
            {
                const double Letter = 5.6, Gap = 4;
                var side = place.X > x + shiftX ? place.X - Gap : place.X + (Letter * point.Name.Length) + Gap;
                drawing.Line([(x, y), (side, place.Y - 4)], new Pen(type.Color, 0.7));
            }

            drawing.Text(place.X, place.Y, point.Name, type);
            return;
        }
    }

    private void Legend(IDrawing drawing)
    {
        var (x, y) = (Left, Top + PlotHeight + 66);
        foreach (var (kind, text) in new[] { (RooflineKind.DRAlign, "DRAlign, a whole step"), (RooflineKind.FairReg, "FairReg, a whole step"), (RooflineKind.Kernel, "a kernel on 1,000 samples") })
        {
            Mark(drawing, kind, x + 6, y);
            drawing.Text(x + 18, y + 4.5, text, new Type(13, Ink));
            x += LegendColumn;
        }

        (x, y) = (Left, y + 24);
        foreach (var (peak, index) in HighestFirst)
        {
            drawing.Line([(x, y), (x + 26, y)], PenOf(index));
            drawing.Text(x + 34, y + 4.5, $"{peak.Name}, {peak.Rate:0} GFLOP/s", new Type(13, Ink));
            x += 1.6 * LegendColumn;
        }

        drawing.Line([(Left, y + 30), (Left + 26, y + 18)], new Pen(Roof, 1.2));
        drawing.Text(
            Left + 34, y + 28.5, string.Join(", ", roofline.Slopes.Select(slope => $"{slope.Name} {slope.Rate:0}")) + " GB/s", new Type(13, Ink));
    }

    private static void Mark(IDrawing drawing, RooflineKind kind, double x, double y) =>
        Marker.Draw(drawing, Look(kind).Shape, x, y, MarkerSize, Look(kind).Color, hollow: kind == RooflineKind.Kernel);

    private static (MarkerShape Shape, string Color) Look(RooflineKind kind) => kind switch
    {
        RooflineKind.DRAlign => (MethodLook.Of("dralign").Shape, MethodLook.Of("dralign").Color),
        RooflineKind.FairReg => (MethodLook.Of("fairreg").Shape, MethodLook.Of("fairreg").Color),
        _ => (MarkerShape.Diamond, KernelColor),
    };

    // The highest roof is solid.
    private static Pen PenOf(int index) => new(Roof, index == 0 ? 1.8 : 1.2, Dashed: index > 0);

    private double X(double intensity) => Left + (_xs.Place(intensity) * PlotWidth);

    private double Y(double rate) => Top + ((1 - _ys.Place(rate)) * PlotHeight);
}
