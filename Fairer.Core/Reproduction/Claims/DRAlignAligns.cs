using Fairer.Core.Fairness;
using Fairer.Core.Results;

namespace Fairer.Core.Reproduction.Claims;

/// <summary>Claim 5: DRAlign reaches full similarity at every λ.</summary>
public sealed class DRAlignAligns : ClaimAboutReadings
{
    /// <summary>The share of the greatest possible similarity from which on a network counts as fully aligned.</summary>
    public const double Full = 0.95;

    /// <inheritdoc/>
    public override int Number => 5;

    /// <inheritdoc/>
    public override string Statement => "DRAlign achieves the maximum similarity at every λ, also with 200 hidden units.";

    /// <inheritdoc/>
    public override string Place => "§6.3, Fig. 4 (a)";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Studies => ["fig4a"];

    /// <inheritdoc/>
    protected override IReadOnlyList<Check> Check(Evidence evidence, Reading reading)
    {
        var least = Full * ReproductionPlan.Wide.Layers;
        var aligned = evidence.Wide(evidence.Plan.Census, FairnessMetric.DemographicParity, "dralign").ToArray();
        return
        [
            .. from run in aligned
               group reading.Similarity(run) by run.Spec.Lambda into values
               let summary = Summary.Of([.. values])
               select new Check(
                   $"Mean similarity at λ = {StudyFigures.Text(values.Key)} is at least {ReportText.Number(least)} ({100 * Full:0} % of the maximum)",
                   summary.Mean >= least,
                   ReportText.Of(summary),
                   null),
            .. Claims.Check.Larger(
                "Similarity is higher than FairReg's (mean over λ > 0)",
                BySeed(aligned, reading.Similarity),
                BySeed(evidence.Wide(evidence.Plan.Census, FairnessMetric.DemographicParity, "fairreg"), reading.Similarity)),
        ];
    }
}
