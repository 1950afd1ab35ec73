using Fairer.Core.Fairness;

namespace Fairer.Core.Reproduction.Claims;

/// <summary>Claim 1: fairness and similarity rise with λ.</summary>
public sealed class FairnessAndSimilarityRise : ClaimAboutReadings
{
    /// <inheritdoc/>
    public override int Number => 1;

    /// <inheritdoc/>
    public override string Statement => "With FairReg(ΔDP, noAug), fairness rises and decision rationale similarity rises consistently with λ.";

    /// <inheritdoc/>
    public override string Place => "§4.2, Table 1; §6.3 ①, Fig. 4 (a)";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Studies => ["table1", "fig4a"];

    /// <inheritdoc/>
    protected override IReadOnlyList<Check> Check(Evidence evidence, Reading reading)
    {
        var runs = evidence.Runs.FromZero(evidence.Plan.Census, FairnessMetric.DemographicParity, "fairreg", ReproductionPlan.Wide).ToArray();
        var top = evidence.Plan.DemographicParityLambdas[^1];
        var (fair, plain) = (runs.Where(run => run.Spec.Lambda == top).ToArray(), runs.Where(run => run.Spec.Lambda == 0).ToArray());
        double Fairness(Sweeps.RunState run) => -reading.Epoch(run).Test.DemographicParity;
        return
        [
            .. Claims.Check.Larger($"−DP is higher at λ = {StudyFigures.Text(top)} than at 0", BySeed(fair, Fairness), BySeed(plain, Fairness)),
            .. Rises("−DP", runs, Fairness),
            .. Claims.Check.Larger($"Similarity is higher at λ = {StudyFigures.Text(top)} than at 0", BySeed(fair, reading.Similarity), BySeed(plain, reading.Similarity)),
            .. Rises("similarity", runs, reading.Similarity),
        ];
    }
}
