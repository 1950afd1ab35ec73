using System.Globalization;

namespace Fairer.Figures;

/// <summary>A linear axis: what range it shows, and where its ticks are.</summary>
internal sealed class Axis
{
    private readonly int _decimals;

    /// <summary>An axis that shows values with a little room on both sides.</summary>
    /// <param name="values">What must be visible.</param>
    /// <param name="ticks">About how many ticks there is room for.</param>
    public Axis(IReadOnlyCollection<double> values, int ticks)
    {
        var (low, high) = values.Count > 0 ? (values.Min(), values.Max()) : (0, 1);
        var room = high > low ? 0.06 * (high - low) : Math.Max(0.05, 0.1 * Math.Abs(low));
        (Low, High) = (low - room, high + room);

        // The smallest of 1, 2, 2.5 and 5 times a power of ten that gives few enough ticks.
        var least = (High - Low) / ticks;
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        var step = new[] { 1, 2, 2.5, 5, 10 }.Select(factor => factor * power).First(candidate => candidate >= least * (1 - 1e-9));
        _decimals = Enumerable.Range(0, 12).First(digits => Math.Abs(Math.Round(step, digits) - step) < step * 1e-6);
        var first = (long)Math.Ceiling((Low / step) - 1e-9);
        var last = (long)Math.Floor((High / step) + 1e-9);
        Ticks = [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
    }

    /// <summary>The left or lower end.</summary>
    public double Low { get; }

    /// <summary>The right or upper end.</summary>
    public double High { get; }

    /// <summary>Where the ticks are.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>How far along the axis a value is: 0 at its low end, 1 at its high end.</summary>
    public double Place(double value) => (value - Low) / (High - Low);

    /// <summary>A tick's number, with a true minus sign.</summary>
    public string Label(double tick) => (Math.Round(tick, _decimals) + 0.0)
        .ToString("F" + _decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Replace('-', '\u2212');
}
