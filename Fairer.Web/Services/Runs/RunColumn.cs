using Fairer.Core.Sweeps;

namespace Fairer.Web.Services.Runs;

/// <summary>A column of the grid of all runs.</summary>
/// <param name="Id">What addresses call it.</param>
/// <param name="Name">What its heading says.</param>
/// <param name="Help">What it means.</param>
/// <param name="Key">What it sorts by.</param>
public sealed record RunColumn(string Id, string Name, string Help, Func<RunEntry, IComparable?> Key)
{
    /// <summary>All columns, from left to right.</summary>
    public static IReadOnlyList<RunColumn> All { get; } =
    [
        new("run", "Run", "The run’s number in the store", entry => entry.Run.Id) { Numeric = true },
        new("method", "Method", "The way to train", entry => entry.Method),
        new("dataset", "Dataset", "What was trained on", entry => entry.Dataset.Name),
        new("network", "Network", "The hidden layers of an MLP, or the name of a convolutional network", entry => entry.Run.Spec.Network.ParameterCount(120)) { Numeric = true },
        new("lambda", "λ", "The weight of the fairness penalty L_fair in the loss; for a correction of scores its strength", entry => entry.Run.Spec.Lambda) { Numeric = true },
        new("beta", "β", "The weight of the rationale alignment, β·Σ cos(c⁰, c¹), in the loss", entry => entry.Run.Spec.Beta) { Numeric = true },
        new("seed", "Seed", "The seed of split, first weights and batches", entry => entry.Run.Spec.Seed) { Numeric = true },
        new("status", "Status", "Running and failed runs first", entry => Urgency(entry.Run.Status)),
        new("ap", "AP", "Average precision on the test split, at the selected epoch", entry => Known(entry.Selected?.Test.AveragePrecision)) { Numeric = true },
        new("dp", "DP", "Demographic parity: the gap between the subgroups’ mean scores on the test split", entry => Known(entry.Selected?.Test.DemographicParity)) { Numeric = true },
        new("eo", "EO", "Equalised odds: the gap inside label 0 plus the gap inside label 1 on the test split", entry => Known(entry.Selected?.Test.EqualizedOdds)) { Numeric = true },
        new("similarity", "Similarity", "Decision rationale similarity: the sum of the layers’ cosines over the training split", entry => Known(entry.Selected?.Similarity)) { Numeric = true },
        new("time", "Time", "What training took, evaluation included", entry => entry.Seconds) { Numeric = true },
        new("tags", "Tags and note", "What people say about it", entry => string.Join(", ", entry.Run.Annotation.Tags)),
    ];

    /// <summary>Whether it holds numbers, which stand right.</summary>
    public bool Numeric { get; init; }

    /// <summary>The column of that id; the first where there is none.</summary>
    public static RunColumn Of(string? id) => All.FirstOrDefault(column => column.Id == id) ?? All[0];

    // What is not a number comes after all numbers, whichever way is sorted by.
    private static double? Known(double? value) => value is { } number && !double.IsNaN(number) ? number : null;

    private static int Urgency(RunStatus status) => status switch
    {
        RunStatus.Running => 0,
        RunStatus.Failed => 1,
        RunStatus.Queued => 2,
        RunStatus.Cancelled => 3,
        _ => 4,
    };
}

/// <summary>What runs are put together by.</summary>
public enum RunGrouping
{
    /// <summary>The sweep that they were launched in.</summary>
    Sweep,

    /// <summary>The dataset.</summary>
    Dataset,

    /// <summary>The method.</summary>
    Method,

    /// <summary>The network.</summary>
    Network,

    /// <summary>The weight λ.</summary>
    Lambda,

    /// <summary>Their first tag.</summary>
    Tag,

    /// <summary>Nothing: one list.</summary>
    None,
}
