using System.Collections.Concurrent;
using System.Numerics;

namespace Fairer.Core.Data.Images;

/// <summary>
/// Resizes RGB images to planar squares by a triangle filter that widens where it shrinks (antialiasing): bit by bit what
/// Pillow's <c>Image.resize((s, s), BILINEAR)</c> gives, and so torchvision's <c>Resize((s, s))</c> on a Pillow image.
/// </summary>
/// <remarks>For use by one thread at a time. First the rows, then the columns, each with 22-bit integer weights and rounded to
/// bytes, as in Pillow's <c>Resample.c</c>.</remarks>
internal sealed class SquareResize
{
    private const int Bits = 22;

    private static readonly ConcurrentDictionary<(int From, int To), Taps> Known = [];

    private byte[] _narrow = [];
    private int[] _sums = [];

    /// <summary>Resizes one image.</summary>
    /// <param name="rgb"><c>[height, width, 3]</c>.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="size">The side of the result.</param>
    /// <param name="pixels">Takes <c>[3, size, size]</c>.</param>
    public void Run(ReadOnlySpan<byte> rgb, int width, int height, int size, Span<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, 3 * width * height);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, 3 * size * size);
        if (_narrow.Length < 3 * height * size)
            _narrow = new byte[3 * height * size];
        if (_sums.Length < size)
            _sums = new int[size];

        Rows(rgb, width, height, size, Known.GetOrAdd((width, size), Taps.Of));
        var columns = Known.GetOrAdd((height, size), Taps.Of);
        for (var plane = 0; plane < 3; plane++)
        {
            Columns(
                _narrow.AsSpan(plane * height * size, height * size), size, columns, pixels.Slice(plane * size * size, size * size));
        }
    }

    /// <summary>Makes <c>[3, height, size]</c>.</summary>
    private void Rows(ReadOnlySpan<byte> rgb, int width, int height, int size, Taps taps)
    {
        for (var row = 0; row < height; row++)
        {
            var line = rgb.Slice(3 * row * width, 3 * width);
            var red = _narrow.AsSpan(row * size, size);
            var green = _narrow.AsSpan((height + row) * size, size);
            var blue = _narrow.AsSpan(((2 * height) + row) * size, size);
            for (var column = 0; column < size; column++)
            {
                var weights = taps.WeightsOf(column);
                var at = 3 * taps.First[column];
                var (r, g, b) = (1 << (Bits - 1), 1 << (Bits - 1), 1 << (Bits - 1));
                foreach (var weight in weights)
                {
                    r += line[at] * weight;
                    g += line[at + 1] * weight;
                    b += line[at + 2] * weight;
                    at += 3;
                }

                (red[column], green[column], blue[column]) = ((byte)(r >> Bits), (byte)(g >> Bits), (byte)(b >> Bits));
            }
        }
    }

    private void Columns(ReadOnlySpan<byte> from, int size, Taps taps, Span<byte> to)
    {
        var sums = _sums.AsSpan(0, size);
        for (var row = 0; row < size; row++)
        {
            sums.Fill(1 << (Bits - 1));
            var first = taps.First[row];
            foreach (var weight in taps.WeightsOf(row))
                Add(from.Slice(first++ * size, size), weight, sums);

            var line = to.Slice(row * size, size);
            for (var i = 0; i < line.Length; i++)
                line[i] = (byte)(sums[i] >> Bits);
        }
    }

    private static void Add(ReadOnlySpan<byte> line, int weight, Span<int> sums)
    {
        var (i, lanes, weights) = (0, Vector<int>.Count, new Vector<int>(weight));
        for (; i <= line.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(line[i..]), out var low, out var high);
            Vector.Widen(low, out var a, out var b);
            Vector.Widen(high, out var c, out var d);
            Put(sums[i..], a);
            Put(sums[(i + lanes)..], b);
            Put(sums[(i + (2 * lanes))..], c);
            Put(sums[(i + (3 * lanes))..], d);
        }

        for (; i < line.Length; i++)
            sums[i] += line[i] * weight;

        void Put(Span<int> into, Vector<uint> values) =>
            (new Vector<int>(into) + (Vector.AsVectorInt32(values) * weights)).CopyTo(into);
    }

    /// <summary>Which of the pixels along one side make each pixel of the result, and with which weights.</summary>
    /// <param name="First">The first pixel of each.</param>
    /// <param name="Ends">Where each one's weights end.</param>
    /// <param name="Weights">All weights, of 2^22.</param>
    private sealed record Taps(int[] First, int[] Ends, int[] Weights)
    {
        public ReadOnlySpan<int> WeightsOf(int pixel)
        {
            var start = pixel == 0 ? 0 : Ends[pixel - 1];
            return Weights.AsSpan(start, Ends[pixel] - start);
        }

        public static Taps Of((int From, int To) sides)
        {
            var scale = (double)sides.From / sides.To;
            var reach = Math.Max(scale, 1);
            var (first, ends, weights) = (new int[sides.To], new int[sides.To], new List<int>());
            for (var pixel = 0; pixel < sides.To; pixel++)
            {
                var middle = (pixel + 0.5) * scale;
                var from = Math.Max((int)(middle - reach + 0.5), 0);
                var to = Math.Min((int)(middle + reach + 0.5), sides.From);
                double[] raw = [.. Enumerable.Range(from, to - from).Select(
                    x => Math.Max(0, 1 - Math.Abs((x - middle + 0.5) * (1 / reach))))];
                var sum = raw.Sum();
                weights.AddRange(raw.Select(weight => (int)((weight * (1 / sum) * (1 << Bits)) + 0.5)));
                (first[pixel], ends[pixel]) = (from, weights.Count);
            }

            return new Taps(first, ends, [.. weights]);
        }
    }
}
