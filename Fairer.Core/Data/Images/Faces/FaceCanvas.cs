using System.Numerics;

namespace Fairer.Core.Data.Images.Faces;

/// <summary>A square picture that shapes are painted on, one over the other, with smooth edges. Shapes are in a face's own
/// units (<see cref="Face"/>), which the pose puts into the picture.</summary>
internal sealed class FaceCanvas
{
    private readonly int _stride;
    private readonly float[] _pixels;
    private float _cosine, _sine, _shiftX, _shiftY, _scale;

    /// <summary>An empty one.</summary>
    /// <param name="size">The side, in pixels.</param>
    public FaceCanvas(int size)
    {
        Size = size;
        _stride = (size + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        _pixels = new float[3 * size * _stride];
    }

    /// <summary>The side, in pixels.</summary>
    public int Size { get; }

    /// <summary>Says where a face's middle is from now on, how large it is, and how it is rolled (as a slope).</summary>
    public void Place(float x, float y, float scale, float roll)
    {
        var length = MathF.Sqrt(1 + (roll * roll));
        (_cosine, _sine) = (1 / length, roll / length);
        (_shiftX, _shiftY, _scale) = (x, y, scale);
    }

    /// <summary>Paints a shape.</summary>
    /// <param name="shape">What.</param>
    /// <param name="colour">In which colour.</param>
    /// <param name="shade">How bright.</param>
    /// <param name="cover">How much of what is below is covered: from 0 to 1.</param>
    /// <param name="softness">How wide the edge is, in the face's units; at least one pixel.</param>
    public void Paint<TShape, TShade>(TShape shape, Colour colour, TShade shade, float cover = 1, float softness = 0)
        where TShape : struct, IShape
        where TShade : struct, IShade
    {
        // A pixel is 2 / size of the picture.
        var pixel = 2f / (Size * _scale);
        var edge = MathF.Max(pixel, softness);
        var (left, top, right, bottom) = Pixels(shape.Bounds, edge);
        var (perX, perY) = (_cosine * pixel, _sine * pixel);
        var (sharp, covers) = (new Vector<float>(1 / edge), new Vector<float>(cover));
        var (red, green, blue) = (new Vector<float>(colour.R), new Vector<float>(colour.G), new Vector<float>(colour.B));
        var lanes = Vector.ConvertToSingle(Vector<int>.Indices);
        var plane = Size * _stride;
        for (var row = top; row < bottom; row++)
        {
            var line = _pixels.AsSpan(row * _stride);
            var (x0, y0) = ToFace(0.5f, row + 0.5f);
            for (var column = left / Vector<float>.Count * Vector<float>.Count; column < right; column += Vector<float>.Count)
            {
                var across = lanes + new Vector<float>(column);
                var x = new Vector<float>(x0) + (across * new Vector<float>(perX));
                var y = new Vector<float>(y0) - (across * new Vector<float>(perY));
                var part = new Vector<float>(0.5f) - (shape.Distance(x, y) * sharp);
                if (!Vector.GreaterThanAny(part, Vector<float>.Zero))
                    continue;
                part = Vector.Min(Vector.Max(part, Vector<float>.Zero), Vector<float>.One) * covers;
                var bright = shade.At(x, y);
                Blend(line[column..], red * bright, part);
                Blend(line[(column + plane)..], green * bright, part);
                Blend(line[(column + (2 * plane))..], blue * bright, part);
            }
        }
    }

    /// <summary>Writes the picture as bytes, brighter or darker by a factor and with noise.</summary>
    /// <param name="pixels">Takes <c>[3, Size, Size]</c>.</param>
    /// <param name="gain">The factor.</param>
    /// <param name="noise">The noise's deviation, of 1.</param>
    /// <param name="random">Where the noise comes from.</param>
    public void Write(Span<byte> pixels, float gain, float noise, ref SeededRandom random)
    {
        // The sum of two bytes has the deviation 104.5 about its mean 255.
        var (scale, strength) = (255 * gain, 255 * noise / 104.5f);
        var bits = 0UL;
        var left = 0;
        for (var row = 0; row < 3 * Size; row++)
        {
            var from = _pixels.AsSpan(row * _stride, Size);
            var to = pixels.Slice(row * Size, Size);
            for (var column = 0; column < to.Length; column++)
            {
                if (left == 0)
                    (bits, left) = (random.NextBits(), 4);
                var drawn = (int)(bits & 255) + (int)((bits >> 8) & 255) - 255;
                (bits, left) = (bits >> 16, left - 1);
                var value = (from[column] * scale) + (drawn * strength) + 0.5f;
                to[column] = (byte)MathF.Min(MathF.Max(value, 0), 255);
            }
        }
    }

    private static void Blend(Span<float> below, Vector<float> colour, Vector<float> part)
    {
        var under = new Vector<float>(below);
        (under + ((colour - under) * part)).CopyTo(below);
    }

    private (float X, float Y) ToFace(float column, float row)
    {
        var (x, y) = ((2 * column / Size) - 1 - _shiftX, (2 * row / Size) - 1 - _shiftY);
        return (((x * _cosine) + (y * _sine)) / _scale, ((y * _cosine) - (x * _sine)) / _scale);
    }

    /// <summary>The pixels that may be inside bounds: the first column and row, and those after the last.</summary>
    private (int Left, int Top, int Right, int Bottom) Pixels(Bounds bounds, float edge)
    {
        var (middleX, middleY) = ((bounds.Left + bounds.Right) / 2, (bounds.Top + bounds.Bottom) / 2);
        var (halfX, halfY) = (((bounds.Right - bounds.Left) / 2) + edge, ((bounds.Bottom - bounds.Top) / 2) + edge);
        var x = (((middleX * _cosine) - (middleY * _sine)) * _scale) + _shiftX;
        var y = (((middleX * _sine) + (middleY * _cosine)) * _scale) + _shiftY;
        var reachX = ((halfX * _cosine) + (halfY * MathF.Abs(_sine))) * _scale;
        var reachY = ((halfX * MathF.Abs(_sine)) + (halfY * _cosine)) * _scale;
        return (Pixel(x - reachX), Pixel(y - reachY), Pixel(x + reachX) + 1, Pixel(y + reachY) + 1) switch
        {
            var (left, top, right, bottom) => (left, top, Math.Min(right, Size), Math.Min(bottom, Size)),
        };
    }

    private int Pixel(float place) => Math.Clamp((int)MathF.Floor((place + 1) / 2 * Size), 0, Size);
}
