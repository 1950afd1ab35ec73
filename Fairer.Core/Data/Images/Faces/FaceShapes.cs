using System.Numerics;

namespace Fairer.Core.Data.Images.Faces;

/// <summary>A shape by its signed distance: negative inside, positive outside, about right near the edge.</summary>
internal interface IShape
{
    /// <summary>What holds the whole shape.</summary>
    Bounds Bounds { get; }

    /// <summary>The signed distance of several points.</summary>
    Vector<float> Distance(Vector<float> x, Vector<float> y);
}

/// <summary>How bright a shape's colour is at a point.</summary>
internal interface IShade
{
    /// <summary>The factors on the colour at several points.</summary>
    Vector<float> At(Vector<float> x, Vector<float> y);
}

/// <summary>A rectangle along the axes.</summary>
internal readonly record struct Bounds(float Left, float Top, float Right, float Bottom)
{
    /// <summary>One around a middle.</summary>
    public static Bounds Around(float x, float y, float halfWidth, float halfHeight) =>
        new(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight);
}

/// <summary>Arithmetic that gives the same on every processor: no library function, no fused operation.</summary>
internal static class Waves
{
    /// <summary>A sine in all but its last two digits: parabolas between its zeros.</summary>
    public static Vector<float> Sine(Vector<float> angle)
    {
        var turns = angle * new Vector<float>(0.15915494f);
        var part = turns - Vector.Floor(turns + new Vector<float>(0.5f));
        return part * (new Vector<float>(8f) - (Vector.Abs(part) * new Vector<float>(16f)));
    }
}

/// <summary>An ellipse that narrows downwards from its middle by <c>Jaw</c>; an ordinary one where that is 0.</summary>
internal readonly record struct Oval(float X, float Y, float RadiusX, float RadiusY, float Jaw = 0) : IShape
{
    public Bounds Bounds => Bounds.Around(X, Y, RadiusX, RadiusY);

    public Vector<float> Distance(Vector<float> x, Vector<float> y)
    {
        var down = (y - new Vector<float>(Y)) * new Vector<float>(1 / RadiusY);
        var across = (x - new Vector<float>(X)) * new Vector<float>(1 / RadiusX);
        if (Jaw != 0)
        {
            var narrowed = Vector.Max(Vector<float>.Zero, Vector.Min(Vector<float>.One, down)) * new Vector<float>(Jaw);
            across /= Vector<float>.One - narrowed;
        }

        var radius = Vector.SquareRoot((across * across) + (down * down));
        var (slopeX, slopeY) = (across * new Vector<float>(1 / RadiusX), down * new Vector<float>(1 / RadiusY));
        var slope = Vector.SquareRoot((slopeX * slopeX) + (slopeY * slopeY));
        return radius * (radius - Vector<float>.One) / Vector.Max(slope, new Vector<float>(1e-4f));
    }
}

/// <summary>A rectangle with round corners, or, with <c>Line</c> above 0, its outline of that half thickness.</summary>
internal readonly record struct RoundBox(float X, float Y, float HalfWidth, float HalfHeight, float Corner, float Line = 0) : IShape
{
    public Bounds Bounds => Bounds.Around(X, Y, HalfWidth + Line, HalfHeight + Line);

    public Vector<float> Distance(Vector<float> x, Vector<float> y)
    {
        var beyondX = Vector.Abs(x - new Vector<float>(X)) - new Vector<float>(HalfWidth - Corner);
        var beyondY = Vector.Abs(y - new Vector<float>(Y)) - new Vector<float>(HalfHeight - Corner);
        var (outX, outY) = (Vector.Max(beyondX, Vector<float>.Zero), Vector.Max(beyondY, Vector<float>.Zero));
        var distance = Vector.SquareRoot((outX * outX) + (outY * outY))
            + Vector.Min(Vector.Max(beyondX, beyondY), Vector<float>.Zero) - new Vector<float>(Corner);
        return Line > 0 ? Vector.Abs(distance) - new Vector<float>(Line) : distance;
    }
}

