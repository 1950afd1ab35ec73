using Fairer.Core.Fairness;
using Fairer.Core.Models;

namespace Fairer.Core.Reproduction.Claims;

/// <summary>Claim 3: wider networks misalign more.</summary>
public sealed class WiderNetworksMisalign : ClaimAboutReadings
{
    /// <inheritdoc/>
    public override int Number => 3;

    /// <inheritdoc/>
    public override string Statement => "Decision rationales are more likely misaligned in over-parameterised networks: of c10, c20, c50 and c200, the last is the least similar.";

    /// <inheritdoc/>
    public override string Place => "§6.3 ②, Fig. 4 (a)";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Studies => ["fig4a"];

    /// <inheritdoc/>
    protected override IReadOnlyList<Check> Check(Evidence evidence, Reading reading)
    {
        IReadOnlyDictionary<int, double> Similarity(MlpShape hidden) => BySeed(
            evidence.Runs.Of(evidence.Plan.Census, FairnessMetric.DemographicParity, "fairreg", hidden), reading.Similarity);
        return
        [
            .. Study.Widths.SkipLast(1).SelectMany(hidden => Claims.Check.Larger(
                $"Similarity of c{hidden.Widths[0]} is higher than that of c200 (mean over λ > 0)", Similarity(hidden), Similarity(ReproductionPlan.Wide))),
        ];
    }

    /// <inheritdoc/>
    protected override IEnumerable<string> Remarks(Evidence evidence) =>
        from value in PaperValues.Of(PaperValues.Similarity, "adult", FairnessMetric.DemographicParity, "fairreg")
        where value.Place.Contains("Fig. 4", StringComparison.Ordinal)
        let ours = evidence.Runs.Of(evidence.Plan.Census, FairnessMetric.DemographicParity, "fairreg", value.Hidden!).Where(run => run.Spec.Lambda == value.Lambda).ToArray()
        where ours.Length > 0
        select $"c{value.Hidden!.Widths[0]} at λ = {StudyFigures.Text(value.Lambda!.Value)}: {ReportText.Of(ours, run => run.Selected!.Similarity)}; the paper has {ReportText.Number(value.Mean)} ({value.Place}).";
}
