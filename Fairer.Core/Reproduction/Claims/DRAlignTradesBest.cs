using Fairer.Core.Fairness;

namespace Fairer.Core.Reproduction.Claims;

/// <summary>Claim 6: DRAlign has the better AP at equal fairness.</summary>
public sealed class DRAlignTradesBest : ClaimAboutReadings
{
    private static readonly string[] Rivals = ["fairreg", "mixup"];

    /// <inheritdoc/>
    public override int Number => 6;

    /// <inheritdoc/>
    public override string Statement => "On Adult, DRAlign is fairer than FairReg and Aug at similar AP: by 41.6 % of the DP of Aug, the second best, around AP 0.770.";

    /// <inheritdoc/>
    public override string Place => "§6.2 ①, Fig. 3";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Studies => ["fig2", "fig3"];

    /// <inheritdoc/>
    protected override IReadOnlyList<Reading> Readings => [Reading.LastEpoch];

    /// <inheritdoc/>
    protected override IReadOnlyList<Check> Check(Evidence evidence, Reading reading) => Check(evidence, reading, start: 0);

    /// <inheritdoc/>
    protected override IEnumerable<Attempt> Tried(Evidence evidence) =>
        base.Tried(evidence).Append(Attempt.From(Fronts.WithoutNarrowGaps, Check(evidence, Reading.Headline, Fronts.NarrowGaps)));

    private static IReadOnlyList<Check> Check(Evidence evidence, Reading reading, double start) =>
    [
        .. from metric in Study.Metrics
           let fronts = new Fronts(evidence, evidence.Plan.Census, metric, reading)
           from rival in Rivals
           from check in Claims.Check.Larger(
               $"Under {metric.Abbreviation()}, the area under the front of DRAlign is larger than that of {ReportText.Method(rival, metric)}",
               fronts.Areas("dralign", start),
               fronts.Areas(rival, start))
           select check,
    ];

    /// <inheritdoc/>
    protected override IEnumerable<string> Remarks(Evidence evidence)
    {
        const FairnessMetric DP = FairnessMetric.DemographicParity;
        var precision = PaperValues.Of(PaperValues.ComparedAt, "adult", DP)[0].Mean;
        var printed = PaperValues.Of(PaperValues.Improvement, "adult", DP)[0].Mean;
        var fronts = new Fronts(evidence, evidence.Plan.Census, DP, Reading.Headline);
        foreach (var rival in Rivals)
        {
            yield return (fronts.GapAt("dralign", precision), fronts.GapAt(rival, precision)) is ({ } own, { } other)
                ? $"At AP {ReportText.Number(precision)} (seed means, straight lines between values of λ), DP is {ReportText.Number(own)} with DRAlign and {ReportText.Number(other)} with "
                    + $"{ReportText.Method(rival, DP)}: a relative improvement of {ReportText.Percent((other - own) / other)}"
                    + (rival == "mixup" ? $"; the paper has {ReportText.Percent(printed)}." : ".")
                : $"At AP {ReportText.Number(precision)} there is nothing to compare with {ReportText.Method(rival, DP)}: a curve does not get there.";
        }
    }
}
