using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Reproduction;

/// <summary>One figure or table of the paper, and what must be trained for it.</summary>
/// <param name="Id">The name that the command line and folders use, for instance <c>fig2</c>.</param>
/// <param name="Name">The name that reports use, for instance <c>Fig. 2</c>.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Sweeps">The runs it is made from. Studies share many of them, which are trained once.</param>
public sealed record Study(string Id, string Name, string Title, IReadOnlyList<SweepSpec> Sweeps)
{
    /// <summary>The ids of all studies, in the paper's order.</summary>
    public static IReadOnlyList<string> Ids { get; } = ["fig2", "table1", "fig3", "fig4a", "fig4b"];

    /// <summary>The methods of Fig. 2.</summary>
    public static IReadOnlyList<string> Fig2Methods { get; } = ["erm", "oversample", "fairreg", "mixup", "dralign"];

    /// <summary>The methods of Fig. 3: all but DRAlign on top of Aug, which the paper mentions (§6.2 ④) and does not draw.</summary>
    public static IReadOnlyList<string> Fig3Methods { get; } =
        [.. MethodCatalogue.All.Select(method => method.Id).Where(id => id != "dralign-aug")];

    /// <summary>The widths of Fig. 4, ascending.</summary>
    public static IReadOnlyList<MlpShape> Widths { get; } = [new(10, 10), new(20, 20), new(50, 50), ReproductionPlan.Wide];

    /// <summary>The two metrics in the paper's order.</summary>
    public static IReadOnlyList<FairnessMetric> Metrics { get; } = [FairnessMetric.DemographicParity, FairnessMetric.EqualizedOdds];

    /// <summary>Whether it shows the exact parity scores of its networks, which are measured after training.</summary>
    public bool NeedsParity => Id == "table1";

    /// <summary>All runs, none twice.</summary>
    public IEnumerable<RunSpec> Runs => Sweeps.SelectMany(SweepPlanner.Plan).Distinct();

    /// <summary>All studies, in the paper's order.</summary>
    public static IReadOnlyList<Study> All(ReproductionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        const FairnessMetric DP = FairnessMetric.DemographicParity;
        var wide = ReproductionPlan.Wide;
        string Name(string dataset) => Data.DatasetCatalogue.InfoOf(dataset).Name;
        var adult = Name(plan.Census);
        return
        [
            new("fig2", "Fig. 2", "Average precision over −DP of five ways to train",
                [plan.Sweep($"Fig. 2 · {adult} · ΔDP", plan.Census, DP, Fig2Methods, wide)]),
            new("table1", "Table 1", "Parity score, fairness and similarity of FairReg(ΔDP, noAug) over λ",
                [plan.Sweep($"Table 1 · {adult} · ΔDP", plan.Census, DP, ["erm", "fairreg"], wide)]),
            new("fig3", "Fig. 3", "Average precision over −DP and −EO of every method",
            [
                .. from dataset in plan.Datasets
                   from metric in Metrics
                   select plan.Sweep($"Fig. 3 · {Name(dataset)} · Δ{metric.Abbreviation()}", dataset, metric, Fig3Methods, wide),
                .. from images in new[] { plan.Images }.OfType<ImageGrid>()
                   from metric in Metrics
                   select plan.Sweep($"Fig. 3 · {Name(images.Dataset)} · Δ{metric.Abbreviation()}", images, metric, Fig3Methods),
            ]),
            new("fig4a", "Fig. 4 (a)", "Decision rationale similarity over λ by width and method",
            [
                .. from metric in Metrics
                   from sweep in new[]
                   {
                       plan.Sweep($"Fig. 4 (a) · {adult} · Δ{metric.Abbreviation()} · widths", plan.Census, metric, ["erm", "fairreg"], Widths),
                       plan.Sweep($"Fig. 4 (a) · {adult} · Δ{metric.Abbreviation()} · methods", plan.Census, metric, ["mixup", "dralign"], wide),
                   }
                   select sweep,
            ]),
            new("fig4b", "Fig. 4 (b)", "Layer-wise similarity over λ by width",
                [plan.Sweep($"Fig. 4 (b) · {adult} · ΔDP", plan.Census, DP, ["erm", "fairreg"], [Widths[2], wide])]),
        ];
    }
}
