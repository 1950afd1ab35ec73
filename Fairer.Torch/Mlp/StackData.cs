using Fairer.Core.Data;
using Fairer.Core.Fairness;
using TorchSharp;
using static TorchSharp.torch;

namespace Fairer.Torch.Mlp;

/// <summary>The splits of a stack's seeds on the device: what steps are drawn from, and what an epoch is measured on.</summary>
internal sealed class StackData : IDisposable
{
    private readonly List<Tensor> _owned = [];
    private readonly long[] _firstRow;

    /// <param name="splits">The split of each seed.</param>
    /// <param name="metric">What decides on the cells.</param>
    /// <param name="dtype">The type of the features.</param>
    /// <param name="device">Where they are put.</param>
    public StackData(IReadOnlyList<TableSplit> splits, FairnessMetric metric, ScalarType dtype, Device device)
    {
        using var scope = NewDisposeScope();
        _firstRow = new long[splits.Count];
        for (var seed = 1; seed < splits.Count; seed++)
        {
            _firstRow[seed] = _firstRow[seed - 1] + splits[seed - 1].Train.Count;
        }

        Features = Keep(cat([.. splits.Select(split => Matrix(split.Train, split.Train.Count))], 0));
        Labels = Keep(tensor([.. splits.SelectMany(split => split.Train.Labels).Select(label => (float)label)], [Features.shape[0]], dtype, device));
        Validation = Keep(Part(split => split.Validation));
        Test = Keep(Part(split => split.Test));
        Cells = [.. Enumerable.Range(0, 2 * metric.Slices()).Select(cell => CellOf(splits, metric, cell, dtype, device))];

        Tensor Matrix(EncodedRows rows, int count)
        {
            var padded = rows.Count == count ? rows.Features : [.. rows.Features, .. new float[(count - rows.Count) * rows.Width]];
            return tensor(padded, [count, rows.Width], dtype, device);
        }

        Tensor Part(Func<TableSplit, EncodedRows> part)
        {
            var most = splits.Max(split => part(split).Count);
            return torch.stack([.. splits.Select(split => Matrix(part(split), most))], 0);
        }
    }

    /// <summary>The training rows of all seeds, <c>[rows, features]</c>.</summary>
    public Tensor Features { get; }

    /// <summary>Their labels, <c>[rows]</c>.</summary>
    public Tensor Labels { get; }

    /// <summary>The validation rows, <c>[seeds, rows, features]</c>; a seed with fewer rows is filled up with zeros.</summary>
    public Tensor Validation { get; }

    /// <summary>The test rows, likewise.</summary>
    public Tensor Test { get; }

    /// <summary>The training rows of each cell.</summary>
    public IReadOnlyList<StackCell> Cells { get; }

    /// <summary>Where a seed's first training row is.</summary>
    public long FirstRow(int seed) => _firstRow[seed];

    public void Dispose() => _owned.ForEach(owned => owned.Dispose());

    private StackCell CellOf(IReadOnlyList<TableSplit> splits, FairnessMetric metric, int cell, ScalarType dtype, Device device)
    {
        var rows = splits.Select((split, seed) => Enumerable.Range(0, split.Train.Count)
            .Where(row => split.Train.Groups[row] == cell % 2 && (metric.Slices() == 1 || split.Train.Labels[row] == cell / 2))
            .Select(row => _firstRow[seed] + row).ToArray()).ToArray();
        var most = rows.Max(of => of.Length);
        return new StackCell(
            most,
            Keep(tensor([.. rows.SelectMany(of => of.Concat(Enumerable.Repeat(0L, most - of.Length)))], [splits.Count, most], int64, device)),
            Keep(tensor([.. rows.SelectMany(of => Enumerable.Repeat(1f / of.Length, of.Length).Concat(Enumerable.Repeat(0f, most - of.Length)))], [splits.Count, most], dtype, device)));
    }

    private Tensor Keep(Tensor owned)
    {
        _owned.Add(owned.DetachFromDisposeScope());
        return owned;
    }
}

/// <summary>One cell of the training split of all seeds.</summary>
/// <param name="Count">The rows of the seed that has most.</param>
/// <param name="Rows">The rows of each seed, <c>[seeds, count]</c>, filled up with row 0.</param>
/// <param name="Shares">1 over the seed's rows of the cell, and 0 where it was filled up, <c>[seeds, count]</c>.</param>
internal sealed record StackCell(long Count, Tensor Rows, Tensor Shares);
