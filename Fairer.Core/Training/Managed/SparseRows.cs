using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fairer.Core.Training.Managed;

/// <summary>A matrix of mostly zeros: of each row, which columns are not, and their values.</summary>
internal sealed class SparseRows
{
    private readonly int[] _starts;
    private readonly int[] _columns;
    private readonly float[] _values;

    /// <summary>Takes the rows in, each as its columns that are not zero.</summary>
    public SparseRows(IReadOnlyList<(int Column, float Value)[]> rows)
    {
        _starts = new int[rows.Count + 1];
        for (var row = 0; row < rows.Count; row++)
        {
            _starts[row + 1] = _starts[row] + rows[row].Length;
        }

        _columns = [.. rows.SelectMany(row => row.Select(entry => entry.Column))];
        _values = [.. rows.SelectMany(row => row.Select(entry => entry.Value))];
    }

    public int Count => _starts.Length - 1;

    /// <summary>The same matrix by its columns.</summary>
    public SparseRows Turned(int columns)
    {
        var turned = Enumerable.Range(0, columns).Select(_ => new List<(int, float)>()).ToArray();
        for (var row = 0; row < Count; row++)
        {
            for (var k = _starts[row]; k < _starts[row + 1]; k++)
            {
                turned[_columns[k]].Add((row, _values[k]));
            }
        }

        return new SparseRows([.. turned.Select(row => row.ToArray())]);
    }

    /// <summary>Multiplies it by a matrix of as many columns as the widest vector has numbers.</summary>
    /// <param name="right">The matrix, a row for each of our columns, row by row.</param>
    /// <param name="product">Takes a row for each of ours.</param>
    /// <param name="shift">Added to the first rows of the product.</param>
    /// <param name="shifted">How many rows that is.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Multiply<T>(T* right, T* product, Vector512<T> shift, int shifted)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (int* starts = _starts, columns = _columns)
        fixed (float* values = _values)
        {
            for (var row = 0; row < Count; row++)
            {
                var sum = row < shifted ? shift : Vector512<T>.Zero;
                for (var k = starts[row]; k < starts[row + 1]; k++)
                {
                    var value = Vector512.Create(T.CreateTruncating(values[k]));
                    sum = Simd.MultiplyAdd(value, Vector512.Load(right + (columns[k] * Vector512<T>.Count)), sum);
                }

                sum.Store(product + (row * Vector512<T>.Count));
            }
        }
    }
}
