using System.Globalization;

namespace Fairer.Web.Services.Explore;

/// <summary>The part of a chart that is zoomed in on.</summary>
/// <param name="Ends">For each panel in turn: left, right, bottom, top.</param>
public sealed record Zoom(IReadOnlyList<double> Ends)
{
    // Five digits are more than a screen has pixels.
    private const string Digits = "0.#####";

    /// <summary>Reads what <see cref="ToString"/> writes; null where the text is nothing of the kind.</summary>
    public static Zoom? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ends = text.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var end) ? end : double.NaN).ToArray();
        return ends.Length % 4 == 0 && ends.All(double.IsFinite) && ends.Chunk(2).All(range => range[0] < range[1]) ? new Zoom(ends) : null;
    }

    /// <summary>The ends with commas between.</summary>
    public override string ToString() => string.Join(',', Ends.Select(end => end.ToString(Digits, CultureInfo.InvariantCulture)));

    /// <inheritdoc/>
    public bool Equals(Zoom? other) => other is not null && Ends.SequenceEqual(other.Ends);

    /// <inheritdoc/>
    public override int GetHashCode() => Ends.Count;
}
