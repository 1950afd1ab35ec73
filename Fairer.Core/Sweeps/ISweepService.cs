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
