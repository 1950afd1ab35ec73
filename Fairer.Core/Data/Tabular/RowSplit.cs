namespace Fairer.Core.Data.Tabular;

/// <summary>Which rows of a table train, select and test.</summary>
/// <param name="Train">The training rows, in random order.</param>
/// <param name="Validation">The rows that select the epoch.</param>
/// <param name="Test">The rows that results are reported on.</param>
public sealed record RowSplit(int[] Train, int[] Validation, int[] Test)
{
    /// <summary>Shuffles the rows by seed and cuts them into three parts.</summary>
    /// <param name="rows">The number of rows in the table.</param>
    /// <param name="train">The number of training rows.</param>
    /// <param name="validation">The number of validation rows; the rest are test rows.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A part would be empty.</exception>
    public static RowSplit Shuffled(int rows, int train, int validation, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(train, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(validation, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(rows, train + validation);

        var order = Enumerable.Range(0, rows).ToArray();
        var random = new SeededRandom(seed, RandomPurpose.Split);
        random.Shuffle<int>(order);
        return new RowSplit(order[..train], order[train..(train + validation)], order[(train + validation)..]);
    }
}
