using System.Globalization;

namespace Fairer.Figures;

/// <summary>A logarithmic axis with a tick at each power of two.</summary>
internal sealed class LogAxis
{
    private readonly int _low;
    private readonly int _high;

    /// <summary>An axis from the power of two below all values to the one above them.</summary>
    /// <param name="values">What must be visible; all positive.</param>
    public LogAxis(IReadOnlyCollection<double> values) =>
        (_low, _high) = ((int)Math.Floor(Math.Log2(values.Min())), (int)Math.Ceiling(Math.Log2(values.Max())));

    /// <summary>The left or lower end.</summary>
    public double Low => Math.Pow(2, _low);

    /// <summary>The right or upper end.</summary>
    public double High => Math.Pow(2, _high);

    /// <summary>Where the ticks are.</summary>
    public IEnumerable<double> Ticks => Enumerable.Range(_low, _high - _low + 1).Select(power => Math.Pow(2, power));

    /// <summary>How far along the axis a value is: 0 at its low end, 1 at its high end.</summary>
    public double Place(double value) => (Math.Log2(value) - _low) / (_high - _low);

    /// <summary>A tick's number.</summary>
    public static string Label(double tick) => tick >= 1 ? tick.ToString(CultureInfo.InvariantCulture) : $"1/{(1 / tick).ToString(CultureInfo.InvariantCulture)}";
}
