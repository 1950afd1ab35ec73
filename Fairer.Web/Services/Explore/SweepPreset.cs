using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Reproduction;
using Fairer.Core.Sweeps;

namespace Fairer.Web.Services.Explore;

/// <summary>A form filled in advance.</summary>
/// <param name="Name">What the button says.</param>
/// <param name="Help">What it is about.</param>
/// <param name="Spec">What it asks for, given the dataset's id.</param>
/// <param name="Second">What is worth seeing beside the trade-off.</param>
public sealed record SweepPreset(string Name, string Help, Func<string, SweepSpec> Spec, SecondView Second)
{
    // Three seeds show what ten do, in a third of the time; whoever wants the paper's ten types them.
    private static readonly ReproductionPlan Plan = ReproductionPlan.Full with { Seeds = [0, 1, 2] };

    /// <summary>The paper's figures, and the map over both weights.</summary>
    public static IReadOnlyList<SweepPreset> All { get; } =
    [
        new(
            "Fig. 3 Adult",
            "All methods on networks of 200 units under DP, as in the paper’s Fig. 3; three seeds instead of ten",
            dataset => Plan.Sweep("", dataset, FairnessMetric.DemographicParity, ["erm", "oversample", "fairreg", "mixup", "adversarial", "postprocess", "dralign", "dralign-aug"], ReproductionPlan.Wide),
            SecondView.Similarity),
        new(
            "Fig. 4 widths",
            "FairReg on networks of 10, 20, 50 and 200 units, as in the paper’s Fig. 4: the wider, the less alike the rationales",
            dataset => Plan.Sweep("", dataset, FairnessMetric.DemographicParity, ["erm", "fairreg"], [.. SweepForm.PaperWidths.Select(width => new Core.Models.MlpShape(width, width))]),
            SecondView.Similarity),
        new(
            "λ × β map",
            "DRAlign over a grid of both its weights, on networks of 50 units",
            dataset => Plan.Sweep("", dataset, FairnessMetric.DemographicParity, ["dralign"], new Core.Models.MlpShape(50, 50)) with
            {
                Lambdas = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
                Betas = [0, 0.01, 0.02, 0.03, 0.04, 0.05],
                Seeds = [0],
            },
            SecondView.Map),
    ];

    /// <summary>The dataset that a preset is about here: Adult, or what stands in for it.</summary>
    public static string DatasetFor(KnownDatasets known)
    {
        ArgumentNullException.ThrowIfNull(known);
        return known.Find(Plan.Census) is { } adult && adult.Locate(known.Folders).AtHand
            ? Plan.Census
            : DatasetOption.First([.. DatasetOption.All(known).Where(option => !option.Info.Images)]).Info.Id;
    }
}
