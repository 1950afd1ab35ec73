using System.Numerics;
using System.Runtime.InteropServices;

namespace Fairer.Core.Training.Managed;

/// <summary>Adam (Kingma and Ba 2015) with PyTorch's defaults: β₁ = 0.9, β₂ = 0.999, ε = 1e-8.</summary>
internal sealed unsafe class Adam<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly double _learningRate;
    private readonly NativeBuffer<T> _means;
    private readonly NativeBuffer<T> _squares;
    private long _steps;

    public Adam(int parameters, double learningRate)
    {
        _learningRate = learningRate;
        _means = new NativeBuffer<T>(parameters);
        _squares = new NativeBuffer<T>(parameters);
    }

    /// <summary>How many bytes <see cref="Save"/> gives.</summary>
    public int StateLength => sizeof(long) + (2 * _means.Length * sizeof(T));

    /// <summary>Moves the parameters one step against the gradient.</summary>
    public void Step(Span<T> parameters, ReadOnlySpan<T> gradient)
    {
        _steps++;
        var rate = T.CreateTruncating(_learningRate / (1 - Math.Pow(Beta1, _steps)));
        var correction = T.CreateTruncating(1 / Math.Sqrt(1 - Math.Pow(Beta2, _steps)));
        var (keep1, take1) = (T.CreateTruncating(Beta1), T.CreateTruncating(1 - Beta1));
        var (keep2, take2) = (T.CreateTruncating(Beta2), T.CreateTruncating(1 - Beta2));
        var epsilon = T.CreateTruncating(Epsilon);
        fixed (T* parameter = parameters, slope = gradient)
        {
            var mean = _means.Pointer;
            var square = _squares.Pointer;
            var k = 0;
            for (; k <= parameters.Length - Vector<T>.Count; k += Vector<T>.Count)
            {
                var g = Vector.Load(slope + k);
                var m = (Vector.Load(mean + k) * keep1) + (g * take1);
                var v = (Vector.Load(square + k) * keep2) + (g * g * take2);
                m.Store(mean + k);
                v.Store(square + k);
                var divisor = (Vector.SquareRoot(v) * correction) + new Vector<T>(epsilon);
                (Vector.Load(parameter + k) - (m * rate / divisor)).Store(parameter + k);
            }

            for (; k < parameters.Length; k++)
            {
                var g = slope[k];
                mean[k] = (mean[k] * keep1) + (g * take1);
                square[k] = (square[k] * keep2) + (g * g * take2);
                parameter[k] -= mean[k] * rate / ((T.Sqrt(square[k]) * correction) + epsilon);
            }
        }
    }

    /// <summary>The step count and both moments, to go on from later on the same kind of machine.</summary>
    public byte[] Save()
    {
        var state = new byte[StateLength];
        BitConverter.TryWriteBytes(state, _steps);
        MemoryMarshal.AsBytes(_means.Span).CopyTo(state.AsSpan(sizeof(long)));
        MemoryMarshal.AsBytes(_squares.Span).CopyTo(state.AsSpan(sizeof(long) + (_means.Length * sizeof(T))));
        return state;
    }

    /// <summary>Goes on from what <see cref="Save"/> gave.</summary>
    /// <exception cref="ArgumentException">The state is another network's.</exception>
    public void Restore(ReadOnlySpan<byte> state)
    {
        var moments = _means.Length * sizeof(T);
        if (state.Length != StateLength)
        {
            throw new ArgumentException("The optimiser's state does not fit this network.", nameof(state));
        }

        _steps = BitConverter.ToInt64(state);
        state.Slice(sizeof(long), moments).CopyTo(MemoryMarshal.AsBytes(_means.Span));
        state.Slice(sizeof(long) + moments, moments).CopyTo(MemoryMarshal.AsBytes(_squares.Span));
    }

    public void Dispose()
    {
        _means.Dispose();
        _squares.Dispose();
    }
}