/// <summary>What lies about a bent line: <c>y = Y + Slope·t − Bend·t²</c> with t from −1 to 1 over the width, from
/// <c>Above·(1 − t²)</c> above it to <c>Below·(1 − t²)</c> below, and <c>Line</c> more on both sides.</summary>
internal readonly record struct Arc(float X, float Y, float HalfWidth, float Slope, float Bend, float Above, float Below, float Line) : IShape
{
    public Bounds Bounds
    {
        get
        {
            var reach = MathF.Abs(Slope) + MathF.Abs(Bend) + Line;
            return new(X - HalfWidth - Line, Y - reach - Above, X + HalfWidth + Line, Y + reach + Below);
        }
    }

    public Vector<float> Distance(Vector<float> x, Vector<float> y)
    {
        var t = (x - new Vector<float>(X)) * new Vector<float>(1 / HalfWidth);
        var rest = Vector<float>.One - (t * t);
        var steep = (new Vector<float>(Slope) - (t * new Vector<float>(2 * Bend))) * new Vector<float>(1 / HalfWidth);
        var below = y - new Vector<float>(Y) - (t * new Vector<float>(Slope)) + (t * t * new Vector<float>(Bend));
        var upright = Vector.Max(
            -below - (rest * new Vector<float>(Above)),
            below - (rest * new Vector<float>(Below)));
        return Vector.Max(
            (upright / Vector.SquareRoot(Vector<float>.One + (steep * steep))) - new Vector<float>(Line),
            Vector.Abs(x - new Vector<float>(X)) - new Vector<float>(HalfWidth + Line));
    }
}

/// <summary>One shape's points that another has not and that lie above <c>Bottom</c>, with an edge that waves by
/// <c>Wave</c>: hair, which leaves the face free.</summary>
internal readonly record struct HairShape(Oval Outside, Oval Inside, float Bottom, float Wave, float Frequency, float Phase) : IShape
{
    public Bounds Bounds
    {
        get
        {
            var around = Outside.Bounds;
            return new(around.Left - Wave, around.Top - Wave, around.Right + Wave, MathF.Min(around.Bottom, Bottom) + Wave);
        }
    }

    public Vector<float> Distance(Vector<float> x, Vector<float> y)
    {
        var (frequency, phase) = (new Vector<float>(Frequency), new Vector<float>(Phase));
        // Mirrored, so that the locks of both sides curl outwards together.
        var waved = Waves.Sine((y * frequency) + phase) * Waves.Sine((Vector.Abs(x) * frequency) + phase + new Vector<float>(1f));
        waved *= new Vector<float>(Wave);
        return Vector.Max(
            Vector.Max(Outside.Distance(x, y) + waved, (waved * new Vector<float>(0.5f)) - Inside.Distance(x, y)),
            y - new Vector<float>(Bottom) + waved);
    }
}

/// <summary>The upper part of a shape.</summary>
internal readonly record struct Upper(Oval Shape, float Bottom) : IShape
{
    public Bounds Bounds => Shape.Bounds with { Bottom = Bottom };

    public Vector<float> Distance(Vector<float> x, Vector<float> y) =>
        Vector.Max(Shape.Distance(x, y), y - new Vector<float>(Bottom));
}

/// <summary>As bright everywhere.</summary>
internal readonly record struct Flat : IShade
{
    public Vector<float> At(Vector<float> x, Vector<float> y) => Vector<float>.One;
}

/// <summary>A round thing lit from one side.</summary>
internal readonly record struct Lit(Oval Body, float LightX, float LightY) : IShade
{
    public Vector<float> At(Vector<float> x, Vector<float> y)
    {
        var across = (x - new Vector<float>(Body.X)) * new Vector<float>(1 / Body.RadiusX);
        var down = (y - new Vector<float>(Body.Y)) * new Vector<float>(1 / Body.RadiusY);
        var edge = Vector.Min((across * across) + (down * down), Vector<float>.One);
        return new Vector<float>(1.05f) + (across * new Vector<float>(0.14f * LightX)) + (down * new Vector<float>(0.14f * LightY))
            - (edge * edge * new Vector<float>(0.22f));
    }
}

/// <summary>Strands, straight or waving.</summary>
internal readonly record struct Strands(float Wave, float Phase) : IShade
{
    public Vector<float> At(Vector<float> x, Vector<float> y)
    {
        var bent = Vector.Abs(x) + (Waves.Sine((y * new Vector<float>(13f)) + new Vector<float>(Phase)) * new Vector<float>(0.07f * Wave));
        return new Vector<float>(1.02f) + (Waves.Sine(bent * new Vector<float>(46f)) * new Vector<float>(0.08f + (0.06f * Wave)))
            - (y * new Vector<float>(0.12f));
    }
}

/// <summary>Brighter to one side.</summary>
internal readonly record struct Slanted(float X, float Y) : IShade
{
    public Vector<float> At(Vector<float> x, Vector<float> y) =>
        Vector<float>.One + (x * new Vector<float>(X)) + (y * new Vector<float>(Y));
}
