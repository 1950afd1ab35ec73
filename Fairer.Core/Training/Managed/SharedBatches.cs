using Fairer.Core.Fairness;

namespace Fairer.Core.Training.Managed;

/// <summary>The batches of runs that draw the same ones (<see cref="BatchSampler"/>): those on one split with the same seed.
/// Drawing one, coding and sorting it takes nearly as long as a FairReg step of c10 on it.</summary>
/// <remarks>The kinds used last are kept, enough for a sweep: it trains seed after seed. Safe for use by several threads at
/// once.</remarks>
internal sealed class SharedBatches
{
    private const int MostKinds = 4;

    private readonly Lock _lock = new();
    private readonly List<(Kind Kind, object Batches)> _recent = [];

    /// <summary>The batches of one kind.</summary>
    /// <param name="kind">What decides on them.</param>
    /// <param name="bytes">The memory of one of them.</param>
    public KeptBatches<TBatch> Of<TBatch>(Kind kind, long bytes)
        where TBatch : class
    {
        lock (_lock)
        {
            var known = _recent.FindIndex(entry => entry.Kind == kind && entry.Batches is KeptBatches<TBatch>);
            var batches = known < 0 ? new KeptBatches<TBatch>(bytes) : (KeptBatches<TBatch>)_recent[known].Batches;
            if (known >= 0)
            {
                _recent.RemoveAt(known);
            }
            else if (_recent.Count == MostKinds)
            {
                // What a run still uses stays with it.
                _recent.RemoveAt(0);
            }

            _recent.Add((kind, batches));
            return batches;
        }
    }

    /// <summary>What decides on the batches.</summary>
    /// <param name="Split">The <see cref="SplitPanels{T}.Identity"/> of the split they are drawn from.</param>
    /// <param name="Seed">The run's seed.</param>
    /// <param name="Metric">What decides on the cells.</param>
    /// <param name="Balanced">Whether each cell has both labels equally often.</param>
    /// <param name="PerCell">The samples of each cell.</param>
    internal sealed record Kind(object Split, int Seed, FairnessMetric Metric, bool Balanced, int PerCell);
}

/// <summary>The first batches of runs that draw the same ones.</summary>
/// <param name="bytes">The memory of one of them.</param>
internal sealed class KeptBatches<TBatch>(long bytes)
    where TBatch : class
{
    // The thousand steps of the protocol on Adult have 36 MB, for equalised odds 71.
    private const long MostBytes = 72 << 20;

    // So many runs at once can each make another batch.
    private const int Ahead = 16;

    private readonly TBatch?[] _batches = new TBatch?[MostBytes / bytes];
    private readonly int[] _claimed = new int[MostBytes / bytes];
    private int _unmanaged;

    /// <summary>Nobody disposes of batches, since nobody knows who draws them last: the collector is told what it does not see.</summary>
    ~KeptBatches()
    {
        if (_unmanaged > 0)
        {
            GC.RemoveMemoryPressure(_unmanaged * bytes);
        }
    }

    /// <summary>Whether a step's batch is one to keep.</summary>
    /// <param name="step">The number of the step in the run, from 1.</param>
    public bool Keeps(long step) => step <= _batches.Length;

    /// <summary>The batch of a step that is kept.</summary>
    /// <param name="step">The number of the step in the run.</param>
    /// <param name="make">Makes a step's batch. Whoever makes it makes the same.</param>
    public TBatch Of(long step, Func<long, TBatch> make)
    {
        if (Find(step) is { } known)
        {
            return known;
        }

        // Runs that start together would all make every batch: who finds that another is at this one makes a later one meanwhile.
        for (var next = step; next <= step + Ahead; next++)
        {
            if (Claim(next))
            {
                Keep(next, make(next));
                break;
            }
        }

        return Find(step) ?? Keep(step, make(step));
    }

    private TBatch? Find(long step) => Volatile.Read(ref _batches[step - 1]);

    private bool Claim(long step) => Keeps(step) && Interlocked.Exchange(ref _claimed[step - 1], 1) == 0;

    private TBatch Keep(long step, TBatch batch)
    {
        if (Interlocked.CompareExchange(ref _batches[step - 1], batch, null) is not { } earlier)
        {
            if (batch is IDisposable)
            {
                Interlocked.Increment(ref _unmanaged);
                GC.AddMemoryPressure(bytes);
            }

            return batch;
        }

        (batch as IDisposable)?.Dispose();
        return earlier;
    }
}
