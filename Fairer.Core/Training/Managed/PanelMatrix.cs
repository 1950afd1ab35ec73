using System.Numerics;

namespace Fairer.Core.Training.Managed;

/// <summary>A matrix of one row a unit and one column a sample, in panels (see <see cref="Kernels{T}"/>).</summary>
internal sealed unsafe class PanelMatrix<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly NativeBuffer<T> _numbers;

    public PanelMatrix(int rows, int panels)
    {
        Rows = rows;
        Panels = panels;
        _numbers = new NativeBuffer<T>((long)rows * Kernels<T>.Lanes * panels);
    }

    public int Rows { get; }

    public int Panels { get; }

    /// <summary>How many panels hold that many samples.</summary>
    public static int PanelsFor(int samples) => (samples + Kernels<T>.Lanes - 1) / Kernels<T>.Lanes;

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

    public void Dispose() => _numbers.Dispose();
}
