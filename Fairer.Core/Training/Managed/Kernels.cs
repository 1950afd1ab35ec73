using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fairer.Core.Training.Managed;

/// <summary>
/// The matrix products of training, on panels: a panel is a <c>[rows, Lanes]</c> block, row by row, whose columns are
/// samples. A batch of activations is a row of panels, so that one panel of a 200-unit layer stays in the first-level
/// cache, every vector is full whatever the width of the network, and nothing has to be repacked.
/// </summary>
/// <remarks>
/// Two register-blocked kernels do all the work. <see cref="Product{TEpilogue}"/> contracts over units (forward,
/// backward and tangent passes); <see cref="AddGram"/> contracts over samples (weight gradients), for which one side has
/// to be turned (<see cref="Turning{T}"/>). Each has a form for 512-bit vectors and one for whatever
/// <see cref="Vector{T}"/> is on the machine; what the single output unit needs is written for 512 bits alone, which .NET
/// takes in halves elsewhere. Each sums up to two products, since the tangent pass always needs pairs
/// (<c>V·a + W·ȧ</c>) and one read and write of the result is enough for both.
/// </remarks>
internal static unsafe class Kernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The rows of a register tile of <see cref="Product{TEpilogue}"/>.</summary>
    public const int TileRows = 10;

    // The rows of X that stay in the second-level cache while all columns pass over them.
    private const int BlockRows = 10 * TileRows;

    /// <summary>The samples in a panel: two of the widest vectors.</summary>
    public static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * Vector512<T>.Count;
    }

    /// <summary>One panel of <c>output = epilogue(bias + A₁·B₁ + A₂·B₂)</c>.</summary>
    /// <param name="first">A₁ <c>[rows, depth]</c> packed, and the panel B₁ <c>[depth, Lanes]</c>.</param>
    /// <param name="second">A second product of the same rows; empty for none.</param>
    /// <param name="bias">One number a row, or null.</param>
    /// <param name="gate">The panel that the epilogue may look at, <c>[rows, Lanes]</c>, or null.</param>
    /// <param name="output">The panel to write, <c>[rows, Lanes]</c>.</param>
    /// <param name="rows">The rows of A and of the output.</param>
    public static void Product<TEpilogue>(in Factor<T> first, in Factor<T> second, T* bias, T* gate, T* output, int rows)
        where TEpilogue : struct, IEpilogue<T>
    {
        if (rows == 1)
        {
            ProductRow<TEpilogue>(first, second, bias, gate, output);
            return;
        }

        if (rows < TileRows)
        {
            // A narrow layer is computed as a whole tile with zero rows below it, in a tile of its own.
            var tile = stackalloc T[TileRows * Lanes];
            var padded = stackalloc T[2 * TileRows];
            for (var row = 0; row < rows; row++)
            {
                padded[row] = bias is null ? T.Zero : bias[row];
            }

            var gates = stackalloc T[TileRows * Lanes];
            if (gate is not null)
            {
                new Span<T>(gate, rows * Lanes).CopyTo(new Span<T>(gates, rows * Lanes));
            }

            ProductTile<TEpilogue>(first, second, 0, padded, gates, tile);
            new Span<T>(tile, rows * Lanes).CopyTo(new Span<T>(output, rows * Lanes));
            return;
        }

        var tiles = PackedMatrix<T>.TileCount(rows);
        for (var index = 0; index < tiles; index++)
        {
            var start = PackedMatrix<T>.TileStart(index, rows);
            ProductTile<TEpilogue>(
                first,
                second,
                index,
                bias is null ? null : bias + start,
                gate is null ? null : gate + (start * Lanes),
                output + (start * Lanes));
        }
    }

    /// <summary>
    /// Adds <c>Σ X₁·Y₁ᵀ + X₂·Y₂ᵀ</c> over a run of panels: the sum over samples of the outer products of their columns.
    /// </summary>
    /// <remarks>Whole tiles only: rows are read up to the next multiple of <see cref="TileRows"/>, and what stands in the
    /// sum there means nothing. Y is turned, so that a vector holds neighbours of a row of the sum and no lanes have to be
    /// added up in the end, which made 145 GFLOP/s for 200 × 200 some 230 (now: <c>./fairer bench micro --filter
    /// '*KernelBenchmarks.Gram*'</c>, 1,024 samples).</remarks>
    /// <param name="x1">The panels of X₁, each <c>[rows, Lanes]</c>.</param>
    /// <param name="y1">Y₁, turned: a row a sample, <c>[panels · Lanes, stride]</c>.</param>
    /// <param name="x2">The panels of X₂, or null for none.</param>
    /// <param name="y2">Y₂, turned, or null for none.</param>
    /// <param name="panels">How many panels.</param>
    /// <param name="sum">The sum, <c>[rows, stride]</c> row by row.</param>
    /// <param name="rows">The rows of X and of the sum.</param>
    /// <param name="stride">The numbers of a row of Y and of the sum; a multiple of the widest vector's.</param>
    public static void AddGram(T* x1, T* y1, T* x2, T* y2, int panels, T* sum, int rows, int stride)
    {
        var pair = 2 * Vector512<T>.Count;
        for (var block = 0; block < rows; block += BlockRows)
        {
            var end = Math.Min(block + BlockRows, rows);
            for (var column = 0; column < stride; column += pair)
            {
                for (var row = block; row < end; row += TileRows)
                {
                    var offset = row * Lanes;
                    GramTile(
                        x1 + offset,
                        y1 + column,
                        x2 is null ? null : x2 + offset,
                        y2 is null ? null : y2 + column,
                        panels,
                        rows * Lanes,
                        stride,
                        sum + ((long)row * stride) + column,
                        wide: column + pair <= stride);
                }
            }
        }
    }

    /// <summary>Adds the same to the sum for few rows, with Y in panels like X.</summary>
    public static void AddDots(T* x1, T* y1, T* x2, T* y2, int panels, T* sum, int rows, int columns, int stride)
    {
        for (var row = 0; row < rows; row++)
        {
            var target = sum + (row * stride);
            var offset = row * Lanes;
            var column = 0;
            for (; column <= columns - 4; column += 4)
            {
                AddFourDots(x1 + offset, y1 + (column * Lanes), panels, rows * Lanes, columns * Lanes, target + column);
                if (x2 is not null)
                {
                    AddFourDots(x2 + offset, y2 + (column * Lanes), panels, rows * Lanes, columns * Lanes, target + column);
                }
            }

            for (; column < columns; column++)
            {
                target[column] += Dot(x1 + offset, y1 + (column * Lanes), panels, rows * Lanes, columns * Lanes);
                if (x2 is not null)
                {
                    target[column] += Dot(x2 + offset, y2 + (column * Lanes), panels, rows * Lanes, columns * Lanes);
                }
            }
        }
    }

    /// <summary>Adds up each row over panels and lanes: the gradient of a bias.</summary>
    public static void AddRowSums(T* x, int panels, T* sums, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            var (left, right) = (Vector512<T>.Zero, Vector512<T>.Zero);
            for (var panel = 0; panel < panels; panel++)
            {
                var source = x + ((((long)panel * rows) + row) * Lanes);
                left += Vector512.Load(source);
                right += Vector512.Load(source + Vector512<T>.Count);
            }

            sums[row] += Vector512.Sum(left + right);
        }
    }

    private static void ProductTile<TEpilogue>(in Factor<T> first, in Factor<T> second, int index, T* bias, T* gate, T* output)
        where TEpilogue : struct, IEpilogue<T>
    {
        var a1 = first.Matrix.Tile(index);
        var a2 = second.IsEmpty ? null : second.Matrix.Tile(index);
        if (Vector512.IsHardwareAccelerated)
        {
            ProductTile512<TEpilogue>(a1, first.Panel, first.Depth, a2, second.Panel, second.Depth, bias, gate, output);
        }
        else
        {
            // Half the rows and two vectors of lanes at a time: what sixteen registers hold.
            for (var row = 0; row < TileRows; row += TileRows / 2)
            {
                for (var lane = 0; lane < Lanes; lane += 2 * Vector<T>.Count)
                {
                    var offset = (row * Lanes) + lane;
                    ProductTileNarrow<TEpilogue>(
                        a1 + row,
                        first.Panel + lane,
                        first.Depth,
                        a2 is null ? null : a2 + row,
                        second.Panel + lane,
                        second.Depth,
                        bias is null ? null : bias + row,
                        gate is null ? null : gate + offset,
                        output + offset);
                }
            }
        }
    }

    private static void ProductRow<TEpilogue>(in Factor<T> first, in Factor<T> second, T* bias, T* gate, T* output)
        where TEpilogue : struct, IEpilogue<T>
    {
        var left = Vector512.Create(bias is null ? T.Zero : *bias);
        var right = left;
        AddRow(first, ref left, ref right);
        if (!second.IsEmpty)
        {
            AddRow(second, ref left, ref right);
        }

        TEpilogue.Apply(left, gate).Store(output);
        TEpilogue.Apply(right, gate + Vector512<T>.Count).Store(output + Vector512<T>.Count);
    }

    /// <summary>Four products at a time in sums of their own, which do not wait for each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRow(in Factor<T> factor, ref Vector512<T> left, ref Vector512<T> right)
    {
        var a = factor.Matrix.Tile(0);
        var b = factor.Panel;
        var (l0, r0) = (left, right);
        var (l1, l2, l3) = (Vector512<T>.Zero, Vector512<T>.Zero, Vector512<T>.Zero);
        var (r1, r2, r3) = (Vector512<T>.Zero, Vector512<T>.Zero, Vector512<T>.Zero);
        var k = 0;
        for (; k <= factor.Depth - 4; k += 4)
        {
            AddPair(a[0], b, ref l0, ref r0);
            AddPair(a[TileRows], b + Lanes, ref l1, ref r1);
            AddPair(a[2 * TileRows], b + (2 * Lanes), ref l2, ref r2);
            AddPair(a[3 * TileRows], b + (3 * Lanes), ref l3, ref r3);
            a += 4 * TileRows;
            b += 4 * Lanes;
        }

        for (; k < factor.Depth; k++)
        {
            AddPair(*a, b, ref l0, ref r0);
            a += TileRows;
            b += Lanes;
        }

        left = l0 + l1 + (l2 + l3);
        right = r0 + r1 + (r2 + r3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddPair(T weight, T* panel, ref Vector512<T> left, ref Vector512<T> right)
    {
        var factor = Vector512.Create(weight);
        left = Simd.MultiplyAdd(factor, Vector512.Load(panel), left);
        right = Simd.MultiplyAdd(factor, Vector512.Load(panel + Vector512<T>.Count), right);
    }

    private static T Dot(T* x, T* y, int panels, int strideX, int strideY)
    {
        var (left, right) = (Vector512<T>.Zero, Vector512<T>.Zero);
        for (var panel = 0; panel < panels; panel++)
        {
            left = Simd.MultiplyAdd(Vector512.Load(x), Vector512.Load(y), left);
            right = Simd.MultiplyAdd(Vector512.Load(x + Vector512<T>.Count), Vector512.Load(y + Vector512<T>.Count), right);
            x += strideX;
            y += strideY;
        }

        return Vector512.Sum(left + right);
    }

    /// <summary>The products of one row with four neighbours, whose sums do not wait for each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFourDots(T* x, T* y, int panels, int strideX, int strideY, T* sums)
    {
        var (l0, l1, l2, l3) = (Vector512<T>.Zero, Vector512<T>.Zero, Vector512<T>.Zero, Vector512<T>.Zero);
        var (r0, r1, r2, r3) = (Vector512<T>.Zero, Vector512<T>.Zero, Vector512<T>.Zero, Vector512<T>.Zero);
        for (var panel = 0; panel < panels; panel++)
        {
            var (left, right) = (Vector512.Load(x), Vector512.Load(x + Vector512<T>.Count));
            l0 = Simd.MultiplyAdd(left, Vector512.Load(y), l0);
            r0 = Simd.MultiplyAdd(right, Vector512.Load(y + Vector512<T>.Count), r0);
            l1 = Simd.MultiplyAdd(left, Vector512.Load(y + Lanes), l1);
            r1 = Simd.MultiplyAdd(right, Vector512.Load(y + Lanes + Vector512<T>.Count), r1);
            l2 = Simd.MultiplyAdd(left, Vector512.Load(y + (2 * Lanes)), l2);
            r2 = Simd.MultiplyAdd(right, Vector512.Load(y + (2 * Lanes) + Vector512<T>.Count), r2);
            l3 = Simd.MultiplyAdd(left, Vector512.Load(y + (3 * Lanes)), l3);
            r3 = Simd.MultiplyAdd(right, Vector512.Load(y + (3 * Lanes) + Vector512<T>.Count), r3);
            x += strideX;
            y += strideY;
        }

        sums[0] += Vector512.Sum(l0 + r0);
        sums[1] += Vector512.Sum(l1 + r1);
        sums[2] += Vector512.Sum(l2 + r2);
        sums[3] += Vector512.Sum(l3 + r3);
    }

    /// <summary>Ten rows by two vectors: 20 sums, 2 loads and 1 broadcast at a time in 32 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ProductTile512<TEpilogue>(T* a1, T* b1, int depth1, T* a2, T* b2, int depth2, T* bias, T* gate, T* output)
        where TEpilogue : struct, IEpilogue<T>
    {
        Vector512<T> c00, c01;
        Vector512<T> c10, c11;
        Vector512<T> c20, c21;
        Vector512<T> c30, c31;
        Vector512<T> c40, c41;
        Vector512<T> c50, c51;
        Vector512<T> c60, c61;
        Vector512<T> c70, c71;
        Vector512<T> c80, c81;
        Vector512<T> c90, c91;
        if (bias is null)
        {
            c00 = c01 = c10 = c11 = c20 = c21 = c30 = c31 = c40 = c41 = c50 = c51 = c60 = c61 = c70 = c71 = c80 = c81 = c90 = c91 = Vector512<T>.Zero;
        }
        else
        {
            c00 = c01 = Vector512.Create(bias[0]);
            c10 = c11 = Vector512.Create(bias[1]);
            c20 = c21 = Vector512.Create(bias[2]);
            c30 = c31 = Vector512.Create(bias[3]);
            c40 = c41 = Vector512.Create(bias[4]);
            c50 = c51 = Vector512.Create(bias[5]);
            c60 = c61 = Vector512.Create(bias[6]);
            c70 = c71 = Vector512.Create(bias[7]);
            c80 = c81 = Vector512.Create(bias[8]);
            c90 = c91 = Vector512.Create(bias[9]);
        }

        while (true)
        {
            for (var k = 0; k < depth1; k++)
            {
                var left = Vector512.Load(b1);
                var right = Vector512.Load(b1 + Vector512<T>.Count);
                var w0 = Vector512.Create(a1[0]);
                c00 = Simd.MultiplyAdd(w0, left, c00);
                c01 = Simd.MultiplyAdd(w0, right, c01);
                var w1 = Vector512.Create(a1[1]);
                c10 = Simd.MultiplyAdd(w1, left, c10);
                c11 = Simd.MultiplyAdd(w1, right, c11);
                var w2 = Vector512.Create(a1[2]);
                c20 = Simd.MultiplyAdd(w2, left, c20);
                c21 = Simd.MultiplyAdd(w2, right, c21);
                var w3 = Vector512.Create(a1[3]);
                c30 = Simd.MultiplyAdd(w3, left, c30);
                c31 = Simd.MultiplyAdd(w3, right, c31);
                var w4 = Vector512.Create(a1[4]);
                c40 = Simd.MultiplyAdd(w4, left, c40);
                c41 = Simd.MultiplyAdd(w4, right, c41);
                var w5 = Vector512.Create(a1[5]);
                c50 = Simd.MultiplyAdd(w5, left, c50);
                c51 = Simd.MultiplyAdd(w5, right, c51);
                var w6 = Vector512.Create(a1[6]);
                c60 = Simd.MultiplyAdd(w6, left, c60);
                c61 = Simd.MultiplyAdd(w6, right, c61);
                var w7 = Vector512.Create(a1[7]);
                c70 = Simd.MultiplyAdd(w7, left, c70);
                c71 = Simd.MultiplyAdd(w7, right, c71);
                var w8 = Vector512.Create(a1[8]);
                c80 = Simd.MultiplyAdd(w8, left, c80);
                c81 = Simd.MultiplyAdd(w8, right, c81);
                var w9 = Vector512.Create(a1[9]);
                c90 = Simd.MultiplyAdd(w9, left, c90);
                c91 = Simd.MultiplyAdd(w9, right, c91);
                a1 += TileRows;
                b1 += Lanes;
            }

            if (a2 is null)
            {
                break;
            }

            a1 = a2;
            b1 = b2;
            depth1 = depth2;
            a2 = null;
        }

        TEpilogue.Apply(c00, gate + (0 * Lanes)).Store(output + (0 * Lanes));
        TEpilogue.Apply(c01, gate + (0 * Lanes) + Vector512<T>.Count).Store(output + (0 * Lanes) + Vector512<T>.Count);
        TEpilogue.Apply(c10, gate + (1 * Lanes)).Store(output + (1 * Lanes));
        TEpilogue.Apply(c11, gate + (1 * Lanes) + Vector512<T>.Count).Store(output + (1 * Lanes) + Vector512<T>.Count);
        TEpilogue.Apply(c20, gate + (2 * Lanes)).Store(output + (2 * Lanes));
        TEpilogue.Apply(c21, gate + (2 * Lanes) + Vector512<T>.Count).Store(output + (2 * Lanes) + Vector512<T>.Count);
        TEpilogue.Apply(c30, gate + (3 * Lanes)).Store(output + (3 * Lanes));
        TEpilogue.Apply(c31, gate + (3 * Lanes) + Vector512<T>.Count).Store(output + (3 * Lanes) + Vector512<T>.Count);
        TEpilogue.Apply(c40, gate + (4 * Lanes)).Store(output + (4 * Lanes));
        TEpilogue.Apply(c41, gate + (4 * Lanes) + Vector512<T>.Count).Store(output + (4 * Lanes) + Vector512<T>.Count);
        TEpilogue.Apply(c50, gate + (5 * Lanes)).Store(output + (5 * Lanes));
        TEpilogue.Apply(c51, gate + (5 * Lanes) + Vector512<T>.Count).Store(output + (5 * Lanes) + Vector512<T>.Count);
        TEpilogue.Apply(c60, gate + (6 * Lanes)).Store(output + (6 * Lanes));
        TEpilogue.Apply(c61, gate + (6 * Lanes) + Vector512<T>.Count).Store(output + (6 * Lanes) + Vector512<T>.Count);
        TEpilogue.Apply(c70, gate + (7 * Lanes)).Store(output + (7 * Lanes));
        TEpilogue.Apply(c71, gate + (7 * Lanes) + Vector512<T>.Count).Store(output + (7 * Lanes) + Vector512<T>.Count);
        TEpilogue.Apply(c80, gate + (8 * Lanes)).Store(output + (8 * Lanes));
        TEpilogue.Apply(c81, gate + (8 * Lanes) + Vector512<T>.Count).Store(output + (8 * Lanes) + Vector512<T>.Count);
        TEpilogue.Apply(c90, gate + (9 * Lanes)).Store(output + (9 * Lanes));
        TEpilogue.Apply(c91, gate + (9 * Lanes) + Vector512<T>.Count).Store(output + (9 * Lanes) + Vector512<T>.Count);
    }

    /// <summary>Five rows by two vectors: 10 sums, 2 loads and 1 broadcast at a time in 16 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ProductTileNarrow<TEpilogue>(T* a1, T* b1, int depth1, T* a2, T* b2, int depth2, T* bias, T* gate, T* output)
        where TEpilogue : struct, IEpilogue<T>
    {
        Vector<T> c00, c01;
        Vector<T> c10, c11;
        Vector<T> c20, c21;
        Vector<T> c30, c31;
        Vector<T> c40, c41;
        if (bias is null)
        {
            c00 = c01 = c10 = c11 = c20 = c21 = c30 = c31 = c40 = c41 = Vector<T>.Zero;
        }
        else
        {
            c00 = c01 = new Vector<T>(bias[0]);
            c10 = c11 = new Vector<T>(bias[1]);
            c20 = c21 = new Vector<T>(bias[2]);
            c30 = c31 = new Vector<T>(bias[3]);
            c40 = c41 = new Vector<T>(bias[4]);
        }

        while (true)
        {
            for (var k = 0; k < depth1; k++)
            {
                var left = Vector.Load(b1);
                var right = Vector.Load(b1 + Vector<T>.Count);
                var w0 = new Vector<T>(a1[0]);
                c00 = Simd.MultiplyAdd(w0, left, c00);
                c01 = Simd.MultiplyAdd(w0, right, c01);
                var w1 = new Vector<T>(a1[1]);
                c10 = Simd.MultiplyAdd(w1, left, c10);
                c11 = Simd.MultiplyAdd(w1, right, c11);
                var w2 = new Vector<T>(a1[2]);
                c20 = Simd.MultiplyAdd(w2, left, c20);
                c21 = Simd.MultiplyAdd(w2, right, c21);
                var w3 = new Vector<T>(a1[3]);
                c30 = Simd.MultiplyAdd(w3, left, c30);
                c31 = Simd.MultiplyAdd(w3, right, c31);
                var w4 = new Vector<T>(a1[4]);
                c40 = Simd.MultiplyAdd(w4, left, c40);
                c41 = Simd.MultiplyAdd(w4, right, c41);
                a1 += TileRows;
                b1 += Lanes;
            }

            if (a2 is null)
            {
                break;
            }

            a1 = a2;
            b1 = b2;
            depth1 = depth2;
            a2 = null;
        }

        TEpilogue.Apply(c00, gate + (0 * Lanes)).Store(output + (0 * Lanes));
        TEpilogue.Apply(c01, gate + (0 * Lanes) + Vector<T>.Count).Store(output + (0 * Lanes) + Vector<T>.Count);
        TEpilogue.Apply(c10, gate + (1 * Lanes)).Store(output + (1 * Lanes));
        TEpilogue.Apply(c11, gate + (1 * Lanes) + Vector<T>.Count).Store(output + (1 * Lanes) + Vector<T>.Count);
        TEpilogue.Apply(c20, gate + (2 * Lanes)).Store(output + (2 * Lanes));
        TEpilogue.Apply(c21, gate + (2 * Lanes) + Vector<T>.Count).Store(output + (2 * Lanes) + Vector<T>.Count);
        TEpilogue.Apply(c30, gate + (3 * Lanes)).Store(output + (3 * Lanes));
        TEpilogue.Apply(c31, gate + (3 * Lanes) + Vector<T>.Count).Store(output + (3 * Lanes) + Vector<T>.Count);
        TEpilogue.Apply(c40, gate + (4 * Lanes)).Store(output + (4 * Lanes));
        TEpilogue.Apply(c41, gate + (4 * Lanes) + Vector<T>.Count).Store(output + (4 * Lanes) + Vector<T>.Count);
    }

    private static void GramTile(T* x1, T* y1, T* x2, T* y2, int panels, int strideX, int strideY, T* sum, bool wide)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            if (wide)
            {
                GramTile512(x1, y1, x2, y2, panels, strideX, strideY, sum);
            }
            else
            {
                GramColumn512(x1, y1, x2, y2, panels, strideX, strideY, sum);
            }

            return;
        }

        // Half the rows and two vectors of columns at a time: what sixteen registers hold.
        for (var row = 0; row < TileRows; row += TileRows / 2)
        {
            for (var column = 0; column < (wide ? 2 : 1) * Vector512<T>.Count; column += 2 * Vector<T>.Count)
            {
                GramTileNarrow(
                    x1 + (row * Lanes),
                    y1 + column,
                    x2 is null ? null : x2 + (row * Lanes),
                    y2 is null ? null : y2 + column,
                    panels,
                    strideX,
                    strideY,
                    sum + (row * strideY) + column);
            }
        }
    }

    /// <summary>Ten rows by two vectors, as in <see cref="ProductTile512{TEpilogue}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GramTile512(T* x1, T* y1, T* x2, T* y2, int panels, int strideX, int strideY, T* sum)
    {
        var c00 = Vector512.Load(sum);
        var c01 = Vector512.Load(sum + Vector512<T>.Count);
        var c10 = Vector512.Load(sum + (1 * strideY));
        var c11 = Vector512.Load(sum + (1 * strideY) + Vector512<T>.Count);
        var c20 = Vector512.Load(sum + (2 * strideY));
        var c21 = Vector512.Load(sum + (2 * strideY) + Vector512<T>.Count);
        var c30 = Vector512.Load(sum + (3 * strideY));
        var c31 = Vector512.Load(sum + (3 * strideY) + Vector512<T>.Count);
        var c40 = Vector512.Load(sum + (4 * strideY));
        var c41 = Vector512.Load(sum + (4 * strideY) + Vector512<T>.Count);
        var c50 = Vector512.Load(sum + (5 * strideY));
        var c51 = Vector512.Load(sum + (5 * strideY) + Vector512<T>.Count);
        var c60 = Vector512.Load(sum + (6 * strideY));
        var c61 = Vector512.Load(sum + (6 * strideY) + Vector512<T>.Count);
        var c70 = Vector512.Load(sum + (7 * strideY));
        var c71 = Vector512.Load(sum + (7 * strideY) + Vector512<T>.Count);
        var c80 = Vector512.Load(sum + (8 * strideY));
        var c81 = Vector512.Load(sum + (8 * strideY) + Vector512<T>.Count);
        var c90 = Vector512.Load(sum + (9 * strideY));
        var c91 = Vector512.Load(sum + (9 * strideY) + Vector512<T>.Count);
        while (true)
        {
            for (var panel = 0; panel < panels; panel++)
            {
                for (var lane = 0; lane < Lanes; lane++)
                {
                    var left = Vector512.Load(y1);
                    var right = Vector512.Load(y1 + Vector512<T>.Count);
                    var w0 = Vector512.Create(x1[lane]);
                    c00 = Simd.MultiplyAdd(w0, left, c00);
                    c01 = Simd.MultiplyAdd(w0, right, c01);
                    var w1 = Vector512.Create(x1[(1 * Lanes) + lane]);
                    c10 = Simd.MultiplyAdd(w1, left, c10);
                    c11 = Simd.MultiplyAdd(w1, right, c11);
                    var w2 = Vector512.Create(x1[(2 * Lanes) + lane]);
                    c20 = Simd.MultiplyAdd(w2, left, c20);
                    c21 = Simd.MultiplyAdd(w2, right, c21);
                    var w3 = Vector512.Create(x1[(3 * Lanes) + lane]);
                    c30 = Simd.MultiplyAdd(w3, left, c30);
                    c31 = Simd.MultiplyAdd(w3, right, c31);
                    var w4 = Vector512.Create(x1[(4 * Lanes) + lane]);
                    c40 = Simd.MultiplyAdd(w4, left, c40);
                    c41 = Simd.MultiplyAdd(w4, right, c41);
                    var w5 = Vector512.Create(x1[(5 * Lanes) + lane]);
                    c50 = Simd.MultiplyAdd(w5, left, c50);
                    c51 = Simd.MultiplyAdd(w5, right, c51);
                    var w6 = Vector512.Create(x1[(6 * Lanes) + lane]);
                    c60 = Simd.MultiplyAdd(w6, left, c60);
                    c61 = Simd.MultiplyAdd(w6, right, c61);
                    var w7 = Vector512.Create(x1[(7 * Lanes) + lane]);
                    c70 = Simd.MultiplyAdd(w7, left, c70);
                    c71 = Simd.MultiplyAdd(w7, right, c71);
                    var w8 = Vector512.Create(x1[(8 * Lanes) + lane]);
                    c80 = Simd.MultiplyAdd(w8, left, c80);
                    c81 = Simd.MultiplyAdd(w8, right, c81);
                    var w9 = Vector512.Create(x1[(9 * Lanes) + lane]);
                    c90 = Simd.MultiplyAdd(w9, left, c90);
                    c91 = Simd.MultiplyAdd(w9, right, c91);
                    y1 += strideY;
                }

                x1 += strideX;
            }

            if (x2 is null)
            {
                break;
            }

            x1 = x2;
            y1 = y2;
            x2 = null;
        }

        c00.Store(sum);
        c01.Store(sum + Vector512<T>.Count);
        c10.Store(sum + (1 * strideY));
        c11.Store(sum + (1 * strideY) + Vector512<T>.Count);
        c20.Store(sum + (2 * strideY));
        c21.Store(sum + (2 * strideY) + Vector512<T>.Count);
        c30.Store(sum + (3 * strideY));
        c31.Store(sum + (3 * strideY) + Vector512<T>.Count);
        c40.Store(sum + (4 * strideY));
        c41.Store(sum + (4 * strideY) + Vector512<T>.Count);
        c50.Store(sum + (5 * strideY));
        c51.Store(sum + (5 * strideY) + Vector512<T>.Count);
        c60.Store(sum + (6 * strideY));
        c61.Store(sum + (6 * strideY) + Vector512<T>.Count);
        c70.Store(sum + (7 * strideY));
        c71.Store(sum + (7 * strideY) + Vector512<T>.Count);
        c80.Store(sum + (8 * strideY));
        c81.Store(sum + (8 * strideY) + Vector512<T>.Count);
        c90.Store(sum + (9 * strideY));
        c91.Store(sum + (9 * strideY) + Vector512<T>.Count);
    }

    /// <summary>Ten rows by one vector: the last columns of a sum whose width is an odd number of vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GramColumn512(T* x1, T* y1, T* x2, T* y2, int panels, int strideX, int strideY, T* sum)
    {
        var c00 = Vector512.Load(sum);
        var c10 = Vector512.Load(sum + (1 * strideY));
        var c20 = Vector512.Load(sum + (2 * strideY));
        var c30 = Vector512.Load(sum + (3 * strideY));
        var c40 = Vector512.Load(sum + (4 * strideY));
        var c50 = Vector512.Load(sum + (5 * strideY));
        var c60 = Vector512.Load(sum + (6 * strideY));
        var c70 = Vector512.Load(sum + (7 * strideY));
        var c80 = Vector512.Load(sum + (8 * strideY));
        var c90 = Vector512.Load(sum + (9 * strideY));
        while (true)
        {
            for (var panel = 0; panel < panels; panel++)
            {
                for (var lane = 0; lane < Lanes; lane++)
                {
                    var left = Vector512.Load(y1);
                    var w0 = Vector512.Create(x1[lane]);
                    c00 = Simd.MultiplyAdd(w0, left, c00);
                    var w1 = Vector512.Create(x1[(1 * Lanes) + lane]);
                    c10 = Simd.MultiplyAdd(w1, left, c10);
                    var w2 = Vector512.Create(x1[(2 * Lanes) + lane]);
                    c20 = Simd.MultiplyAdd(w2, left, c20);
                    var w3 = Vector512.Create(x1[(3 * Lanes) + lane]);
                    c30 = Simd.MultiplyAdd(w3, left, c30);
                    var w4 = Vector512.Create(x1[(4 * Lanes) + lane]);
                    c40 = Simd.MultiplyAdd(w4, left, c40);
                    var w5 = Vector512.Create(x1[(5 * Lanes) + lane]);
                    c50 = Simd.MultiplyAdd(w5, left, c50);
                    var w6 = Vector512.Create(x1[(6 * Lanes) + lane]);
                    c60 = Simd.MultiplyAdd(w6, left, c60);
                    var w7 = Vector512.Create(x1[(7 * Lanes) + lane]);
                    c70 = Simd.MultiplyAdd(w7, left, c70);
                    var w8 = Vector512.Create(x1[(8 * Lanes) + lane]);
                    c80 = Simd.MultiplyAdd(w8, left, c80);
                    var w9 = Vector512.Create(x1[(9 * Lanes) + lane]);
                    c90 = Simd.MultiplyAdd(w9, left, c90);
                    y1 += strideY;
                }

                x1 += strideX;
            }

            if (x2 is null)
            {
                break;
            }

            x1 = x2;
            y1 = y2;
            x2 = null;
        }

        c00.Store(sum);
        c10.Store(sum + (1 * strideY));
        c20.Store(sum + (2 * strideY));
        c30.Store(sum + (3 * strideY));
        c40.Store(sum + (4 * strideY));
        c50.Store(sum + (5 * strideY));
        c60.Store(sum + (6 * strideY));
        c70.Store(sum + (7 * strideY));
        c80.Store(sum + (8 * strideY));
        c90.Store(sum + (9 * strideY));
    }

    /// <summary>Five rows by two vectors, as in <see cref="ProductTileNarrow{TEpilogue}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GramTileNarrow(T* x1, T* y1, T* x2, T* y2, int panels, int strideX, int strideY, T* sum)
    {
        var c00 = Vector.Load(sum);
        var c01 = Vector.Load(sum + Vector<T>.Count);
        var c10 = Vector.Load(sum + (1 * strideY));
        var c11 = Vector.Load(sum + (1 * strideY) + Vector<T>.Count);
        var c20 = Vector.Load(sum + (2 * strideY));
        var c21 = Vector.Load(sum + (2 * strideY) + Vector<T>.Count);
        var c30 = Vector.Load(sum + (3 * strideY));
        var c31 = Vector.Load(sum + (3 * strideY) + Vector<T>.Count);
        var c40 = Vector.Load(sum + (4 * strideY));
        var c41 = Vector.Load(sum + (4 * strideY) + Vector<T>.Count);
        while (true)
        {
            for (var panel = 0; panel < panels; panel++)
            {
                for (var lane = 0; lane < Lanes; lane++)
                {
                    var left = Vector.Load(y1);
                    var right = Vector.Load(y1 + Vector<T>.Count);
                    var w0 = new Vector<T>(x1[lane]);
                    c00 = Simd.MultiplyAdd(w0, left, c00);
                    c01 = Simd.MultiplyAdd(w0, right, c01);
                    var w1 = new Vector<T>(x1[(1 * Lanes) + lane]);
                    c10 = Simd.MultiplyAdd(w1, left, c10);
                    c11 = Simd.MultiplyAdd(w1, right, c11);
                    var w2 = new Vector<T>(x1[(2 * Lanes) + lane]);
                    c20 = Simd.MultiplyAdd(w2, left, c20);
                    c21 = Simd.MultiplyAdd(w2, right, c21);
                    var w3 = new Vector<T>(x1[(3 * Lanes) + lane]);
                    c30 = Simd.MultiplyAdd(w3, left, c30);
                    c31 = Simd.MultiplyAdd(w3, right, c31);
                    var w4 = new Vector<T>(x1[(4 * Lanes) + lane]);
                    c40 = Simd.MultiplyAdd(w4, left, c40);
                    c41 = Simd.MultiplyAdd(w4, right, c41);
                    y1 += strideY;
                }

                x1 += strideX;
            }

            if (x2 is null)
            {
                break;
            }

            x1 = x2;
            y1 = y2;
            x2 = null;
        }

        c00.Store(sum);
        c01.Store(sum + Vector<T>.Count);
        c10.Store(sum + (1 * strideY));
        c11.Store(sum + (1 * strideY) + Vector<T>.Count);
        c20.Store(sum + (2 * strideY));
        c21.Store(sum + (2 * strideY) + Vector<T>.Count);
        c30.Store(sum + (3 * strideY));
        c31.Store(sum + (3 * strideY) + Vector<T>.Count);
        c40.Store(sum + (4 * strideY));
        c41.Store(sum + (4 * strideY) + Vector<T>.Count);
    }
}
