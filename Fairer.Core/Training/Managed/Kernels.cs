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
/// backward and tangent passes); <see cref="Gram"/> contracts over samples (weight gradients). Each has a form for
/// 512-bit vectors and one for whatever <see cref="Vector{T}"/> is on the machine. Each sums up to two products, since
/// the tangent pass always needs pairs (<c>V·a + W·ȧ</c>) and one read and write of the result is enough for both.
/// </remarks>
internal static unsafe class Kernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The rows of a register tile of <see cref="Product{TEpilogue}"/>.</summary>
    public const int TileRows = 10;

    private const int GramTile = 5;

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
    /// <c>G = Σ X₁·Y₁ᵀ + X₂·Y₂ᵀ</c> over a run of panels: the sum over samples of the outer products of their columns.
    /// </summary>
    /// <param name="x1">The panels of X₁, each <c>[rows, Lanes]</c>.</param>
    /// <param name="y1">The panels of Y₁, each <c>[columns, Lanes]</c>.</param>
    /// <param name="x2">The panels of X₂, or null for none.</param>
    /// <param name="y2">The panels of Y₂, or null for none.</param>
    /// <param name="panels">How many panels.</param>
    /// <param name="gram">The sum, <c>[rows, columns]</c> row by row; overwritten.</param>
    /// <param name="rows">The rows of X and of the sum.</param>
    /// <param name="columns">The rows of Y and the columns of the sum.</param>
    public static void Gram(T* x1, T* y1, T* x2, T* y2, int panels, T* gram, int rows, int columns)
    {
        if (rows < GramTile || columns < GramTile)
        {
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                {
                    gram[(row * columns) + column] = Dot(
                        x1 + (row * Lanes),
                        y1 + (column * Lanes),
                        x2 is null ? null : x2 + (row * Lanes),
                        y2 is null ? null : y2 + (column * Lanes),
                        panels,
                        rows * Lanes,
                        columns * Lanes);
                }
            }

            return;
        }

        // Columns in blocks whose samples fit the second-level cache while all rows pass over them.
        const int BlockColumns = 40;
        for (var block = 0; block < columns; block += BlockColumns)
        {
            var blockEnd = Math.Min(block + BlockColumns, columns);
            for (var row = 0; row < rows; row += GramTile)
            {
                var top = Math.Min(row, rows - GramTile);
                for (var column = block; column < blockEnd; column += GramTile)
                {
                    var left = Math.Min(column, columns - GramTile);
                    var target = gram + (top * columns) + left;
                    var offsetX = top * Lanes;
                    var offsetY = left * Lanes;
                    if (Vector512.IsHardwareAccelerated)
                    {
                        GramTile512(x1 + offsetX, y1 + offsetY, x2 is null ? null : x2 + offsetX, y2 is null ? null : y2 + offsetY, panels, rows * Lanes, columns * Lanes, target, columns);
                    }
                    else
                    {
                        GramTileNarrow(x1 + offsetX, y1 + offsetY, x2 is null ? null : x2 + offsetX, y2 is null ? null : y2 + offsetY, panels, rows * Lanes, columns * Lanes, target, columns);
                    }
                }
            }
        }
    }

    /// <summary><c>sums = Σ over panels and lanes</c> of each row: the gradient of a bias.</summary>
    public static void RowSums(T* x, int panels, T* sums, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            var sum = Vector<T>.Zero;
            for (var panel = 0; panel < panels; panel++)
            {
                var source = x + ((((long)panel * rows) + row) * Lanes);
                for (var lane = 0; lane < Lanes; lane += Vector<T>.Count)
                {
                    sum += Vector.Load(source + lane);
                }
            }

            sums[row] = Vector.Sum(sum);
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
        for (var lane = 0; lane < Lanes; lane += Vector<T>.Count)
        {
            var even = new Vector<T>(bias is null ? T.Zero : *bias);
            var odd = Vector<T>.Zero;
            AddRow(first, lane, ref even, ref odd);
            if (!second.IsEmpty)
            {
                AddRow(second, lane, ref even, ref odd);
            }

            TEpilogue.Apply(even + odd, gate + lane).Store(output + lane);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(in Factor<T> factor, int lane, ref Vector<T> even, ref Vector<T> odd)
    {
        var a = factor.Matrix.Tile(0);
        var b = factor.Panel + lane;
        var k = 0;
        for (; k + 1 < factor.Depth; k += 2)
        {
            even = Simd.MultiplyAdd(new Vector<T>(a[k * TileRows]), Vector.Load(b), even);
            odd = Simd.MultiplyAdd(new Vector<T>(a[(k + 1) * TileRows]), Vector.Load(b + Lanes), odd);
            b += 2 * Lanes;
        }

        if (k < factor.Depth)
        {
            even = Simd.MultiplyAdd(new Vector<T>(a[k * TileRows]), Vector.Load(b), even);
        }
    }

    private static T Dot(T* x1, T* y1, T* x2, T* y2, int panels, int strideX, int strideY)
    {
        var sum = Vector<T>.Zero;
        for (var panel = 0; panel < panels; panel++)
        {
            for (var lane = 0; lane < Lanes; lane += Vector<T>.Count)
            {
                sum = Simd.MultiplyAdd(Vector.Load(x1 + lane), Vector.Load(y1 + lane), sum);
                if (x2 is not null)
                {
                    sum = Simd.MultiplyAdd(Vector.Load(x2 + lane), Vector.Load(y2 + lane), sum);
                }
            }

            x1 += strideX;
            y1 += strideY;
            x2 = x2 is null ? null : x2 + strideX;
            y2 = y2 is null ? null : y2 + strideY;
        }

        return Vector.Sum(sum);
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

    /// <summary>Five by five sums, each a vector over samples that is added up at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GramTile512(T* x1, T* y1, T* x2, T* y2, int panels, int strideX, int strideY, T* target, int columns)
    {
        Vector512<T> c00 = Vector512<T>.Zero, c01 = Vector512<T>.Zero, c02 = Vector512<T>.Zero, c03 = Vector512<T>.Zero, c04 = Vector512<T>.Zero;
        Vector512<T> c10 = Vector512<T>.Zero, c11 = Vector512<T>.Zero, c12 = Vector512<T>.Zero, c13 = Vector512<T>.Zero, c14 = Vector512<T>.Zero;
        Vector512<T> c20 = Vector512<T>.Zero, c21 = Vector512<T>.Zero, c22 = Vector512<T>.Zero, c23 = Vector512<T>.Zero, c24 = Vector512<T>.Zero;
        Vector512<T> c30 = Vector512<T>.Zero, c31 = Vector512<T>.Zero, c32 = Vector512<T>.Zero, c33 = Vector512<T>.Zero, c34 = Vector512<T>.Zero;
        Vector512<T> c40 = Vector512<T>.Zero, c41 = Vector512<T>.Zero, c42 = Vector512<T>.Zero, c43 = Vector512<T>.Zero, c44 = Vector512<T>.Zero;
        while (true)
        {
            for (var panel = 0; panel < panels; panel++)
            {
                for (var lane = 0; lane < Lanes; lane += Vector512<T>.Count)
                {
                    var r0 = Vector512.Load(x1 + lane);
                    var r1 = Vector512.Load(x1 + (1 * Lanes) + lane);
                    var r2 = Vector512.Load(x1 + (2 * Lanes) + lane);
                    var r3 = Vector512.Load(x1 + (3 * Lanes) + lane);
                    var r4 = Vector512.Load(x1 + (4 * Lanes) + lane);
                    var y = Vector512.Load(y1 + lane);
                    c00 = Simd.MultiplyAdd(r0, y, c00);
                    c10 = Simd.MultiplyAdd(r1, y, c10);
                    c20 = Simd.MultiplyAdd(r2, y, c20);
                    c30 = Simd.MultiplyAdd(r3, y, c30);
                    c40 = Simd.MultiplyAdd(r4, y, c40);
                    y = Vector512.Load(y1 + (1 * Lanes) + lane);
                    c01 = Simd.MultiplyAdd(r0, y, c01);
                    c11 = Simd.MultiplyAdd(r1, y, c11);
                    c21 = Simd.MultiplyAdd(r2, y, c21);
                    c31 = Simd.MultiplyAdd(r3, y, c31);
                    c41 = Simd.MultiplyAdd(r4, y, c41);
                    y = Vector512.Load(y1 + (2 * Lanes) + lane);
                    c02 = Simd.MultiplyAdd(r0, y, c02);
                    c12 = Simd.MultiplyAdd(r1, y, c12);
                    c22 = Simd.MultiplyAdd(r2, y, c22);
                    c32 = Simd.MultiplyAdd(r3, y, c32);
                    c42 = Simd.MultiplyAdd(r4, y, c42);
                    y = Vector512.Load(y1 + (3 * Lanes) + lane);
                    c03 = Simd.MultiplyAdd(r0, y, c03);
                    c13 = Simd.MultiplyAdd(r1, y, c13);
                    c23 = Simd.MultiplyAdd(r2, y, c23);
                    c33 = Simd.MultiplyAdd(r3, y, c33);
                    c43 = Simd.MultiplyAdd(r4, y, c43);
                    y = Vector512.Load(y1 + (4 * Lanes) + lane);
                    c04 = Simd.MultiplyAdd(r0, y, c04);
                    c14 = Simd.MultiplyAdd(r1, y, c14);
                    c24 = Simd.MultiplyAdd(r2, y, c24);
                    c34 = Simd.MultiplyAdd(r3, y, c34);
                    c44 = Simd.MultiplyAdd(r4, y, c44);
                }

                x1 += strideX;
                y1 += strideY;
            }

            if (x2 is null)
            {
                break;
            }

            x1 = x2;
            y1 = y2;
            x2 = null;
        }

        target[0] = Vector512.Sum(c00);
        target[1] = Vector512.Sum(c01);
        target[2] = Vector512.Sum(c02);
        target[3] = Vector512.Sum(c03);
        target[4] = Vector512.Sum(c04);
        target[(1 * columns) + 0] = Vector512.Sum(c10);
        target[(1 * columns) + 1] = Vector512.Sum(c11);
        target[(1 * columns) + 2] = Vector512.Sum(c12);
        target[(1 * columns) + 3] = Vector512.Sum(c13);
        target[(1 * columns) + 4] = Vector512.Sum(c14);
        target[(2 * columns) + 0] = Vector512.Sum(c20);
        target[(2 * columns) + 1] = Vector512.Sum(c21);
        target[(2 * columns) + 2] = Vector512.Sum(c22);
        target[(2 * columns) + 3] = Vector512.Sum(c23);
        target[(2 * columns) + 4] = Vector512.Sum(c24);
        target[(3 * columns) + 0] = Vector512.Sum(c30);
        target[(3 * columns) + 1] = Vector512.Sum(c31);
        target[(3 * columns) + 2] = Vector512.Sum(c32);
        target[(3 * columns) + 3] = Vector512.Sum(c33);
        target[(3 * columns) + 4] = Vector512.Sum(c34);
        target[(4 * columns) + 0] = Vector512.Sum(c40);
        target[(4 * columns) + 1] = Vector512.Sum(c41);
        target[(4 * columns) + 2] = Vector512.Sum(c42);
        target[(4 * columns) + 3] = Vector512.Sum(c43);
        target[(4 * columns) + 4] = Vector512.Sum(c44);
    }

    /// <summary>The five by five tile on sixteen registers: two rows at a time, the last pair overlapping.</summary>
    private static void GramTileNarrow(T* x1, T* y1, T* x2, T* y2, int panels, int strideX, int strideY, T* target, int columns)
    {
        ReadOnlySpan<int> starts = [0, 2, 3];
        foreach (var row in starts)
        {
            GramPairNarrow(x1 + (row * Lanes), y1, x2 is null ? null : x2 + (row * Lanes), y2, panels, strideX, strideY, target + (row * columns), columns);
        }
    }

    /// <summary>Two by five sums, each a vector over samples that is added up at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GramPairNarrow(T* x1, T* y1, T* x2, T* y2, int panels, int strideX, int strideY, T* target, int columns)
    {
        Vector<T> c00 = Vector<T>.Zero, c01 = Vector<T>.Zero, c02 = Vector<T>.Zero, c03 = Vector<T>.Zero, c04 = Vector<T>.Zero;
        Vector<T> c10 = Vector<T>.Zero, c11 = Vector<T>.Zero, c12 = Vector<T>.Zero, c13 = Vector<T>.Zero, c14 = Vector<T>.Zero;
        while (true)
        {
            for (var panel = 0; panel < panels; panel++)
            {
                for (var lane = 0; lane < Lanes; lane += Vector<T>.Count)
                {
                    var r0 = Vector.Load(x1 + lane);
                    var r1 = Vector.Load(x1 + (1 * Lanes) + lane);
                    var y = Vector.Load(y1 + lane);
                    c00 = Simd.MultiplyAdd(r0, y, c00);
                    c10 = Simd.MultiplyAdd(r1, y, c10);
                    y = Vector.Load(y1 + (1 * Lanes) + lane);
                    c01 = Simd.MultiplyAdd(r0, y, c01);
                    c11 = Simd.MultiplyAdd(r1, y, c11);
                    y = Vector.Load(y1 + (2 * Lanes) + lane);
                    c02 = Simd.MultiplyAdd(r0, y, c02);
                    c12 = Simd.MultiplyAdd(r1, y, c12);
                    y = Vector.Load(y1 + (3 * Lanes) + lane);
                    c03 = Simd.MultiplyAdd(r0, y, c03);
                    c13 = Simd.MultiplyAdd(r1, y, c13);
                    y = Vector.Load(y1 + (4 * Lanes) + lane);
                    c04 = Simd.MultiplyAdd(r0, y, c04);
                    c14 = Simd.MultiplyAdd(r1, y, c14);
                }

                x1 += strideX;
                y1 += strideY;
            }

            if (x2 is null)
            {
                break;
            }

            x1 = x2;
            y1 = y2;
            x2 = null;
        }

        target[0] = Vector.Sum(c00);
        target[1] = Vector.Sum(c01);
        target[2] = Vector.Sum(c02);
        target[3] = Vector.Sum(c03);
        target[4] = Vector.Sum(c04);
        target[(1 * columns) + 0] = Vector.Sum(c10);
        target[(1 * columns) + 1] = Vector.Sum(c11);
        target[(1 * columns) + 2] = Vector.Sum(c12);
        target[(1 * columns) + 3] = Vector.Sum(c13);
        target[(1 * columns) + 4] = Vector.Sum(c14);
    }
}
