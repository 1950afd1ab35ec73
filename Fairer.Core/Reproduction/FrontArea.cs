namespace Fairer.Core.Reproduction;

/// <summary>One trained model on the test split.</summary>
/// <param name="Gap">DP or EO.</param>
/// <param name="AveragePrecision">AP.</param>
public readonly record struct TradeOff(double Gap, double AveragePrecision);

/// <summary>
/// The area under one seed's AP-over-gap front, divided by its width: the AP that a method attains on average over a range
/// of gaps. One number for "better AP at equal fairness".
/// </summary>
public static class FrontArea
{
    /// <summary><c>1/(G − F) ∫ AP*(g) dg</c> from F to G, AP*(g) being the best AP among the models with a gap of at most g.</summary>
    /// <remarks>A constant predictor, whose gap is 0 and whose AP is the share of label 1, can always be had; it is where
    /// every front begins.</remarks>
    /// <param name="models">The method's models of one seed; those whose gap or AP is not a number are left out.</param>
    /// <param name="baseRate">The share of label 1 on the test split.</param>
    /// <param name="limit">G, above <paramref name="start"/>.</param>
    /// <param name="start">F, from 0 on.</param>
    public static double Of(IEnumerable<TradeOff> models, double baseRate, double limit, double start = 0)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, start);
        var (area, reached, best) = (0.0, start, baseRate);
        foreach (var model in models
            .Where(model => model.Gap < limit && !double.IsNaN(model.AveragePrecision))
            .OrderBy(model => model.Gap))
        {
            var gap = Math.Max(model.Gap, start);
            area += (gap - reached) * best;
            (reached, best) = (gap, Math.Max(best, model.AveragePrecision));
        }

        return (area + ((limit - reached) * best)) / (limit - start);
    }
}
