using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Sweeps;

namespace Fairer.Web.Services.Explore;

/// <summary>One number that runs are compared by: an axis of the parallel coordinates.</summary>
/// <param name="Id">What addresses call it.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Help">What it is.</param>
/// <param name="ValueOf">A run's value; null while it has none.</param>
public sealed record RunAxis(string Id, string Name, string Help, Func<RunState, double?> ValueOf)
{
    /// <summary>All axes, from what is chosen to what comes of it.</summary>
    public static IReadOnlyList<RunAxis> All { get; } =
    [
        new("lambda", "λ", "The weight of the fairness penalty", run => run.Spec.Lambda),
        new("beta", "β", "The weight of the rationale alignment", run => run.Spec.Beta),
        new("width", "width", "The units of the widest hidden layer", run => run.Spec.Network is MlpShape shape ? shape.Widths.Max() : null),
        new("seed", "seed", "The seed of split, first weights and batches", run => run.Spec.Seed),
        new("ap", "AP", "Average precision on the test split, at the selected epoch", run => Finite(run.Selected?.Test.AveragePrecision)),
        new("gap", "gap", "The gap between the subgroups on the test split, at the selected epoch", run => Finite(run.Selected?.Test.Gap(run.Spec.Metric))),
        new("similarity", "similarity", "Decision rationale similarity over the training split, at the selected epoch", run => Finite(run.Selected?.Similarity)),
    ];

    /// <summary>The axis of that id, or null.</summary>
    public static RunAxis? Find(string id) => All.FirstOrDefault(axis => axis.Id == id);

    /// <summary>What it is called for a sweep about one metric.</summary>
    public string NameFor(FairnessMetric metric) => Id == "gap" ? metric.Abbreviation() : Name;

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
