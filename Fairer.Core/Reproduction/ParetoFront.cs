namespace Fairer.Core.Reproduction;

/// <summary>The models that no other one betters: whoever wants more precision than one of them has must accept a wider
/// gap.</summary>
public static class ParetoFront
{
    /// <summary>The models on the front, gap ascending. A model is on it when no other has at most its gap and at least its
    /// AP, and is better in one of the two; of equal models one is kept.</summary>
    /// <typeparam name="T">What has a gap and an AP.</typeparam>
    /// <param name="models">The models; those whose gap or AP is not a number are left out.</param>
    /// <param name="tradeOff">A model's gap and AP.</param>
    public static IReadOnlyList<T> Of<T>(IEnumerable<T> models, Func<T, TradeOff> tradeOff)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(tradeOff);
        var front = new List<T>();
        var best = double.NegativeInfinity;
        foreach (var (model, place) in models
            .Select(model => (model, tradeOff(model)))
            .Where(item => double.IsFinite(item.Item2.Gap) && double.IsFinite(item.Item2.AveragePrecision))
            .OrderBy(item => item.Item2.Gap)
            .ThenByDescending(item => item.Item2.AveragePrecision))
        {
            if (place.AveragePrecision > best)
            {
                front.Add(model);
                best = place.AveragePrecision;
            }
        }

        return front;
    }
}
