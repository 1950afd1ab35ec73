using Fairer.Core.Fairness;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Methods;

/// <summary>
/// Post-processing (as in Bellamy et al. 2018): the network of ERM, whose scores are corrected by a rule fitted on the
/// validation split, reject option for DP (Kamiran et al. 2012) and mixing for EO (Hardt et al. 2016).
/// </summary>
public sealed class PostProcessing : Method
{
    /// <inheritdoc/>
    public override string Id => "postprocess";

    /// <inheritdoc/>
    public override Tuning Tuning => Tuning.Strength;

    /// <inheritdoc/>
    public override string Name(FairnessMetric metric) => "Post-processing";

    /// <inheritdoc/>
    public override Objective ObjectiveFor(RunSpec run) => new();

    /// <inheritdoc/>
    public override IScoreCorrection? FitCorrection(
        RunSpec run, ReadOnlySpan<double> scores, ReadOnlySpan<byte> labels, ReadOnlySpan<byte> groups) =>
        run.Lambda == 0 ? null
        : run.Metric == FairnessMetric.DemographicParity ? RejectOption.Fit(scores, groups, run.Lambda)
        : OddsMixing.Fit(scores, labels, groups, run.Lambda);
}
