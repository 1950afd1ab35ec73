using Fairer.Core.Results;

namespace Fairer.Core.Reproduction.Claims;

/// <summary>Whether runs bear a claim out.</summary>
public enum Support
{
    /// <summary>Its runs are not there.</summary>
    Open,

    /// <summary>Every check of it holds.</summary>
    Yes,

    /// <summary>Some checks hold.</summary>
    Partly,

    /// <summary>No check holds.</summary>
    No,
}

/// <summary>One part of a claim that runs can decide.</summary>
/// <param name="Statement">What is to hold.</param>
/// <param name="Holds">Whether it does.</param>
/// <param name="Numbers">What was measured.</param>
/// <param name="Test">The paired test over the seeds, where there is one.</param>
public sealed record Check(string Statement, bool Holds, string Numbers, SignedRankTest? Test)
{
    /// <summary>The p up to which a difference counts.</summary>
    public const double Significance = 0.05;

    /// <summary>Whether one quantity is larger than another, seed by seed.</summary>
    /// <remarks>It holds when the mean difference is positive and Wilcoxon's two-sided p at most <see cref="Significance"/>;
    /// with so few different pairs that no p could be, when the difference is negative for no seed.</remarks>
    /// <param name="statement">What is to hold.</param>
    /// <param name="larger">What is to be the larger one, by seed.</param>
    /// <param name="smaller">What is to be the smaller one, by seed.</param>
    /// <returns>The check; none where the two have no seed in common.</returns>
    public static IEnumerable<Check> Larger(string statement, IReadOnlyDictionary<int, double> larger, IReadOnlyDictionary<int, double> smaller)
    {
        ArgumentNullException.ThrowIfNull(larger);
        ArgumentNullException.ThrowIfNull(smaller);
        int[] seeds = [.. larger.Keys.Where(smaller.ContainsKey).Where(seed => double.IsFinite(larger[seed] - smaller[seed])).Order()];
        if (seeds.Length == 0)
        {
            yield break;
        }

        double[] differences = [.. seeds.Select(seed => larger[seed] - smaller[seed])];
        var test = Wilcoxon.SignedRank(differences);
        var interval = MeanInterval.Of(differences);
        var agreeing = differences.Count(difference => difference > 0);
        var certain = test.SmallestP > Significance ? agreeing == test.Pairs : test.P <= Significance;
        yield return new Check(
            statement,
            interval.Mean > 0 && certain,
            $"{ReportText.Of(Summary.Of([.. seeds.Select(seed => larger[seed])]))} against {ReportText.Of(Summary.Of([.. seeds.Select(seed => smaller[seed])]))}, "
            + $"difference {ReportText.Of(interval)}, positive for {agreeing} of {seeds.Length} seeds",
            test);
    }
}

/// <summary>What became of one of the paper's claims.</summary>
/// <param name="Number">Its number in the verdict.</param>
/// <param name="Claim">What the paper says, in one sentence.</param>
/// <param name="Place">Where it says so.</param>
/// <param name="Checks">The parts that could be decided.</param>
/// <param name="Remarks">Numbers that belong to it, one sentence each.</param>
/// <param name="Tried">What the same checks say when the runs are read in other ways.</param>
public sealed record Finding(
    int Number, string Claim, string Place, IReadOnlyList<Check> Checks, IReadOnlyList<string> Remarks, IReadOnlyList<Attempt> Tried)
{
    /// <summary>How many runs of its figures and tables are in the plan.</summary>
    public int Planned { get; init; }

    /// <summary>How many of them have finished or failed; while they are fewer, the verdict is only so far.</summary>
    public int Ended { get; init; }

    /// <summary>Whether the runs bear it out.</summary>
    public Support Support => Of(Checks);

    /// <summary>What checks say together.</summary>
    public static Support Of(IReadOnlyCollection<Check> checks)
    {
        ArgumentNullException.ThrowIfNull(checks);
        var held = checks.Count(check => check.Holds);
        return checks.Count == 0 ? Support.Open : held == checks.Count ? Support.Yes : held > 0 ? Support.Partly : Support.No;
    }
}

/// <summary>A claim's checks with the runs read in another way.</summary>
/// <param name="Reading">How.</param>
/// <param name="Support">What they say together.</param>
/// <param name="Held">How many of them hold.</param>
/// <param name="Of">How many there are.</param>
public sealed record Attempt(string Reading, Support Support, int Held, int Of)
{
    /// <summary>Sums up checks.</summary>
    public static Attempt From(string reading, IReadOnlyCollection<Check> checks) =>
        new(reading, Finding.Of(checks), checks.Count(check => check.Holds), checks.Count);
}
