using System.Numerics;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Training;

/// <summary>The matrix kernels against three nested loops, for sizes on all sides of their tiles.</summary>
public unsafe class KernelsTests
{
    private static readonly int[] Sizes = [1, 2, 4, 5, 6, 9, 10, 11, 15, 20, 23, 47];

    [Fact]
    public void Products_match_the_definition_in_float32() => CheckProducts<float>(2e-4);

    [Fact]
    public void Products_match_the_definition_in_float64() => CheckProducts<double>(1e-12);

    [Fact]
    public void Grams_match_the_definition_in_float32() => CheckGrams<float>(5e-4);

    [Fact]
    public void Grams_match_the_definition_in_float64() => CheckGrams<double>(1e-12);

    [Fact]
    public void Turning_makes_rows_columns_in_float32() => CheckTurning<float>();

    [Fact]
    public void Turning_makes_rows_columns_in_float64() => CheckTurning<double>();

    private static void CheckTurning<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var rows in Sizes.Append(32))
        {
            foreach (var columns in Sizes.Append(48))
            {
                var matrix = Matrix<T>(rows, columns, 1);
                var turned = new T[rows * columns];
                fixed (T* from = matrix, to = turned)
                {
                    Turning<T>.Turn(from, columns, rows, columns, to, rows);
                }

                Assert.Equal(Transpose(matrix, rows, columns), turned);
            }
        }
    }

    private static void CheckProducts<T>(double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var rows in Sizes)
        {
            foreach (var depth in Sizes)
            {
                var (a1, a2) = (Matrix<T>(rows, depth, 1), Matrix<T>(rows, depth + 3, 2));
                var (b1, b2) = (Matrix<T>(depth, Kernels<T>.Lanes, 3), Matrix<T>(depth + 3, Kernels<T>.Lanes, 4));
                var (bias, gate) = (Matrix<T>(rows, 1, 5), Matrix<T>(rows, Kernels<T>.Lanes, 6));
                var sum = new double[rows * Kernels<T>.Lanes];
                AddProduct(a1, b1, sum, rows, depth, Kernels<T>.Lanes);
                var biased = sum.Select((value, k) => value + Value(bias, k / Kernels<T>.Lanes)).ToArray();
                var pair = (double[])sum.Clone();
                AddProduct(a2, b2, pair, rows, depth + 3, Kernels<T>.Lanes);

                CheckProduct<T, Linear<T>>(a1, b1, null, null, null, null, rows, depth, sum, tolerance);
                CheckProduct<T, Relu<T>>(
                    a1, b1, null, null, bias, null, rows, depth, [.. biased.Select(value => Math.Max(value, 0))], tolerance);
                CheckProduct<T, Gated<T>>(
                    a1, b1, a2, b2, null, gate, rows, depth, [.. pair.Select((value, k) => Value(gate, k) > 0 ? value : 0)], tolerance);
            }
        }
    }

    private static void CheckProduct<T, TEpilogue>(
        T[] a1, T[] b1, T[]? a2, T[]? b2, T[]? bias, T[]? gate, int rows, int depth, double[] expected, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TEpilogue : struct, IEpilogue<T>
    {
        using var first = new PackedMatrix<T>(rows, depth);
        using var second = new PackedMatrix<T>(rows, depth + 3);
        using var transposed = new PackedMatrix<T>(rows, depth);
        var found = new T[rows * Kernels<T>.Lanes];
        var again = new T[found.Length];
        fixed (T* pa1 = a1, pb1 = b1, pa2 = a2, pb2 = b2, pBias = bias, pGate = gate, pFound = found, pAgain = again)
        {
            using var turned = new NativeBuffer<T>(a1.Length);
            Transpose(a1, rows, depth).CopyTo(turned.Span);
            first.Pack(pa1);
            transposed.PackTransposed(turned.Pointer);
            if (pa2 is not null)
            {
                second.Pack(pa2);
            }

            var other = pa2 is null ? default : new Factor<T>(second, pb2);
            Kernels<T>.Product<TEpilogue>(new Factor<T>(first, pb1), other, pBias, pGate, pFound, rows);
            Kernels<T>.Product<TEpilogue>(new Factor<T>(transposed, pb1), other, pBias, pGate, pAgain, rows);
        }

        Assert.Equal(found, again);
        Near(expected, found, tolerance, $"{typeof(TEpilogue).Name} of {rows}×{depth}");
    }

    private static void CheckGrams<T>(double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Panels = 3;
        foreach (var rows in Sizes)
        {
            foreach (var columns in Sizes)
            {
                var (x1, x2) = (Matrix<T>(Panels * rows, Kernels<T>.Lanes, 1), Matrix<T>(Panels * rows, Kernels<T>.Lanes, 2));
                var (y1, y2) = (Matrix<T>(Panels * columns, Kernels<T>.Lanes, 3), Matrix<T>(Panels * columns, Kernels<T>.Lanes, 4));
                using var px1 = Panelled(x1, rows, Panels);
                using var py1 = Panelled(y1, columns, Panels);
                using var px2 = Panelled(x2, rows, Panels);
                using var py2 = Panelled(y2, columns, Panels);
                using var sum = new GramSum<T>(rows, columns, Panels);
                var expected = new double[rows * columns];
                var found = new T[rows * columns];
                fixed (T* pFound = found)
                {
                    // In two blocks, as a batch has many.
                    AddGram(x1, y1, expected, rows, columns, Panels);
                    sum.Add(px1.Panel(0), py1.Panel(0), null, null, 1);
                    sum.Add(px1.Panel(1), py1.Panel(1), null, null, Panels - 1);
                    sum.Read(pFound);
                    Near(expected, found, tolerance, $"gram of {rows}×{columns}");

                    AddGram(x2, y2, expected, rows, columns, Panels);
                    sum.Clear();
                    sum.Add(px1.Panel(0), py1.Panel(0), px2.Panel(0), py2.Panel(0), Panels);
                    sum.Read(pFound);
                    Near(expected, found, tolerance, $"pair of grams of {rows}×{columns}");
                }
            }
        }
    }

    private static PanelMatrix<T> Panelled<T>(T[] numbers, int rows, int panels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var matrix = new PanelMatrix<T>(rows, panels);
        numbers.CopyTo(new Span<T>(matrix.Panel(0), numbers.Length));
        return matrix;
    }

    private static void AddProduct<T>(T[] a, T[] b, double[] sum, int rows, int depth, int columns)
        where T : INumberBase<T>
    {
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                for (var k = 0; k < depth; k++)
                {
                    sum[(row * columns) + column] += Value(a, (row * depth) + k) * Value(b, (k * columns) + column);
                }
            }
        }
    }

    private static void AddGram<T>(T[] x, T[] y, double[] sum, int rows, int columns, int panels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var panel = 0; panel < panels; panel++)
        {
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                {
                    for (var lane = 0; lane < Kernels<T>.Lanes; lane++)
                    {
                        sum[(row * columns) + column] +=
                            Value(x, (((panel * rows) + row) * Kernels<T>.Lanes) + lane)
                            * Value(y, (((panel * columns) + column) * Kernels<T>.Lanes) + lane);
                    }
                }
            }
        }
    }

    private static T[] Matrix<T>(int rows, int columns, int index)
        where T : INumberBase<T>
    {
        var random = new SeededRandom(rows, RandomPurpose.Synthesis, (columns * 10L) + index);
        var values = new T[rows * columns];
        for (var k = 0; k < values.Length; k++)
        {
            values[k] = T.CreateTruncating((2 * random.NextDouble()) - 1);
        }

        return values;
    }

    private static T[] Transpose<T>(T[] matrix, int rows, int columns) =>
        [.. Enumerable.Range(0, matrix.Length).Select(k => matrix[((k % rows) * columns) + (k / rows)])];

    private static double Value<T>(T[] values, int index)
        where T : INumberBase<T> => double.CreateTruncating(values[index]);

    private static void Near<T>(double[] expected, T[] found, double tolerance, string what)
        where T : INumberBase<T>
    {
        for (var k = 0; k < expected.Length; k++)
        {
            Assert.True(Math.Abs(expected[k] - Value(found, k)) <= tolerance, $"{what}, {k}: {found[k]} instead of {expected[k]}");
        }
    }
}
