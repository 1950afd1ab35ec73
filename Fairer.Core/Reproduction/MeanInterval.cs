using Fairer.Core.Results;

namespace Fairer.Core.Reproduction;

/// <summary>A mean and the interval that holds the true one with a confidence of 95 %.</summary>
/// <param name="Mean">The arithmetic mean.</param>
/// <param name="Low">The interval's lower end; −∞ for a single value.</param>
/// <param name="High">The interval's upper end; ∞ for a single value.</param>
public readonly record struct MeanInterval(double Mean, double Low, double High)
{
    /// <summary>Student's t interval: mean ± t₀.₉₇₅ · deviation / √n.</summary>
    /// <param name="values">At least one value.</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static MeanInterval Of(IReadOnlyCollection<double> values)
    {
        var (mean, deviation) = Summary.Of(values);
        var half = values.Count == 1
            ? double.PositiveInfinity
            : Quantile(0.975, values.Count - 1) * deviation / Math.Sqrt(values.Count);
        return new MeanInterval(mean, mean - half, mean + half);
    }

    /// <summary>Where Student's t with this many degrees of freedom stays below with a probability of ½ to 1.</summary>
    internal static double Quantile(double probability, int freedom)
    {
        double low = 0, high = 1;
        while (Within(high, freedom) < (2 * probability) - 1)
        {
            high *= 2;
        }

        for (var i = 0; i < 100; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Within(middle, freedom) < (2 * probability) - 1 ? (middle, high) : (low, middle);
        }

        return high;
    }

    // The probability of |T| < t in closed form: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
    private static double Within(double t, int freedom)
    {
        var angle = Math.Atan(t / Math.Sqrt(freedom));
        var (sine, cosine) = Math.SinCos(angle);
        var odd = freedom % 2;
        var (term, sum) = (odd == 1 ? cosine : 1.0, 0.0);
        for (var k = odd + 2; k <= freedom; k += 2)
        {
            sum += term;
            term *= cosine * cosine * (k - 1) / k;
        }

        return odd == 1 ? 2 / Math.PI * (angle + (sine * sum)) : sine * sum;
    }
}
