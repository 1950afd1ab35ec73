using System.Numerics;
using Fairer.Core.Data;
using Fairer.Core.Fairness;

namespace Fairer.Core.Training.Managed;

/// <summary>
/// Draws what is random in each step (Algorithm 1, line 2; docs/method.md): equally many samples of every cell, without
/// replacement within the step where the cell is large enough, with replacement where it is not, and Fair Mixup's γ.
/// </summary>
/// <remarks>A step's draw depends on the seed and the step's number alone, so that methods with the same seed share
/// their batches, and a resumed run goes on with the very batches it would have had.</remarks>
internal sealed class BatchSampler
{
    private readonly int _seed;
    private readonly EncodedRows _rows;
    private readonly Draws[] _draws;
    private readonly int[] _exchanged;

    /// <param name="data">What to draw from.</param>
    /// <param name="metric">What decides on the cells: the subgroups, or for EO those inside each label.</param>
    /// <param name="balanced">Whether each cell is to have both labels equally often.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="perCell">How many samples each cell gets.</param>
    /// <exception cref="DataException">There is no row to draw from.</exception>
    public BatchSampler(SplitData data, FairnessMetric metric, bool balanced, int seed, int perCell)
    {
        _seed = seed;
        _rows = data.Train;
        _exchanged = new int[perCell];
        _draws = metric.Slices() == 2
            ? [.. Enumerable.Range(0, 4).Select(cell => new Draws(cell, 0, perCell, RowsOf(data, metric, cell % 2, cell / 2)))]
            : balanced
            ? [.. Enumerable.Range(0, 4).Select(k => new Draws(
                k / 2, k % 2 * (perCell / 2), k % 2 == 0 ? perCell / 2 : perCell - (perCell / 2), RowsOf(data, metric, k / 2, k % 2)))]
            : [.. Enumerable.Range(0, 2).Select(group => new Draws(group, 0, perCell, RowsOf(data, metric, group, null)))];
    }

    /// <summary>Puts what one step of the run draws into the loss.</summary>
    public void Draw<T>(long step, MlpLoss<T> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new SeededRandom(_seed, RandomPurpose.Batch, step);
        foreach (var (cell, first, count, rows) in _draws)
        {
            var replace = rows.Length < count;
            for (var i = 0; i < count; i++)
            {
                var drawn = replace ? random.NextInt(rows.Length) : i + random.NextInt(rows.Length - i);
                loss.SetSample(cell, first + i, _rows.Row(rows[drawn]), _rows.Labels[rows[drawn]]);
                if (!replace)
                {
                    (rows[i], rows[drawn]) = (rows[drawn], rows[i]);
                    _exchanged[i] = drawn;
                }
            }

            // Undone in reverse, the exchanges leave the list as it was for the next step.
            for (var i = replace ? -1 : count - 1; i >= 0; i--)
            {
                (rows[i], rows[_exchanged[i]]) = (rows[_exchanged[i]], rows[i]);
            }
        }

        // Even in [0, 1): Beta(1, 1).
        var mixing = new SeededRandom(_seed, RandomPurpose.Mixing, step);
        foreach (ref var gamma in loss.Mixing)
        {
            gamma = mixing.NextDouble();
        }
    }

    private static int[] RowsOf(SplitData data, FairnessMetric metric, int group, int? label)
    {
        var rows = data.Train;
        int[] found = [.. Enumerable.Range(0, rows.Count)
            .Where(row => rows.Groups[row] == group && (label is null || rows.Labels[row] == label))];
        if (found.Length > 0)
        {
            return found;
        }

        var name = group == 0 ? data.Dataset.Subgroup0 : data.Dataset.Subgroup1;
        throw new DataException(
            $"The training split of {data.Dataset.Name} for seed {data.Seed} has no row of subgroup '{name}'" +
            $"{(label is null ? "" : $" with label {label}")}, so a batch for {metric.Abbreviation()} cannot be drawn. " +
            "Choose another sensitive attribute, metric, method or seed.");
    }

    /// <summary>Which places of the batch are drawn from which rows.</summary>
    private readonly record struct Draws(int Cell, int First, int Count, int[] Rows);
}
