using System.Globalization;
using Fairer.Core.Rationale.Maps;
using Fairer.Web.Services.Rationale;

namespace Fairer.Web.Components.Rationale;

/// <summary>Where everything of a network's drawing is: columns of units, the strongest connections between them, and the names
/// of the features that they start from.</summary>
internal sealed class NetworkDrawing
{
    /// <summary>The width of the drawing.</summary>
    public const double Width = 800;

    /// <summary>The height of the drawing.</summary>
    public const double Height = 560;

    private const double Left = 232;
    private const double Right = 752;
    private const double Top = 12;
    private const double Bottom = 500;
    private const double LabelGap = 15.5;
    private const int MostLabels = 30;
    private const int MostDots = 400;

    private readonly RationaleMap _map;
    private readonly RationaleShown _shown;

    /// <summary>Draws what is shown.</summary>
    /// <param name="shown">The rationale; it has a map.</param>
    /// <param name="perLayer">How many connections of each layer and subgroup.</param>
    public NetworkDrawing(RationaleShown shown, int perLayer)
    {
        (_shown, _map) = (shown, shown.Map!);
        var connections = StrongConnections.Of(_map, perLayer);
        Paths = [.. Enumerable.Range(0, 2).Select(group => StrongConnections.Path(_map, group))];
        Columns = [.. Enumerable.Range(0, _map.Layers.Count + 1).Select(Column)];
        Overlaps = [.. Enumerable.Range(0, _map.Layers.Count).Select(layer => Overlap(layer, connections))];

        double[][] greatest = [.. _map.Layers.Select((_, l) => new[]
        {
            connections.Where(one => one.Layer == l).Select(one => one.Share0).DefaultIfEmpty().Max(),
            connections.Where(one => one.Layer == l).Select(one => one.Share1).DefaultIfEmpty().Max(),
        })];
        Lines = [.. connections.Reverse().SelectMany(one => LinesOf(one, greatest[one.Layer]))];
        Units = [.. Enumerable.Range(0, _map.Layers.Count + 1).SelectMany(column => UnitsOf(column, connections))];
        Halos = [.. Paths.SelectMany((path, group) => path.Zip(path.Skip(1)).Select((step, l) => new DrawnLine(group == 0 ? "zero" : "one", Curve(l, step.First, step.Second, 0), 9, "")))];
        Labels = Spread(connections);
    }

    /// <summary>Each subgroup's strongest path: a feature, then units.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Paths { get; }

    /// <summary>The columns, features first.</summary>
    public IReadOnlyList<DrawnColumn> Columns { get; }

    /// <summary>How many strongest connections the subgroups share, layer by layer.</summary>
    public IReadOnlyList<DrawnText> Overlaps { get; }

    /// <summary>What marks the strongest paths.</summary>
    public IReadOnlyList<DrawnLine> Halos { get; }

    /// <summary>The connections, the weakest first; one that both subgroups share is two lines side by side.</summary>
    public IReadOnlyList<DrawnLine> Lines { get; }

    /// <summary>The units and features that connections meet.</summary>
    public IReadOnlyList<DrawnUnit> Units { get; }

    /// <summary>The names of the features that connections start from, the strongest ones.</summary>
    public IReadOnlyList<DrawnLabel> Labels { get; }

    /// <summary>A number as SVG takes it.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A strongest path in words.</summary>
    public string Describe(int group) => string.Join(
        " → ", Paths[group].Select((place, column) => column == 0 ? _shown.InputName(0, place) : _shown.UnitName(column - 1, place)));

    private int Count(int column) => column == 0 ? _map.Layout.Inputs : _map.Layout.Layers[column - 1].Outputs;

    private double X(int column) => Left + ((Right - Left) * column / _map.Layers.Count);

    private double Y(int column, int place) => Top + ((Bottom - Top) * (place + 0.5) / Count(column));

    private DrawnColumn Column(int column)
    {
        var (x, count) = (X(column), Count(column));
        var dots = count <= MostDots
            ? string.Concat(Enumerable.Range(0, count).Select(place => $"M{Number(x)} {Number(Y(column, place))}h0"))
            : $"M{Number(x)} {Number(Top)}V{Number(Bottom)}";
        var text = column == _map.Layers.Count ? "output" : $"{count:N0} {(column == 0 ? "features" : count == 1 ? "unit" : "units")}";
        return new DrawnColumn(x, dots, text);
    }

    private DrawnText Overlap(int layer, IReadOnlyList<StrongConnection> connections)
    {
        var shared = connections.Count(one => one.Layer == layer && one.Shared);
        var of = Math.Max(connections.Count(one => one.Layer == layer && one.Strong0), connections.Count(one => one.Layer == layer && one.Strong1));
        return new DrawnText((X(layer) + X(layer + 1)) / 2, _map.Layers.Count > 4 ? $"{shared}/{of}" : $"{shared} of {of} shared");
    }

