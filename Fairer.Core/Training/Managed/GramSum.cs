using System.Numerics;

namespace Fairer.Core.Training.Managed;

/// <summary>The gradient of a weight matrix while it is being added up, block of samples after block.</summary>
internal sealed unsafe class GramSum<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int TileRows = Kernels<T>.TileRows;

    private readonly int _rows;
    private readonly int _columns;
    private readonly int _stride;
    private readonly NativeBuffer<T> _sum;
    private readonly NativeBuffer<T>[] _turned;

    /// <param name="rows">The units whose weights they are.</param>
    /// <param name="columns">The units that are weighted.</param>
    /// <param name="panels">The most panels of a block.</param>
    public GramSum(int rows, int columns, int panels)
    {
        (_rows, _columns) = (rows, columns);
        _stride = Turning<T>.RoundUp(columns);
        _sum = new NativeBuffer<T>((long)(rows + TileRows - 1) / TileRows * TileRows * _stride);
        _turned = IsNarrow ? [] : [.. Enumerable.Range(0, 2).Select(_ => new NativeBuffer<T>((long)panels * Kernels<T>.Lanes * _stride))];
    }

    private bool IsNarrow => _rows < TileRows;

    public void Clear() => _sum.Span.Clear();

    /// <summary>Adds <c>Σ X₁·Y₁ᵀ + X₂·Y₂ᵀ</c> over a block's panels; X₂ and Y₂ are null where there is one product only.</summary>
    public void Add(T* x1, T* y1, T* x2, T* y2, int panels)
    {
        if (IsNarrow)
        {
            Kernels<T>.AddDots(x1, y1, x2, y2, panels, _sum.Pointer, _rows, _columns, _stride);
        }
        else
        {
            Kernels<T>.AddGram(
                x1, Turn(y1, 0, panels), x2, y2 is null ? null : Turn(y2, 1, panels), panels, _sum.Pointer, _rows, _stride);
        }
    }

    /// <summary>Writes the sum, <c>[rows, columns]</c> row by row.</summary>
    public void Read(T* gradient)
    {
        for (var row = 0; row < _rows; row++)
        {
            new Span<T>(_sum.Pointer + ((long)row * _stride), _columns).CopyTo(new Span<T>(gradient + ((long)row * _columns), _columns));
        }
    }

    public void Dispose()
    {
        _sum.Dispose();
        Array.ForEach(_turned, buffer => buffer.Dispose());
    }

    /// <summary>A row a sample. What stands beyond the columns is whatever follows the panel; its sums are never read.</summary>
    private T* Turn(T* panels, int which, int count)
    {
        var turned = _turned[which].Pointer;
        for (var panel = 0; panel < count; panel++)
        {
            Turning<T>.Turn(
                panels + ((long)panel * _columns * Kernels<T>.Lanes),
                Kernels<T>.Lanes,
                _stride,
                Kernels<T>.Lanes,
                turned + ((long)panel * Kernels<T>.Lanes * _stride),
                _stride);
        }

        return turned;
    }
}
