using System.Globalization;

namespace Fairer.Web.Components.Charts;

/// <summary>Colours for numbers from low to high: cividis (Nuñez et al. 2018), which looks the same to any colour vision and
/// in grey.</summary>
public static class ColorScale
{
    private static readonly (int Red, int Green, int Blue)[] Anchors =
    [
        (0, 34, 78), (22, 56, 109), (62, 78, 108), (92, 100, 111), (119, 122, 119), (149, 146, 118), (181, 170, 107), (216, 198, 88), (254, 232, 56),
    ];

    /// <summary>The colour of a share, 0 to 1, as <c>#rrggbb</c>.</summary>
    public static string At(double share)
    {
        var (red, green, blue) = Mix(share);
        return string.Create(CultureInfo.InvariantCulture, $"#{red:x2}{green:x2}{blue:x2}");
    }

    /// <summary>The colour that text on a share's colour is to have.</summary>
    public static string TextOn(double share)
    {
        var (red, green, blue) = Mix(share);
        return (0.299 * red) + (0.587 * green) + (0.114 * blue) > 125 ? "#10131a" : "#ffffff";
    }

    private static (int Red, int Green, int Blue) Mix(double share)
    {
        var place = Math.Clamp(double.IsFinite(share) ? share : 0, 0, 1) * (Anchors.Length - 1);
        var i = Math.Min((int)place, Anchors.Length - 2);
        var (one, other, part) = (Anchors[i], Anchors[i + 1], place - i);
        return (Blend(one.Red, other.Red), Blend(one.Green, other.Green), Blend(one.Blue, other.Blue));

        int Blend(int from, int to) => (int)Math.Round(from + (part * (to - from)));
    }
}
