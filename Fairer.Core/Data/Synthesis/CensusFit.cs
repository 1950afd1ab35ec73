namespace Fairer.Core.Data.Synthesis;

/// <summary>How a census network is fitted.</summary>
public sealed record CensusFit
{
    /// <summary>The most parents a variable may have.</summary>
    public int MaxParents { get; init; } = 4;

    /// <summary>How much log-likelihood (in nats, summed over the rows) an arc must gain.</summary>
    public double MinimumGain { get; init; } = 30;

    /// <summary>How many real rows stand behind every distribution and every value that is kept.</summary>
    public int MinimumRows { get; init; } = 25;

    /// <summary>How many rows a less refined distribution counts for in a refined one.</summary>
    public double Smoothing { get; init; } = 20;

    /// <summary>For each numeric column about how many bins it is cut into, besides those for values that fill one on
    /// their own: age, education (fine enough to keep nearly every level), capital gain, capital loss, hours.</summary>
    public IReadOnlyList<int> Bins { get; init; } = [12, 40, 10, 5, 12];
}
