using Fairer.Core.Fairness;
using Fairer.Core.Rationale;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Reproduction.Claims;

/// <summary>Claim 2: the parity score falls as −DP rises.</summary>
public sealed class ParityFalls : Claim
{
    /// <inheritdoc/>
    public override int Number => 2;

    /// <inheritdoc/>
    public override string Statement => "The parity score d_F gradually decreases as −DP becomes higher.";

    /// <inheritdoc/>
    public override string Place => "§4.2 ①, Table 1";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Studies => ["table1"];

    /// <inheritdoc/>
    protected override IReadOnlyList<Check> Check(Evidence evidence) =>
        Check(evidence, ParityReading.Headline);

    /// <inheritdoc/>
    protected override IEnumerable<Attempt> Tried(Evidence evidence) =>
        ParityReading.All.Where(reading => reading != ParityReading.Headline).Select(reading => Attempt.From(reading.Name, Check(evidence, reading)));

    /// <summary>The checks for one reading of d_F.</summary>
    public static IReadOnlyList<Check> Check(Evidence evidence, ParityReading reading)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(reading);
        var runs = evidence.Runs
            .FromZero(evidence.Plan.Census, FairnessMetric.DemographicParity, "fairreg", ReproductionPlan.Wide)
            .Where(run => evidence.Parity.ContainsKey(run.Spec)).ToArray();
        double Parity(RunState run) => reading.Of(evidence.Parity[run.Spec]);
        var top = evidence.Plan.DemographicParityLambdas[^1];

        // Seed by seed over λ: how the order of the networks by −DP goes together with their order by d_F.
        var correlations = runs.GroupBy(run => run.Spec.Seed).Where(seed => seed.Count() >= 3).ToDictionary(
            seed => seed.Key,
            seed => RankCorrelation.Of([.. seed.Select(run => -run.Selected!.Test.DemographicParity)], [.. seed.Select(Parity)]));
        return
        [
            .. Claims.Check.Larger(
                $"d_F is lower at λ = {StudyFigures.Text(top)} than at 0",
                BySeed(runs.Where(run => run.Spec.Lambda == 0), Parity),
                BySeed(runs.Where(run => run.Spec.Lambda == top), Parity)),
            .. Claims.Check.Larger(
                "Within a seed, the rank correlation of d_F with −DP is below 0",
                correlations.ToDictionary(seed => seed.Key, _ => 0.0),
                correlations),
            .. EveryStepDown("Mean d_F falls with every step of λ", runs, Parity),
        ];
    }
}
