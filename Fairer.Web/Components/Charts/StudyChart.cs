using Fairer.Core.Data;
using Fairer.Core.Reproduction;
using Fairer.Core.Results;
using Fairer.Web.Services;

namespace Fairer.Web.Components.Charts;

/// <summary>One of the paper's figures in the page's own charts.</summary>
public sealed class StudyChart
{
    private const string PaperColor = "#7a7f88";
    private const string PaperName = "as the paper prints it";
    private const string Lambda = "λ";

    private FigureData? _data;
    private Figure? _figure;

    /// <summary>Draws a figure; the same numbers give the same objects.</summary>
    /// <param name="data">The numbers.</param>
    /// <param name="name">What it is called in the paper, for instance <c>Fig. 2</c>.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="grid">What was trained for it, in a few words.</param>
    /// <param name="census">The dataset in Adult's place.</param>
    /// <param name="key">What zoom, legend choices and file names are bound to.</param>
    public Figure Draw(FigureData data, string name, string title, string grid, DatasetInfo census, string key)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (_figure is null || !ReferenceEquals(data, _data))
        {
            _data = data;
            HashSet<string> named = [];
            _figure = new Figure(
                [.. data.Panels.SelectMany((panel, i) => panel.Series.Where(series => series.Points.Count > 0).Select((series, j) => Draw(series, panel, i, j, named)))],
                new Layout
                {
                    Title = $"{name} · {title}",
                    Subtitle = $"{grid} · mean ± s.d. over seeds, each at its selected epoch",
                    Data = ChartNotes.Data(census),
                    FileName = $"fairer-{key}",
                    Panels = [.. data.Panels.Select((panel, i) => Frame(data, panel, i))],
                    Columns = data.Columns,
                    OwnScales = true,
                    Revision = key,
                });
        }

        return _figure;
    }

    private static Trace Draw(SeriesData series, PanelData panel, int place, int index, HashSet<string> named)
    {
        var paper = series.Origin == Origin.Paper;

        // Where the paper prints numbers of several methods, name, colour and shape tell which is whose.
        var several = panel.Series.Count(other => other.Origin == Origin.Paper) > 1;
        var whose = series.Name != "paper" ? series.Name : LabelOf(series) ?? panel.Series.Select(LabelOf).FirstOrDefault(label => label is not null);
        var name = !paper ? series.Name : several && whose is not null ? $"the paper: {whose}" : PaperName;
        var style = CurveStyle.Of(series.Method, network: 0, beta: 0);
        var color = paper && !several ? PaperColor : style.Color;
        var open = paper || series.Open;
        var axis = place == 0 ? "" : Formats.Weight(place + 1);
        return new Trace
        {
            Uid = $"study-{place}-{index}-{(paper ? "paper" : "ours")}-{series.Method}",
            Name = name,
            Mode = series.Joined ? "lines+markers" : "markers",
            X = [.. series.Points.Select(point => point.X.Mean)],
            Y = [.. series.Points.Select(point => point.Y.Mean)],
            HoverText = [.. series.Points.Select(point => Hover(series, panel, point))],
            ErrorX = ErrorBars.Of([.. series.Points.Select(point => point.X.Deviation)]),
            ErrorY = ErrorBars.Of([.. series.Points.Select(point => point.Y.Deviation)]),
            Line = series.Joined ? new Line(color, 2.5, series.Open ? "dash" : "solid") : null,
            Marker = new Marker(style.Symbol + (open ? "-open" : ""), paper ? 12 : 10, color, open ? new Line(color, 2) : null),
            LegendGroup = $"{series.Origin}-{name}".Replace(' ', '_'),
            ShowLegend = named.Add(name),
            XAxis = "x" + axis,
            YAxis = "y" + axis,
            Opacity = series.Faintness > 0 ? 1 - series.Faintness : null,
            Meta = new TraceMeta(paper ? "paper" : "mean", series.Method, series.Name, 0, place, [.. series.Points.Select(point => point.Lambda ?? 0)]),
        };
    }

    // Printed points that several networks share are labelled once.
    private static string? LabelOf(SeriesData series) => series.Points.Select(point => point.Label).FirstOrDefault(label => label is not null);

    private static string Hover(SeriesData series, PanelData panel, FigurePoint point)
    {
        var tuning = point.Lambda is { } lambda ? $", {Formats.Tuning(series.Method, lambda)}" : "";
        var x = panel.X == Lambda ? "" : $"{Short(panel.X)} {Value(point.X, point.Seeds)}<br>";
        return series.Origin == Origin.Paper
            ? $"<b>the paper</b>, {(series.Name == "paper" ? "" : series.Name)}{tuning.TrimStart(series.Name == "paper" ? [',', ' '] : [])}<br>{x}{Short(panel.Y)} {Value(point.Y, 2)}"
            : $"<b>{series.Name}</b>{tuning}, {(point.Seeds > 1 ? $"{point.Seeds} seeds" : "one seed")}<br>{x}{Short(panel.Y)} {Value(point.Y, point.Seeds)}";
    }

    // Of a printed number without a deviation the number alone.
    private static string Value(Summary value, int seeds) => Formats.Score(value, value.Deviation > 0 ? Math.Max(seeds, 2) : 1);

    // An axis' title says more than a label has room for.
    private static string Short(string title) => title.Split(" (")[0].Split(", at most")[0];

    private static Panel Frame(FigureData data, PanelData panel, int place)
    {
        var overLambda = panel.X == Lambda;
        PanelData[] alike = overLambda ? [.. data.Panels.Where(other => (other.X, other.Y) == (panel.X, panel.Y))] : [panel];
        FigurePoint[] points = [.. panel.Series.SelectMany(series => series.Points)];
        var (xLow, xHigh) = Range([.. points.Select(point => point.X)], overLambda ? (0, 0.6) : (-0.2, 0));
        var (yLow, yHigh) = Range([.. alike.SelectMany(other => other.Series).SelectMany(series => series.Points).Select(point => point.Y)], (0, 1));
        double[] lambdas = [.. points.Select(point => point.X.Mean).Distinct().Order()];
        var left = place % data.Columns == 0 ? null : data.Panels[place - 1];
        return new Panel(
            new Axis(overLambda ? "fairness weight λ" : panel.X, xLow, xHigh, overLambda && lambdas.Length is > 1 and <= 7 ? lambdas : null),
            new Axis(left?.Y == panel.Y ? null : panel.Y, yLow, yHigh),
            Caption: data.Panels.Count > 1 ? panel.Title : null,
            Levels: panel.Reference is { } line && line.Y > yLow && line.Y < yHigh ? [new Level(line.Y, line.Text)] : null,
            Note: panel.Note);
    }

    // All means, and their bars unless these would press the means into less than a third; a little room around them.
    private static (double Low, double High) Range(Summary[] values, (double Low, double High) without)
    {
        if (values.Length == 0)
        {
            return without;
        }

        var (low, high) = (values.Min(value => value.Mean), values.Max(value => value.Mean));
        var most = high > low ? high - low : double.PositiveInfinity;
        var ends = values.SelectMany(value => new[] { Math.Max(value.Mean - value.Deviation, low - most), Math.Min(value.Mean + value.Deviation, high + most) }).ToArray();
        var room = Math.Max(0.06 * (ends.Max() - ends.Min()), 1e-4);
        return (ends.Min() - room, ends.Max() + room);
    }
}
