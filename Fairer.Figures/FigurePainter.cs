using System.Globalization;
using Fairer.Core.Reproduction;
using Fairer.Core.Results;

namespace Fairer.Figures;

/// <summary>Draws a figure's panels and, under them, one legend for all.</summary>
internal sealed class FigurePainter(FigureData figure)
{
    private const double Margin = 14;
    private const double PanelHeight = 330;
    private const double LegendRow = 22;
    private const double LegendColumn = 200;
    private const double MarkerSize = 4.5;
    private const string Ink = "#23272e";
    private const string Faint = "#5c6370";
    private const string Grid = "#e7e9ed";
    private const string Paper = "#7a7f88";

    // Room inside a panel's own rectangle for its title and its axes' numbers and titles.
    private const double Left = 62, Top = 30, Right = 12, Bottom = 50;

    // One panel alone may be wider.
    private double PanelWidth => figure.Columns == 1 ? 600 : 420;

    private int Rows => (figure.Panels.Count + figure.Columns - 1) / figure.Columns;

    private IReadOnlyList<SeriesData> Legend =>
    [
        .. figure.Panels.SelectMany(panel => panel.Series)
            .GroupBy(series => series.Origin == Origin.Paper ? "" : series.Name)
            .OrderBy(group => group.First().Origin)
            .Select(group => group.First()),
    ];

    private int LegendColumns => Math.Max(1, Math.Min(Legend.Count, (int)((Width - (2 * Margin) - Left) / LegendColumn)));

    private int LegendRows => (Legend.Count + LegendColumns - 1) / LegendColumns;

    /// <summary>The picture's width in pixels.</summary>
    public double Width => (2 * Margin) + (figure.Columns * PanelWidth);

    /// <summary>The picture's height in pixels.</summary>
    public double Height => (2 * Margin) + (Rows * PanelHeight) + (LegendRows * LegendRow) + 6;

    /// <summary>Draws it.</summary>
    public void Draw(IDrawing drawing)
    {
        for (var i = 0; i < figure.Panels.Count; i++)
        {
            Panel(drawing, figure.Panels[i], Margin + (i % figure.Columns * PanelWidth), Margin + (i / figure.Columns * PanelHeight));
        }

        for (var i = 0; i < Legend.Count; i++)
        {
            LegendEntry(drawing, Legend[i], Margin + Left + (i % LegendColumns * LegendColumn), Margin + (Rows * PanelHeight) + 14 + (i / LegendColumns * LegendRow));
        }
    }

    private void Panel(IDrawing drawing, PanelData panel, double left, double top)
    {
        var (x0, y0) = (left + Left, top + Top);
        var (width, height) = (PanelWidth - Left - Right, PanelHeight - Top - Bottom);
        FigurePoint[] points = [.. panel.Series.SelectMany(series => series.Points)];
        var xs = new Axis([.. Ends([.. points.Select(point => point.X)])], ticks: 6);

        // Panels of the same quantity over λ are there to be compared.
        var alike = figure.Panels.Where(other => other == panel || (panel.X == "λ" && (other.X, other.Y) == (panel.X, panel.Y)));
        var ys = new Axis([.. alike.SelectMany(other => Ends([.. other.Series.SelectMany(series => series.Points).Select(point => point.Y)]))], ticks: 6);
        double X(double value) => x0 + (xs.Place(value) * width);
        double Y(double value) => y0 + ((1 - ys.Place(value)) * height);

        drawing.Text(x0, top + 16, panel.Title, new Type(14, Ink, Bold: true));
        foreach (var tick in points.Length > 0 ? xs.Ticks : [])
        {
            drawing.Line([(X(tick), y0), (X(tick), y0 + height)], new Pen(Grid, 1));
            drawing.Text(X(tick), y0 + height + 16, xs.Label(tick), new Type(12, Faint, Anchor.Middle));
        }

        foreach (var tick in points.Length > 0 ? ys.Ticks : [])
        {
            drawing.Line([(x0, Y(tick)), (x0 + width, Y(tick))], new Pen(Grid, 1));
            drawing.Text(x0 - 7, Y(tick) + 4, ys.Label(tick), new Type(12, Faint, Anchor.End));
        }

        drawing.Line([(x0, y0), (x0, y0 + height), (x0 + width, y0 + height)], new Pen(Faint, 1));
        drawing.Text(x0 + (width / 2), y0 + height + 36, panel.X, new Type(13, Ink, Anchor.Middle));
        drawing.Text(left + 14, y0 + (height / 2), panel.Y, new Type(13, Ink, Anchor.Middle, Upwards: true));

        if (panel.Reference is { } line && line.Y > ys.Low && line.Y < ys.High)
        {
            drawing.Line([(x0, Y(line.Y)), (x0 + width, Y(line.Y))], new Pen(Paper, 1, Dashed: true));
            drawing.Text(x0 + width - 4, Y(line.Y) - 5, line.Text, new Type(11, Paper, Anchor.End));
        }

        // The paper's lie beneath, and of ours lines beneath markers.
        using (drawing.Clip(x0, y0, width, height))
        {
            foreach (var series in panel.Series.OrderByDescending(series => series.Origin))
            {
                Lines(drawing, series, X, Y);
            }
        }

        using (drawing.Clip(x0 - 8, y0 - 8, width + 16, height + 16))
        {
            var room = new LabelPlacement(x0, x0 + width);
            foreach (var series in panel.Series.OrderByDescending(series => series.Origin))
            {
                Markers(drawing, series, X, Y, room);
            }

            foreach (var series in panel.Series)
            {
                Labels(drawing, series, X, Y, room);
            }
        }

        if (panel.Note is { } note)
        {
            var lines = note.Split('\n');
            for (var i = 0; i < lines.Length; i++)
            {
                drawing.Text(x0 + (width / 2), y0 + (height / 2) + ((i - ((lines.Length - 1) / 2.0)) * 18), lines[i], new Type(13, Faint, Anchor.Middle));
            }
        }
    }

