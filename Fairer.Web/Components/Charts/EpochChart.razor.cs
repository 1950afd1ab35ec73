using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Charts;

/// <summary>A small chart of a few numbers of one run from epoch to epoch.</summary>
public sealed partial class EpochChart
{
    // The drawing's own units; the browser scales it to the width there is.
    private const int Width = 400;
    private const int Height = 158;
    private const int Left = 48;
    private const int Right = 12;
    private const int Top = 8;
    private const int Bottom = 36;

    private double _low;
    private double _high = 1;
    private double[] _yTicks = [];
    private int[] _xTicks = [];

    /// <summary>The heading.</summary>
    [Parameter]
    [EditorRequired]
    public required string Title { get; set; }

    /// <summary>The numbers.</summary>
    [Parameter]
    [EditorRequired]
    public required IReadOnlyList<EpochLine> Lines { get; set; }

    /// <summary>How many epochs the run has.</summary>
    [Parameter]
    [EditorRequired]
    public required int Epochs { get; set; }

    /// <summary>The epoch that counts, or null.</summary>
    [Parameter]
    public int? Selected { get; set; }

    private int Done => Lines.Select(line => line.Values.Count).DefaultIfEmpty(0).Max();

    private double Step => (Width - Left - Right) / (double)Math.Max(1, Epochs - 1);

    private string Description => Done == 0
        ? $"{Title}: no epoch yet"
        : $"{Title} after epoch {Done}: {string.Join(", ", Lines.Where(line => line.Values.Count > 0).Select(line => $"{line.Name} {Number(line.Values[^1])}"))}";

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        double[] values = [.. Lines.SelectMany(line => line.Values).Where(double.IsFinite)];
        var range = new AxisRange(double.NegativeInfinity, double.PositiveInfinity);
        range.Fit(values.Append(values.Length > 0 ? values.Min() : 0).Min(), values.Append(values.Length > 0 ? values.Max() : 1).Max(), settled: true);
        (_low, _high) = (range.Low, range.High);
        _yTicks = [_low, (_low + _high) / 2, _high];
        var every = Math.Max(1, (int)Math.Ceiling(Epochs / 10.0));
        _xTicks = [.. Enumerable.Range(1, Epochs).Where(epoch => epoch == 1 || epoch % every == 0)];
    }

    private static string N(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private string Tick(double value) => (value + 0.0).ToString(_high - _low < 0.1 ? "0.000" : "0.00", CultureInfo.InvariantCulture);

    private double X(double epoch) => Epochs == 1 ? (Left + Width - Right) / 2.0 : Left + ((epoch - 1) * Step);

    private double Y(double value) => Top + ((_high - value) / (_high - _low) * (Height - Top - Bottom));

    private string TextOf(int epoch) =>
        $"epoch {epoch}{(epoch == Selected ? ", selected" : "")}: {string.Join(", ", Lines.Where(line => line.Values.Count >= epoch).Select(line => $"{line.Name} {Number(line.Values[epoch - 1])}"))}";

    // A value that is not a number leaves a gap.
    private string PathOf(EpochLine line)
    {
        var path = new StringBuilder();
        var pen = 'M';
        for (var i = 0; i < line.Values.Count; i++)
        {
            if (!double.IsFinite(line.Values[i]))
            {
                pen = 'M';
                continue;
            }

            path.Append(pen).Append(N(X(i + 1))).Append(' ').Append(N(Y(line.Values[i])));
            pen = 'L';
        }

        return path.ToString();
    }
}

/// <summary>One number of a run, epoch by epoch.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Values">Its values, from the first epoch on.</param>
/// <param name="Color">A CSS colour.</param>
/// <param name="Dash">An SVG dash pattern, or null.</param>
public sealed record EpochLine(string Name, IReadOnlyList<double> Values, string Color, string? Dash = null);
