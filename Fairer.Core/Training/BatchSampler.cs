using Fairer.Core.Data;
using Fairer.Core.Fairness;

namespace Fairer.Core.Training;

/// <summary>
/// Draws what is random in each step (Algorithm 1, line 2; docs/method.md): equally many samples of every cell, without
/// replacement within the step where the cell is large enough, with replacement where it is not, and Fair Mixup's γ.
/// </summary>
/// <remarks>
/// A step's draw depends on the seed and the step's number alone, so that methods with the same seed share their batches,
/// whatever engine trains them, and a resumed run goes on with the very batches it would have had. For DP the cells are the
/// two subgroups; for EO cells 0 and 1 are the subgroups inside y = 0, cells 2 and 3 those inside y = 1. Not for use by
/// several threads at once.
/// </remarks>
public sealed class BatchSampler
{
    private readonly int _seed;
    private readonly int _perCell;
    private readonly Draws[] _draws;
    private readonly int[] _exchanged;

    /// <summary>Finds the samples of each cell.</summary>
    /// <param name="data">What to draw from.</param>
    /// <param name="metric">What decides on the cells: the subgroups, or for EO those inside each label.</param>
    /// <param name="balanced">Whether each cell is to have both labels equally often.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="perCell">How many samples each cell gets.</param>
    /// <exception cref="DataException">There is no sample to draw from.</exception>
    public BatchSampler(SplitData data, FairnessMetric metric, bool balanced, int seed, int perCell)
    {
        ArgumentNullException.ThrowIfNull(data);
        _seed = seed;
        _perCell = perCell;
        _exchanged = new int[perCell];
        _draws = metric.Slices() == 2
            ? [.. Enumerable.Range(0, 4).Select(cell => new Draws(cell, 0, perCell, SamplesOf(data, metric, cell % 2, cell / 2)))]
            : balanced
            ? [.. Enumerable.Range(0, 4).Select(k => new Draws(
                k / 2, k % 2 * (perCell / 2), k % 2 == 0 ? perCell / 2 : perCell - (perCell / 2), SamplesOf(data, metric, k / 2, k % 2)))]
            : [.. Enumerable.Range(0, 2).Select(group => new Draws(group, 0, perCell, SamplesOf(data, metric, group, null)))];
        BatchSize = 2 * metric.Slices() * perCell;
    }

    /// <summary>How many samples a batch has, all cells together.</summary>
    public int BatchSize { get; }

    /// <summary>Draws one step's batch.</summary>
    /// <param name="step">The number of the step in the run, from 1.</param>
    /// <param name="samples">Takes the indices of the samples <c>[cells, samples per cell]</c>.</param>
    public void Draw(long step, Span<int> samples)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(samples.Length, BatchSize);
        var random = new SeededRandom(_seed, RandomPurpose.Batch, step);
        foreach (var (cell, first, count, known) in _draws)
        {
            var taken = samples.Slice((cell * _perCell) + first, count);
            var replace = known.Length < count;
            for (var i = 0; i < count; i++)
            {
                var drawn = replace ? random.NextInt(known.Length) : i + random.NextInt(known.Length - i);
                taken[i] = known[drawn];
                if (!replace)
                {
                    (known[i], known[drawn]) = (known[drawn], known[i]);
                    _exchanged[i] = drawn;
                }
            }

            // Undone in reverse, the exchanges leave the list as it was for the next step.
            for (var i = replace ? -1 : count - 1; i >= 0; i--)
            {
                (known[i], known[_exchanged[i]]) = (known[_exchanged[i]], known[i]);
            }
        }
    }

    /// <summary>Draws one step's γ of Fair Mixup, even in [0, 1): Beta(1, 1).</summary>
    /// <param name="step">The number of the step in the run, from 1.</param>
    /// <param name="gammas">Takes one γ a label slice.</param>
    public void DrawMixing(long step, Span<double> gammas)
    {
        var mixing = new SeededRandom(_seed, RandomPurpose.Mixing, step);
        foreach (ref var gamma in gammas)
        {
            gamma = mixing.NextDouble();
        }
    }

    private static int[] SamplesOf(SplitData data, FairnessMetric metric, int group, int? label)
    {
        var samples = data.Training;
        bool IsMember(int sample) => samples.Groups[sample] == group && (label is null || samples.Labels[sample] == label);

        // Counted first: a list that grows would be as large as all samples.
        var count = 0;
        for (var sample = 0; sample < samples.Count; sample++)
        {
            count += IsMember(sample) ? 1 : 0;
        }

        if (count > 0)
        {
            var found = new int[count];
            for (var (sample, at) = (0, 0); at < count; sample++)
            {
                if (IsMember(sample))
                {
                    found[at++] = sample;
                }
            }

            return found;
        }

        var name = group == 0 ? data.Dataset.Subgroup0 : data.Dataset.Subgroup1;
        throw new DataException(
            $"The training split of {data.Dataset.Name} for seed {data.Seed} has no row of subgroup '{name}'" +
            $"{(label is null ? "" : $" with label {label}")}, so a batch for {metric.Abbreviation()} cannot be drawn. " +
            "Choose another sensitive attribute, metric, method or seed.");
    }

    /// <summary>Which places of the batch are drawn from which samples.</summary>
    private readonly record struct Draws(int Cell, int First, int Count, int[] Known);
}