    private static void Lines(IDrawing drawing, SeriesData series, Func<double, double> x, Func<double, double> y)
    {
        var color = ColorOf(series);
        foreach (var point in series.Points)
        {
            if (point.X.Deviation > 0)
            {
                drawing.Line([(x(point.X.Mean - point.X.Deviation), y(point.Y.Mean)), (x(point.X.Mean + point.X.Deviation), y(point.Y.Mean))], new Pen(Mix(color, 0.45), 1));
            }

            if (point.Y.Deviation > 0)
            {
                drawing.Line([(x(point.X.Mean), y(point.Y.Mean - point.Y.Deviation)), (x(point.X.Mean), y(point.Y.Mean + point.Y.Deviation))], new Pen(Mix(color, 0.45), 1));
            }
        }

        if (series.Joined)
        {
            drawing.Line([.. series.Points.Select(point => (x(point.X.Mean), y(point.Y.Mean)))], new Pen(color, 1.7, series.Open));
        }
    }

    private static void Markers(IDrawing drawing, SeriesData series, Func<double, double> x, Func<double, double> y, LabelPlacement room)
    {
        foreach (var point in series.Points)
        {
            room.Keep(x(point.X.Mean), y(point.Y.Mean), MarkerSize);
            Marker.Draw(drawing, MethodLook.Of(series.Method).Shape, x(point.X.Mean), y(point.Y.Mean), MarkerSize, ColorOf(series), Hollow(series));
        }
    }

    private static void Labels(IDrawing drawing, SeriesData series, Func<double, double> x, Func<double, double> y, LabelPlacement room)
    {
        foreach (var point in series.Points.Where(point => point.Label is not null))
        {
            if (room.Place(x(point.X.Mean), y(point.Y.Mean), point.Label!) is { } place)
            {
                drawing.Text(place.X, place.Y, point.Label!, new Type(11, Mix(ColorOf(series), -0.25)));
            }
        }
    }

    private static void LegendEntry(IDrawing drawing, SeriesData series, double x, double y)
    {
        if (series.Joined)
        {
            drawing.Line([(x, y), (x + 26, y)], new Pen(ColorOf(series), 1.7, series.Open));
        }

        var shape = series.Origin == Origin.Paper ? MarkerShape.Circle : MethodLook.Of(series.Method).Shape;
        Marker.Draw(drawing, shape, x + 13, y, MarkerSize, ColorOf(series), Hollow(series));
        drawing.Text(x + 34, y + 4.5, series.Origin == Origin.Paper ? "as the paper prints it" : series.Name, new Type(13, Ink));
    }

    private static bool Hollow(SeriesData series) => series.Open || series.Origin == Origin.Paper;

    private static string ColorOf(SeriesData series) =>
        series.Origin == Origin.Paper ? Paper : Mix(MethodLook.Of(series.Method).Color, series.Faintness);

    // What an axis shows: all means, and their bars as far as these do not press the means together.
    private static IEnumerable<double> Ends(IReadOnlyList<Summary> values)
    {
        if (values.Count == 0)
        {
            return [];
        }

        var (low, high) = (values.Min(value => value.Mean), values.Max(value => value.Mean));
        var room = high > low ? 0.3 * (high - low) : double.PositiveInfinity;
        return values.SelectMany(value => new[] { Math.Max(value.Mean - value.Deviation, low - room), Math.Min(value.Mean + value.Deviation, high + room) });
    }

    /// <summary>A colour mixed with white, or with black for a negative share.</summary>
    private static string Mix(string color, double share)
    {
        var other = share < 0 ? 0 : 255;
        var parts = Enumerable.Range(0, 3)
            .Select(i => Convert.ToInt32(color.Substring(1 + (2 * i), 2), 16))
            .Select(part => (int)Math.Round(part + ((other - part) * Math.Abs(share))));
        return "#" + string.Concat(parts.Select(part => part.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
