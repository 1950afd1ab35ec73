using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Reproduction.Claims;

/// <summary>Claim 4: the second layer is worse aligned than the first.</summary>
public sealed class SecondLayerIsWorse : ClaimAboutReadings
{
    /// <inheritdoc/>
    public override int Number => 4;

    /// <inheritdoc/>
    public override string Statement => "The second layer is worse aligned than the first: little in networks of 50 hidden units, much in networks of 200.";

    /// <inheritdoc/>
    public override string Place => "§6.3, Fig. 4 (b)";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Studies => ["fig4b"];

    /// <inheritdoc/>
    protected override IReadOnlyList<Check> Check(Evidence evidence, Reading reading)
    {
        IReadOnlyDictionary<int, double> Layers(MlpShape hidden, Func<IReadOnlyList<double>, double> value) =>
            BySeed(Runs(evidence, hidden), run => value(reading.Cosines(reading.Epoch(run))));
        var (small, wide) = (Study.Widths[2], ReproductionPlan.Wide);
        return
        [
            .. Claims.Check.Larger("In c200, layer 1 is better aligned than layer 2 (mean over λ > 0)", Layers(wide, layers => layers[0]), Layers(wide, layers => layers[1])),
            .. Claims.Check.Larger("The distance between the layers is larger in c200 than in c50", Layers(wide, layers => layers[0] - layers[1]), Layers(small, layers => layers[0] - layers[1])),
        ];
    }

    /// <inheritdoc/>
    protected override IEnumerable<string> Remarks(Evidence evidence) =>
        from value in PaperValues.Of(PaperValues.SecondLayer, "adult", FairnessMetric.DemographicParity)
        let ours = Runs(evidence, value.Hidden!).Where(run => run.Spec.Lambda == value.Lambda).ToArray()
        where ours.Length > 0
        select $"Layer 2 of c{value.Hidden!.Widths[0]} at λ = {StudyFigures.Text(value.Lambda!.Value)}: {ReportText.Of(ours, run => run.Selected!.LayerCosines[1])}; "
            + $"the paper has {ReportText.Number(value.Mean)} ({value.Place}).";

    private static IEnumerable<RunState> Runs(Evidence evidence, MlpShape hidden) =>
        evidence.Runs.Of(evidence.Plan.Census, FairnessMetric.DemographicParity, "fairreg", hidden);
}
