using System.Numerics;
using System.Runtime.Intrinsics;

namespace Fairer.Core.Training.Managed;

/// <summary>
/// A weight matrix in the order in which <see cref="Kernels{T}.Product{TEpilogue}"/> reads it: tiles of ten rows, each
/// tile column by column. The last tile overlaps the one before it where ten does not divide the rows, so that every
/// tile is whole; a matrix of fewer rows is one tile filled up with zeros.
/// </summary>
internal sealed unsafe class PackedMatrix<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int TileRows = Kernels<T>.TileRows;

    private readonly NativeBuffer<T> _tiles;
    private readonly NativeBuffer<T> _turned;

    public PackedMatrix(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
        _tiles = new NativeBuffer<T>((long)TileCount(rows) * TileRows * columns);
        _turned = new NativeBuffer<T>((long)Turning<T>.Side * rows);
    }

    public int Rows { get; }

    public int Columns { get; }

    public static int TileCount(int rows) => (rows + TileRows - 1) / TileRows;

    public static int TileStart(int index, int rows) => Math.Max(0, Math.Min(index * TileRows, rows - TileRows));

    public T* Tile(int index) => _tiles.Pointer + ((long)index * TileRows * Columns);

    /// <summary>Takes the values of a row-major matrix <c>[Rows, Columns]</c>.</summary>
    public void Pack(T* source)
    {
        var width = Math.Min(Turning<T>.Side, Columns);
        for (var column = 0; column < Columns; column += width)
        {
            var first = Math.Min(column, Columns - width);
            Turning<T>.Turn(source + first, Columns, Rows, width, _turned.Pointer, Rows);
            PackColumns(_turned.Pointer, first, width);
        }
    }

    /// <summary>Takes the values of the transpose of a row-major matrix <c>[Columns, Rows]</c> in a
    /// <see cref="NativeBuffer{T}"/>.</summary>
    public void PackTransposed(T* source) => PackColumns(source, 0, Columns);

    /// <summary>Takes some columns, each of them as a row of a matrix <c>[count, Rows]</c> in a
    /// <see cref="NativeBuffer{T}"/>.</summary>
    private void PackColumns(T* source, int first, int count)
    {
        for (var index = 0; index < TileCount(Rows); index++)
        {
            var from = source + TileStart(index, Rows);
            var to = Tile(index) + ((long)first * TileRows);
            for (var column = first; column < first + count; column++)
            {
                if (Rows >= TileRows && column < Columns - 1)
                {
                    // Whole vectors: what is too much, the next column overwrites.
                    for (var row = 0; row < TileRows; row += Vector512<T>.Count)
                    {
                        Vector512.Load(from + row).Store(to + row);
                    }
                }
                else
                {
                    var height = Math.Min(TileRows, Rows);
                    new Span<T>(from, height).CopyTo(new Span<T>(to, height));
                }

                from += Rows;
                to += TileRows;
            }
        }
    }

    public void Dispose()
    {
        _tiles.Dispose();
        _turned.Dispose();
    }
}

/// <summary>One product of a kernel call: a packed matrix <c>[rows, depth]</c> and a panel <c>[depth, Lanes]</c>.</summary>
internal readonly unsafe struct Factor<T>(PackedMatrix<T> matrix, T* panel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public PackedMatrix<T> Matrix { get; } = matrix;

    public T* Panel { get; } = panel;

    public int Depth => Matrix?.Columns ?? 0;

    public bool IsEmpty => Matrix is null;
}
