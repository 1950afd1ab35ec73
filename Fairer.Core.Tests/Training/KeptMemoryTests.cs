using System.Runtime.CompilerServices;
using Fairer.Core.Fairness;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Training;

/// <summary>What becomes of batches that are kept but drawn no more. Alone, since other tests make the collector run too.</summary>
[Collection(WholeMachine.Name)]
public sealed class KeptMemoryTests
{
    private readonly SharedBatches _batches = new();

    [Fact]
    public void Batches_that_nobody_draws_any_more_do_not_fill_the_memory()
    {
        var first = Fill(seed: 0);
        for (var generation = 0; generation < GC.MaxGeneration; generation++)
        {
            GC.Collect(); // as old as batches are when their runs have ended
        }

        // 29 GB, if they all stayed.
        for (var seed = 1; seed < 400 && first.IsAlive; seed++)
        {
            Fill(seed);
            Thread.Sleep(1); // the collector works in the background
        }

        Assert.False(first.IsAlive);
    }

    /// <returns>Lives until the batches have been finalised.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Fill(int seed)
    {
        var kind = new SharedBatches.Kind(this, seed, FairnessMetric.DemographicParity, Balanced: false, PerCell: 40);
        var kept = _batches.Of<Unmanaged>(kind, 8 << 20);
        for (var step = 1; kept.Keeps(step); step++)
        {
            kept.Of(step, _ => new Unmanaged());
        }

        return new WeakReference(kept, trackResurrection: true);
    }

    private sealed class Unmanaged : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
