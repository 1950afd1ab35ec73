using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fairer.Core.Training.Managed;

/// <summary>Turns matrices: rows become columns. In square blocks of a vector's length, which in float32 with AVX-512 are
/// turned in registers, 64 shuffles for 256 numbers.</summary>
internal static unsafe class Turning<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The side of a block.</summary>
    public static int Side
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<T>.Count;
    }

    /// <summary>The next multiple of <see cref="Side"/>.</summary>
    public static int RoundUp(int count) => (count + Side - 1) / Side * Side;

    /// <summary>Turns a matrix of any size.</summary>
    /// <param name="from">The matrix <c>[rows, columns]</c>.</param>
    /// <param name="fromStride">The numbers from one of its rows to the next.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="to">Takes the turned matrix <c>[columns, rows]</c>.</param>
    /// <param name="toStride">The numbers from one row of that to the next.</param>
    public static void Turn(T* from, int fromStride, int rows, int columns, T* to, int toStride)
    {
        if (rows < Side || columns < Side)
        {
            TurnSome(from, fromStride, rows, columns, to, toStride);
            return;
        }

        for (var row = 0; row < rows; row += Side)
        {
            // The last blocks reach back over those before them where there is not enough left.
            var top = Math.Min(row, rows - Side);
            for (var column = 0; column < columns; column += Side)
            {
                var left = Math.Min(column, columns - Side);
                TurnBlock(from + ((long)top * fromStride) + left, fromStride, to + ((long)left * toStride) + top, toStride);
            }
        }
    }

    /// <summary>Turns one block of <see cref="Side"/> rows and columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TurnBlock(T* from, int fromStride, T* to, int toStride)
    {
        if (typeof(T) == typeof(float) && Avx512F.IsSupported)
        {
            TurnBlock512((float*)from, fromStride, (float*)to, toStride);
        }
        else
        {
            TurnSome(from, fromStride, Side, Side, to, toStride);
        }
    }

    private static void TurnSome(T* from, int fromStride, int rows, int columns, T* to, int toStride)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                to[((long)column * toStride) + row] = from[((long)row * fromStride) + column];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TurnBlock512(float* from, int fromStride, float* to, int toStride)
    {
        Quarter(from, fromStride, out var a0, out var a1, out var a2, out var a3);
        Quarter(from + (4L * fromStride), fromStride, out var b0, out var b1, out var b2, out var b3);
        Quarter(from + (8L * fromStride), fromStride, out var c0, out var c1, out var c2, out var c3);
        Quarter(from + (12L * fromStride), fromStride, out var d0, out var d1, out var d2, out var d3);
        Gather(a0, b0, c0, d0, to, toStride);
        Gather(a1, b1, c1, d1, to + toStride, toStride);
        Gather(a2, b2, c2, d2, to + (2L * toStride), toStride);
        Gather(a3, b3, c3, d3, to + (3L * toStride), toStride);
    }

    /// <summary>Four rows, turned within each 128 bits: the n-th result holds columns n, 4 + n, 8 + n and 12 + n.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(
        float* from, int stride, out Vector512<float> first, out Vector512<float> second, out Vector512<float> third, out Vector512<float> fourth)
    {
        var (row0, row1) = (Vector512.Load(from), Vector512.Load(from + stride));
        var (row2, row3) = (Vector512.Load(from + (2L * stride)), Vector512.Load(from + (3L * stride)));
        var (low01, high01) = (Avx512F.UnpackLow(row0, row1).AsDouble(), Avx512F.UnpackHigh(row0, row1).AsDouble());
        var (low23, high23) = (Avx512F.UnpackLow(row2, row3).AsDouble(), Avx512F.UnpackHigh(row2, row3).AsDouble());
        first = Avx512F.UnpackLow(low01, low23).AsSingle();
        second = Avx512F.UnpackHigh(low01, low23).AsSingle();
        third = Avx512F.UnpackLow(high01, high23).AsSingle();
        fourth = Avx512F.UnpackHigh(high01, high23).AsSingle();
    }

    /// <summary>Puts the quarters of four columns together and writes them, four rows apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gather(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* to, int stride)
    {
        const byte Even = 0b10_00_10_00;
        const byte Odd = 0b11_01_11_01;
        var (evenAB, evenCD) = (Avx512F.Shuffle4x128(a, b, Even), Avx512F.Shuffle4x128(c, d, Even));
        var (oddAB, oddCD) = (Avx512F.Shuffle4x128(a, b, Odd), Avx512F.Shuffle4x128(c, d, Odd));
        Avx512F.Shuffle4x128(evenAB, evenCD, Even).Store(to);
        Avx512F.Shuffle4x128(oddAB, oddCD, Even).Store(to + (4L * stride));
        Avx512F.Shuffle4x128(evenAB, evenCD, Odd).Store(to + (8L * stride));
        Avx512F.Shuffle4x128(oddAB, oddCD, Odd).Store(to + (12L * stride));
    }
}
