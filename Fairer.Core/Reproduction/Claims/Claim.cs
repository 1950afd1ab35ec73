using Fairer.Core.Rationale;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Reproduction.Claims;

/// <summary>One thing that the paper claims about its experiments, and how runs decide it.</summary>
public abstract class Claim
{
    /// <summary>Its number in the verdict, from 1.</summary>
    public abstract int Number { get; }

    /// <summary>What the paper says, in one sentence.</summary>
    public abstract string Statement { get; }

    /// <summary>Where it says so.</summary>
    public abstract string Place { get; }

    /// <summary>The ids of the studies that have the runs for it.</summary>
    public abstract IReadOnlyList<string> Studies { get; }

    /// <summary>All claims, in the order of their numbers.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        new FairnessAndSimilarityRise(), new ParityFalls(), new WiderNetworksMisalign(), new SecondLayerIsWorse(),
        new DRAlignAligns(), new DRAlignTradesBest(), new AugmentationWinsOnCredit(),
    ];

    /// <summary>Decides it.</summary>
    public Finding Judge(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        var planned = Study.All(evidence.Plan).Where(study => Studies.Contains(study.Id)).SelectMany(study => study.Runs).ToHashSet();
        return new Finding(Number, Statement, Place, Check(evidence), [.. Remarks(evidence)], [.. Tried(evidence).Where(attempt => attempt.Of > 0)])
        {
            Planned = planned.Count,
            Ended = evidence.Runs.All.Count(run => planned.Contains(run.Spec) && (run.Status is RunStatus.Finished or RunStatus.Failed)),
        };
    }

    /// <summary>The checks that decide it, with the runs read as figures show them.</summary>
    protected abstract IReadOnlyList<Check> Check(Evidence evidence);

    /// <summary>Numbers that belong to it.</summary>
    protected virtual IEnumerable<string> Remarks(Evidence evidence) => [];

    /// <summary>The same checks with the runs read in other ways.</summary>
    protected abstract IEnumerable<Attempt> Tried(Evidence evidence);

    /// <summary>A value of each seed's run, or the mean over those of its runs that have one.</summary>
    protected static IReadOnlyDictionary<int, double> BySeed(IEnumerable<RunState> runs, Func<RunState, double> value) => runs
        .Select(run => (run.Spec.Seed, Value: value(run)))
        .Where(item => !double.IsNaN(item.Value))
        .GroupBy(item => item.Seed, item => item.Value)
        .ToDictionary(seed => seed.Key, seed => seed.Average());

    /// <summary>The mean over seeds at each λ, λ ascending.</summary>
    protected static IReadOnlyList<(double Lambda, double Mean)> ByLambda(IEnumerable<RunState> runs, Func<RunState, double> value) =>
    [
        .. runs.GroupBy(run => run.Spec.Lambda, value).OrderBy(group => group.Key).Select(group => (group.Key, group.Average())),
    ];

    /// <summary>A check that something rises with λ: within a seed their rank correlation is above 0.</summary>
    /// <returns>The check; none with fewer than three values of λ.</returns>
    protected static IEnumerable<Check> Rises(string what, IEnumerable<RunState> runs, Func<RunState, double> value)
    {
        var correlations = runs.GroupBy(run => run.Spec.Seed).Where(seed => seed.Count() >= 3).ToDictionary(
            seed => seed.Key, seed => RankCorrelation.Of([.. seed.Select(run => run.Spec.Lambda)], [.. seed.Select(value)]));
        return Claims.Check.Larger(
            $"Within a seed, the rank correlation of {what} with λ is above 0", correlations, correlations.ToDictionary(seed => seed.Key, _ => 0.0));
    }

    /// <summary>A check that a mean goes down with every step of λ.</summary>
    /// <returns>The check; none with fewer than three values of λ.</returns>
    protected static IEnumerable<Check> EveryStepDown(string statement, IEnumerable<RunState> runs, Func<RunState, double> value)
    {
        var means = ByLambda(runs, value);
        if (means.Count >= 3)
        {
            var steps = means.Zip(means.Skip(1), (before, after) => after.Mean < before.Mean);
            yield return new Check(statement, steps.All(holds => holds), string.Join(", ", means.Select(item => $"λ {StudyFigures.Text(item.Lambda)}: {ReportText.Number(item.Mean)}")), null);
        }
    }
}

/// <summary>A claim whose checks depend on how similarity and epochs are read.</summary>
public abstract class ClaimAboutReadings : Claim
{
    /// <summary>The other ways to read the runs that matter to it.</summary>
    protected virtual IReadOnlyList<Reading> Readings => Reading.Others;

    /// <inheritdoc/>
    protected sealed override IReadOnlyList<Check> Check(Evidence evidence) => Check(evidence, Reading.Headline);

    /// <summary>The checks with the runs read in one way.</summary>
    protected abstract IReadOnlyList<Check> Check(Evidence evidence, Reading reading);

    /// <inheritdoc/>
    protected override IEnumerable<Attempt> Tried(Evidence evidence) =>
        Readings.Select(reading => Attempt.From(reading.Name, Check(evidence, reading)));
}
