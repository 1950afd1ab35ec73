namespace Fairer.Web.Components.Charts;

/// <summary>An axis that follows its points calmly: it ends on round numbers, grows as soon as it must, and shrinks only
/// when its points need much less of it, so that a chart does not tremble while runs move.</summary>
/// <param name="floor">The least value the axis may start at.</param>
/// <param name="ceiling">The greatest value the axis may end at.</param>
public sealed class AxisRange(double floor, double ceiling)
{
    private const double ShrinkBelow = 0.4;

    /// <summary>The lower end.</summary>
    public double Low { get; private set; } = double.NaN;

    /// <summary>The upper end.</summary>
    public double High { get; private set; } = double.NaN;

    /// <summary>Makes room for points.</summary>
    /// <param name="least">The smallest value to be seen.</param>
    /// <param name="greatest">The greatest value to be seen.</param>
    /// <param name="settled">Whether the points move no more, so that the axis can take the room that is left.</param>
    public void Fit(double least, double greatest, bool settled)
    {
        if (!double.IsFinite(least) || !double.IsFinite(greatest))
        {
            return;
        }

        var span = Math.Max(greatest - least, 0.02);
        var step = RoundStep(span / 4);
        var low = Math.Max(floor, step * Math.Floor((least - (0.06 * span)) / step));
        var high = Math.Min(ceiling, step * Math.Ceiling((greatest + (0.06 * span)) / step));
        var grows = double.IsNaN(Low) || least < Low || greatest > High;
        if (grows || settled || span < ShrinkBelow * (High - Low))
        {
            (Low, High) = (low + 0.0, high + 0.0); // not −0
        }
    }

    /// <summary>Forgets the points, for another chart.</summary>
    public void Reset() => (Low, High) = (double.NaN, double.NaN);

    /// <summary>The least of 1, 2, 5 and 10 times a power of ten that is at least this.</summary>
    public static double RoundStep(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }
}