    private IEnumerable<DrawnLine> LinesOf(StrongConnection one, double[] greatest)
    {
        var title = $"{_shown.InputName(one.Layer, one.Input)} → {_shown.UnitName(one.Layer, one.Unit)}: {Percent(one.Share0)} and {Percent(one.Share1)} of the layer’s c";
        var (width0, width1) = (Thickness(one.Share0, greatest[0]), Thickness(one.Share1, greatest[1]));
        var apart = one.Shared ? (width0 + width1 + 1) / 4 : 0;
        if (one.Strong0)
        {
            yield return new DrawnLine("zero", Curve(one.Layer, one.Input, one.Unit, -apart), width0, title);
        }

        if (one.Strong1)
        {
            yield return new DrawnLine("one", Curve(one.Layer, one.Input, one.Unit, apart), width1, title);
        }
    }

    private static double Thickness(double share, double greatest) => greatest > 0 ? 0.9 + (3.1 * Math.Sqrt(share / greatest)) : 0.9;

    private static string Percent(double share) => share.ToString(share < 0.001 ? "0.000 %" : "0.0 %", CultureInfo.InvariantCulture);

    private string Curve(int layer, int input, int unit, double shift)
    {
        var (x0, y0, x1, y1) = (X(layer), Y(layer, input) + shift, X(layer + 1), Y(layer + 1, unit) + shift);
        var bend = (x1 - x0) * 0.45;
        return $"M{Number(x0)} {Number(y0)}C{Number(x0 + bend)} {Number(y0)} {Number(x1 - bend)} {Number(y1)} {Number(x1)} {Number(y1)}";
    }

    private IEnumerable<DrawnUnit> UnitsOf(int column, IReadOnlyList<StrongConnection> connections)
    {
        var met = connections
            .SelectMany(one => new[] { (Column: one.Layer, Place: one.Input, one), (Column: one.Layer + 1, Place: one.Unit, one) })
            .Where(end => end.Column == column)
            .GroupBy(end => end.Place);
        foreach (var unit in met)
        {
            var (zero, one) = (unit.Any(end => end.one.Strong0), unit.Any(end => end.one.Strong1));
            var name = column == 0 ? _shown.InputName(0, unit.Key) : _shown.UnitName(column - 1, unit.Key);
            var onPath = column > 0 && column < _map.Layers.Count && Paths.Any(path => path.Count > 0 && path[column] == unit.Key);
            var below = onPath && Paths.Any(path => path.Count > 0 && path[column] < unit.Key);
            yield return new DrawnUnit(zero && one ? "both" : zero ? "zero" : "one", X(column), Y(column, unit.Key), name, onPath ? $"{unit.Key + 1}" : "", below ? 16 : -6);
        }
    }

    // From the top each name as near to its feature as the one above allows; then back from the bottom.
    private List<DrawnLabel> Spread(IReadOnlyList<StrongConnection> connections)
    {
        int[] features = [.. connections.Where(one => one.Layer == 0)
            .GroupBy(one => one.Input)
            .OrderByDescending(ends => ends.Max(one => Math.Max(one.Share0, one.Share1)))
            .Take(MostLabels).Select(ends => ends.Key).Order()];
        double[] places = [.. features.Select(feature => Y(0, feature))];
        for (var i = 1; i < places.Length; i++)
        {
            places[i] = Math.Max(places[i], places[i - 1] + LabelGap);
        }

        for (var i = places.Length - 1; i >= 0; i--)
        {
            places[i] = Math.Min(places[i], i == places.Length - 1 ? Bottom : places[i + 1] - LabelGap);
        }

        return [.. features.Select((feature, i) => new DrawnLabel(Shorten(_shown.InputName(0, feature)), Left, Y(0, feature), places[i]))];
    }

    private static string Shorten(string name) => name.Length <= 31 ? name : name[..30] + "…";
}

/// <summary>A column of units: its place, its dots, and what stands below it.</summary>
internal sealed record DrawnColumn(double X, string Dots, string Text);

/// <summary>A text below the drawing.</summary>
internal sealed record DrawnText(double X, string Text);

/// <summary>A line of a subgroup, <c>zero</c> or <c>one</c>.</summary>
internal sealed record DrawnLine(string Group, string Path, double Width, string Title);

/// <summary>A unit that decides for subgroup <c>zero</c>, <c>one</c> or <c>both</c>; one on a strongest path with its number,
/// above it or, where the other path's unit is, below.</summary>
internal sealed record DrawnUnit(string Group, double X, double Y, string Title, string Number, double NumberAt);

/// <summary>A feature's name: where the feature is, and where the name has room.</summary>
internal sealed record DrawnLabel(string Text, double X, double Feature, double Y);
