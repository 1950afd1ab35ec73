using System.Numerics;
using Fairer.Core.Data;
using Fairer.Core.Fairness;

namespace Fairer.Core.Training.Managed;

/// <summary>
/// Draws each step's samples (Algorithm 1, line 2; docs/method.md): equally many of every cell, without replacement within
/// the step where the cell is large enough, with replacement where it is not.
/// </summary>
/// <remarks>A step's draw depends on the seed and the step's number alone, so that methods with the same seed share
/// their batches, and a resumed run goes on with the very batches it would have had.</remarks>
internal sealed class BatchSampler
{
    private readonly int _seed;
    private readonly int _perCell;
    private readonly EncodedRows _rows;
    private readonly int[][] _cells;
    private readonly int[] _exchanged;

    /// <exception cref="DataException">A cell has no row.</exception>
    public BatchSampler(SplitData data, FairnessMetric metric, int seed, int perCell)
    {
        _seed = seed;
        _perCell = perCell;
        _rows = data.Train;
        _cells = [.. Enumerable.Range(0, 2 * metric.Slices()).Select(cell => RowsOf(data, metric, cell))];
        _exchanged = new int[perCell];
    }

    /// <summary>Puts the samples of one step of the run into the loss's batch.</summary>
    public void Draw<T>(long step, MlpLoss<T> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new SeededRandom(_seed, RandomPurpose.Batch, step);
        for (var cell = 0; cell < _cells.Length; cell++)
        {
            var rows = _cells[cell];
            var replace = rows.Length < _perCell;
            for (var i = 0; i < _perCell; i++)
            {
                var drawn = replace ? random.NextInt(rows.Length) : i + random.NextInt(rows.Length - i);
                loss.SetSample(cell, i, _rows.Row(rows[drawn]), _rows.Labels[rows[drawn]]);
                if (!replace)
                {
                    (rows[i], rows[drawn]) = (rows[drawn], rows[i]);
                    _exchanged[i] = drawn;
                }
            }

            // Undone in reverse, the exchanges leave the list as it was for the next step.
            for (var i = replace ? -1 : _perCell - 1; i >= 0; i--)
            {
                (rows[i], rows[_exchanged[i]]) = (rows[_exchanged[i]], rows[i]);
            }
        }
    }

    private static int[] RowsOf(SplitData data, FairnessMetric metric, int cell)
    {
        var (slice, group) = Math.DivRem(cell, 2);
        var rows = data.Train;
        int[] found = [.. Enumerable.Range(0, rows.Count)
            .Where(row => rows.Groups[row] == group && (metric.Slices() == 1 || rows.Labels[row] == slice))];
        if (found.Length > 0)
        {
            return found;
        }

        var name = group == 0 ? data.Dataset.Subgroup0 : data.Dataset.Subgroup1;
        var label = metric.Slices() == 1 ? string.Empty : $" with label {slice}";
        throw new DataException(
            $"The training split of {data.Dataset.Name} for seed {data.Seed} has no row of subgroup '{name}'{label}, " +
            $"so {metric.Abbreviation()} cannot be regularised. Choose another sensitive attribute, metric or seed.");
    }
}
