using System.Numerics;

namespace Fairer.Core.Training.Managed;

/// <summary>A matrix of one row a unit and one column a sample, in panels (see <see cref="Kernels{T}"/>).</summary>
internal sealed unsafe class PanelMatrix<T> : Samples<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Kernels read whole tiles: from the last panel too.
    private const int SpareRows = 16;

    private readonly NativeBuffer<T> _numbers;

    public PanelMatrix(int rows, int panels)
        : base(panels)
    {
        Rows = rows;
        _numbers = new NativeBuffer<T>((((long)rows * panels) + SpareRows) * Kernels<T>.Lanes);
    }

    public int Rows { get; }

    public T* Panel(int panel) => _numbers.Pointer + ((long)panel * Rows * Kernels<T>.Lanes);

    /// <summary>Writes one sample's column.</summary>
    public void SetColumn<TValue>(int sample, ReadOnlySpan<TValue> values)
        where TValue : INumberBase<TValue>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, Rows);
        var (panel, lane) = Math.DivRem(sample, Kernels<T>.Lanes);
        var target = Panel(panel) + lane;
        for (var row = 0; row < values.Length; row++)
        {
            target[row * Kernels<T>.Lanes] = T.CreateTruncating(values[row]);
        }
    }

    /// <summary>Reads one sample's column.</summary>
    public T[] Column(int sample)
    {
        var (panel, lane) = Math.DivRem(sample, Kernels<T>.Lanes);
        var values = new T[Rows];
        for (var row = 0; row < Rows; row++)
        {
            values[row] = Panel(panel)[(row * Kernels<T>.Lanes) + lane];
        }

        return values;
    }

    public override void Dispose() => _numbers.Dispose();
}
