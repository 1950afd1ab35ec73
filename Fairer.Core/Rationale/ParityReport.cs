namespace Fairer.Core.Rationale;

/// <summary>How a loss change becomes a decision rationale c (docs/method.md).</summary>
public enum ParityForm
{
    /// <summary><c>c = |J − J'|²</c>, as Eq. 4 prints it.</summary>
    Squared,

    /// <summary><c>c = |J − J'|</c>.</summary>
    Plain,
}

/// <summary>The two sums over neurons that the paper's d_F can mean; it writes them as if they were equal.</summary>
/// <param name="Absolute"><c>Σ|c⁰ − c¹|</c>, the headline.</param>
/// <param name="Squares"><c>Σ d_k = Σ(c⁰ − c¹)²</c> (Eq. 5).</param>
public sealed record ParitySum(double Absolute, double Squares);

/// <summary>A network's parity score in one of its readings.</summary>
/// <param name="Granularity">What is removed at a time: a weight, or a hidden unit.</param>
/// <param name="Form">How a loss change becomes c.</param>
/// <param name="Layers">One sum a layer, from the first to the output. With <see cref="Granularity.Unit"/> the output
/// layer has nothing to remove, and 0.</param>
/// <param name="Total">The sum over all layers: d_F.</param>
public sealed record ParityScore(Granularity Granularity, ParityForm Form, IReadOnlyList<ParitySum> Layers, ParitySum Total);

/// <summary>A network's exact parity scores (Eq. 4 and 5) over a training split, and how well the Taylor form (Eq. 8) tells
/// them. Biases take no part.</summary>
public sealed record ParityReport
{
    /// <summary>The exact scores: both granularities in both forms.</summary>
    public required IReadOnlyList<ParityScore> Scores { get; init; }

    /// <summary>The same sums over <c>ĉ = (g·w)²</c> of every weight, which approximates the squared form.</summary>
    public required ParityScore Taylor { get; init; }

    /// <summary>Spearman's rank correlation of ĉ with the exact squared c over each layer's weights, mean over the two
    /// subgroups. NaN for a layer whose c or ĉ are all equal.</summary>
    public required IReadOnlyList<double> RankCorrelations { get; init; }

    /// <summary>The same over all weights.</summary>
    public required double RankCorrelation { get; init; }

    /// <summary>The rank correlations of each subgroup: <c>[2, layers + 1]</c>, the last over all weights.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> GroupRankCorrelations { get; init; }

    /// <summary>J(F, P_i), the mean classification loss of each subgroup with nothing removed.</summary>
    public required IReadOnlyList<double> Losses { get; init; }

    /// <summary>The training samples of each subgroup.</summary>
    public required IReadOnlyList<int> Samples { get; init; }

    /// <summary>The time it took, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>The exact score in one reading.</summary>
    public ParityScore Score(Granularity granularity, ParityForm form) =>
        Scores.First(score => score.Granularity == granularity && score.Form == form);
}
