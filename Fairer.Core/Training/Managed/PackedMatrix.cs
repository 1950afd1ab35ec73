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
    private NativeBuffer<T>? _turned;

    public PackedMatrix(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
        _tiles = new NativeBuffer<T>((long)TileCount(rows) * TileRows * columns);
    }

    public int Rows { get; }

    public int Columns { get; }

    public static int TileCount(int rows) => (rows + TileRows - 1) / TileRows;

    public static int TileStart(int index, int rows) => Math.Max(0, Math.Min(index * TileRows, rows - TileRows));

    public T* Tile(int index) => _tiles.Pointer + ((long)index * TileRows * Columns);

    /// <summary>Takes the values of a row-major matrix <c>[Rows, Columns]</c>.</summary>
    public void Pack(T* source)
    {
        _turned ??= new NativeBuffer<T>((long)Rows * Columns);
        Turning<T>.Turn(source, Columns, Rows, Columns, _turned.Pointer, Rows);
        PackTransposed(_turned.Pointer);
    }

    /// <summary>Takes the values of the transpose of a row-major matrix <c>[Columns, Rows]</c> in a
    /// <see cref="NativeBuffer{T}"/>.</summary>
    public void PackTransposed(T* source)
    {
        var isNarrow = Rows < TileRows;
        for (var index = 0; index < TileCount(Rows); index++)
        {
            var from = source + TileStart(index, Rows);
            var to = Tile(index);
            for (var column = 0; column < Columns; column++)
            {
                if (isNarrow)
                {
                    new Span<T>(from, Rows).CopyTo(new Span<T>(to, Rows));
                }
                else
                {
                    // Whole vectors: what is too much, the next column overwrites.
                    for (var row = 0; row < TileRows; row += Vector512<T>.Count)
                    {
                        Vector512.Load(from + row).Store(to + row);
                    }
                }

                from += Rows;
                to += TileRows;
            }
        }
    }

    public void Dispose()
    {
        _tiles.Dispose();
        _turned?.Dispose();
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
