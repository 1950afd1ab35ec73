namespace Fairer.Core.Data.Images.Faces;

/// <summary>A colour as a screen shows it: red, green and blue from 0 to 1.</summary>
internal readonly record struct Colour(float R, float G, float B)
{
    /// <summary>The colour of a number such as 0xE0AC69.</summary>
    public static Colour Of(int rgb) => new((rgb >> 16 & 255) / 255f, (rgb >> 8 & 255) / 255f, (rgb & 255) / 255f);

    /// <summary>A brighter or darker one.</summary>
    public Colour Times(float factor) => new(R * factor, G * factor, B * factor);

    /// <summary>This one and so much of another.</summary>
    public Colour Mixed(Colour other, float share) =>
        new(R + ((other.R - R) * share), G + ((other.G - G) * share), B + ((other.B - B) * share));
}
