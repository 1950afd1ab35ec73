using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Reproduction;

/// <summary>How a run is read: which of its epochs counts, and on which samples similarity is measured.</summary>
/// <param name="Name">In a few words.</param>
/// <param name="Epoch">The epoch that counts.</param>
/// <param name="Cosines">The layers' cosines.</param>
public sealed record Reading(string Name, Func<RunState, EpochReport> Epoch, Func<EpochReport, IReadOnlyList<double>> Cosines)
{
    /// <summary>The one that figures and verdicts go by.</summary>
    public static Reading Headline { get; } = new("selected epoch, similarity over the training split", run => run.Selected!, report => report.LayerCosines);

    /// <summary>The same at the last epoch.</summary>
    public static Reading LastEpoch { get; } = new("last epoch instead of the selected one", run => run.Epochs[^1], report => report.LayerCosines);

    /// <summary>The other readings that the data allows.</summary>
    public static IReadOnlyList<Reading> Others { get; } =
    [
        new("similarity on the epoch's last batch, as in the authors' released code", run => run.Selected!, report => report.BatchLayerCosines),
        LastEpoch,
        new("last epoch, similarity on its last batch", run => run.Epochs[^1], report => report.BatchLayerCosines),
    ];

    /// <summary>The decision rationale similarity.</summary>
    public double Similarity(RunState run) => Cosines(Epoch(run)).Sum();
}
