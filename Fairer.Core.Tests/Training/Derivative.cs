namespace Fairer.Core.Tests.Training;

/// <summary>A derivative found by differences, where the function has one.</summary>
internal static class Derivative
{
    private const double Step = 5e-5;

    /// <summary>Judges a slope by differences of fourth order.</summary>
    /// <param name="along">The function along a line, in double precision.</param>
    /// <param name="slope">What its slope at 0 is said to be.</param>
    /// <returns>Whether it was judged: near a kink of ReLU, |·| or a dead layer a difference means nothing. One between the points
    /// is told by two step widths that disagree, one at 0, which both halve alike, by the slopes on its two sides.</returns>
    public static bool Judge(Func<double, double> along, double slope)
    {
        var here = along(0);
        double Slope(double step) => ((8 * (along(step) - along(-step))) - (along(2 * step) - along(-2 * step))) / (12 * step);
        double Bend(double step) => (along(step) - (2 * here) + along(-step)) / step;
        var (coarse, fine) = (Slope(4 * Step), Slope(Step));

        // Curvature bends in proportion to the step, a kink whatever the step.
        var kink = ((4 * Bend(Step)) - Bend(4 * Step)) / 3;
        var scale = Math.Max(1, Math.Abs(fine));
        if (Math.Max(Math.Abs(coarse - fine), Math.Abs(kink)) > 1e-6 * scale)
        {
            return false;
        }

        Assert.True(Math.Abs(fine - slope) <= 1e-5 * scale, $"slope {slope} instead of {fine} (kink {kink}, value {here})");
        return true;
    }
}
