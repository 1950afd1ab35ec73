using Fairer.Core.Results;

namespace Fairer.Core.Sweeps;

/// <summary>What a page or command can do with sweeps.</summary>
public interface ISweepService
{
    /// <summary>The present state of all sweeps and runs.</summary>
    LiveBoard Board { get; }

    /// <summary>How many runs are trained at the same time.</summary>
    int Workers { get; }

    /// <summary>Plans a sweep, stores it and queues its runs.</summary>
    /// <returns>The sweep's number.</returns>
    /// <exception cref="SweepException">The sweep cannot be run; the message says why.</exception>
    Task<long> StartAsync(SweepSpec spec, CancellationToken cancellation);

    /// <summary>Brings a sweep of the same spec to its end, with as little training as possible: one that is there goes on,
    /// its failed and cancelled runs are tried again; a new one takes over the results of finished runs of other sweeps
    /// that are equal in everything.</summary>
    /// <returns>The sweep's number.</returns>
    /// <exception cref="SweepException">The sweep cannot be run; the message says why.</exception>
    Task<long> CompleteAsync(SweepSpec spec, CancellationToken cancellation);

    /// <summary>Stops a sweep's unfinished runs; their finished epochs stay.</summary>
    Task CancelAsync(long sweepId, CancellationToken cancellation);

    /// <summary>Queues a sweep's cancelled and failed runs again, from their last checkpoints.</summary>
    Task ResumeAsync(long sweepId, CancellationToken cancellation);

    /// <summary>Queues those of the runs that are cancelled or failed again, from their last checkpoints.</summary>
    Task ResumeRunsAsync(IReadOnlyCollection<long> runs, CancellationToken cancellation);

    /// <summary>Trains runs again from the beginning, in new sweeps.</summary>
    /// <returns>The new sweeps' numbers.</returns>
    /// <exception cref="SweepException">They cannot be trained here; the message says why.</exception>
    Task<IReadOnlyList<long>> RerunAsync(IReadOnlyCollection<long> runs, CancellationToken cancellation);

    /// <summary>Keeps what a person says about a sweep, in place of what was said before.</summary>
    /// <exception cref="SweepException">There is no such sweep.</exception>
    Task AnnotateSweepAsync(long sweepId, Annotation annotation, CancellationToken cancellation);

    /// <summary>Keeps what a person says about runs, in place of what was said before.</summary>
    Task AnnotateRunsAsync(IReadOnlyDictionary<long, Annotation> annotations, CancellationToken cancellation);

    /// <summary>Deletes whole sweeps, and single runs; what is being trained stops. A sweep goes with its last run.</summary>
    /// <returns>What was deleted; <see cref="RestoreAsync"/> brings it back for as long as <see cref="Deletion.Grace"/>.</returns>
    Task<Deletion> DeleteAsync(IReadOnlyCollection<long> sweeps, IReadOnlyCollection<long> runs, CancellationToken cancellation);

    /// <summary>Brings back what was deleted together. What was not finished is cancelled, and can be resumed.</summary>
    /// <exception cref="SweepException">It is too late.</exception>
    Task RestoreAsync(long deletion, CancellationToken cancellation);

    /// <summary>What can still be brought back, the newest first.</summary>
    Task<IReadOnlyList<Deletion>> DeletionsAsync(CancellationToken cancellation);

    /// <summary>Adds sweeps from an archive under new numbers; nothing that is here changes.</summary>
    /// <param name="archive">What <see cref="SweepArchiveReader"/> has read.</param>
    /// <param name="source">The file that it came from.</param>
    /// <param name="cancellation">Stops it; nothing is added.</param>
    /// <returns>The new sweeps' numbers.</returns>
    Task<IReadOnlyList<long>> ImportAsync(SweepArchive archive, string source, CancellationToken cancellation);
}

/// <summary>A sweep cannot be run.</summary>
public sealed class SweepException : Exception
{
    /// <summary>A reason against a sweep.</summary>
    /// <param name="message">What is wrong and how to mend it.</param>
    public SweepException(string message)
        : base(message)
    {
    }
}
