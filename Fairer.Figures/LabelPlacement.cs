namespace Fairer.Figures;

/// <summary>Finds room for the labels of a panel's markers: beside the marker, over no other marker or label.</summary>
/// <param name="left">The panel's left edge, in pixels.</param>
/// <param name="right">Its right edge.</param>
internal sealed class LabelPlacement(double left, double right)
{
    private const double Letter = 6;
    private const double Height = 11;
    private const double Gap = 7;

    private readonly List<(double Left, double Top, double Right, double Bottom)> _taken = [];

    /// <summary>Keeps a marker free.</summary>
    public void Keep(double x, double y, double size) => _taken.Add((x - size, y - size, x + size, y + size));

    /// <summary>Where a marker's label goes: its first letter's left end on the line of writing.</summary>
    /// <returns>The place; null where every side is taken, and the label is better left out.</returns>
    public (double X, double Y)? Place(double x, double y, string text)
    {
        var width = Letter * text.Length;
        foreach (var (startX, baseline) in new[]
        {
            (x + Gap, y - 6), (x + Gap, y + 14), (x - Gap - width, y + 14), (x - Gap - width, y - 6),
        })
        {
            var box = (Left: startX, Top: baseline - Height, Right: startX + width, Bottom: baseline + 2);
            if (box.Left >= left && box.Right <= right && !_taken.Any(other =>
                box.Left < other.Right && other.Left < box.Right && box.Top < other.Bottom && other.Top < box.Bottom))
            {
                _taken.Add(box);
                return (startX, baseline);
            }
        }

        return null;
    }
}
