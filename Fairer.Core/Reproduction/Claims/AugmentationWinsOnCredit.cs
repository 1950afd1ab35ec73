using Fairer.Core.Fairness;

namespace Fairer.Core.Reproduction.Claims;

/// <summary>Claim 7: on German Credit, augmentation wins under DP.</summary>
public sealed class AugmentationWinsOnCredit : ClaimAboutReadings
{
    private const string Credit = "credit";

    /// <inheritdoc/>
    public override int Number => 7;

    /// <inheritdoc/>
    public override string Statement => "On Credit under DP, FairReg(ΔDP, Aug) is better than DRAlign, and DRAlign better than FairReg(ΔDP, noAug).";

    /// <inheritdoc/>
    public override string Place => "§6.2 ④, Fig. 3";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Studies => ["fig3"];

    /// <inheritdoc/>
    protected override IReadOnlyList<Reading> Readings => [Reading.LastEpoch];

    /// <inheritdoc/>
    protected override IReadOnlyList<Check> Check(Evidence evidence, Reading reading) => Check(evidence, reading, start: 0);

    /// <inheritdoc/>
    protected override IEnumerable<Attempt> Tried(Evidence evidence) =>
        base.Tried(evidence).Append(Attempt.From(Fronts.WithoutNarrowGaps, Check(evidence, Reading.Headline, Fronts.NarrowGaps)));

    private static IReadOnlyList<Check> Check(Evidence evidence, Reading reading, double start)
    {
        var fronts = new Fronts(evidence, Credit, FairnessMetric.DemographicParity, reading);
        return
        [
            .. Claims.Check.Larger("The area under the front of FairReg(ΔDP, Aug) is larger than that of DRAlign", fronts.Areas("mixup", start), fronts.Areas("dralign", start)),
            .. Claims.Check.Larger("The area under the front of DRAlign is larger than that of FairReg(ΔDP, noAug)", fronts.Areas("dralign", start), fronts.Areas("fairreg", start)),
        ];
    }
}
