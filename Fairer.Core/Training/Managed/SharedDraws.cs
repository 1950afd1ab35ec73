using System.Collections.Concurrent;
using Fairer.Core.Fairness;

namespace Fairer.Core.Training.Managed;

/// <summary>The batches that runs on one split have drawn so far: those with the same seed draw the same ones
/// (<see cref="BatchSampler"/>), and drawing takes 12 µs beside the 30 of a FairReg step of c10.</summary>
/// <remarks>Safe for use by several threads at once: whoever draws a batch first keeps it for the others, and two who draw it
/// at the same time write the same numbers.</remarks>
internal sealed class SharedDraws
{
    // 4 MB: the thousand steps of the protocol.
    private const int MostNumbers = 1 << 20;

    private readonly ConcurrentDictionary<(int Seed, FairnessMetric Metric, bool Balanced, int PerCell), Kept> _kept = [];

    /// <summary>The batches of runs with these settings.</summary>
    public Kept Of(int seed, FairnessMetric metric, bool balanced, int perCell) =>
        _kept.GetOrAdd((seed, metric, balanced, perCell), key => new Kept(2 * key.Metric.Slices() * key.PerCell));

    /// <summary>The first batches of runs with the same seed.</summary>
    internal sealed class Kept(int batch)
    {
        private readonly int[] _samples = new int[MostNumbers / batch * batch];
        private readonly bool[] _drawn = new bool[MostNumbers / batch];

        /// <summary>One step's batch.</summary>
        /// <param name="sampler">Draws it where nobody has.</param>
        /// <param name="step">The number of the step in the run, from 1.</param>
        /// <param name="own">Room for a batch that is not kept.</param>
        public ReadOnlySpan<int> Draw(BatchSampler sampler, long step, Span<int> own)
        {
            if (step > _drawn.Length)
            {
                sampler.Draw(step, own);
                return own;
            }

            var place = (int)step - 1;
            var samples = _samples.AsSpan(place * batch, batch);
            if (!Volatile.Read(ref _drawn[place]))
            {
                sampler.Draw(step, samples);
                Volatile.Write(ref _drawn[place], true);
            }

            return samples;
        }
    }
}
