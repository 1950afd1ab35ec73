namespace Fairer.Core.Results;

/// <summary>The outline of a marker.</summary>
public enum MarkerShape
{
    /// <summary>A square.</summary>
    Square,

    /// <summary>A circle.</summary>
    Circle,

    /// <summary>A square on its corner.</summary>
    Diamond,

    /// <summary>A triangle that points up.</summary>
    TriangleUp,

    /// <summary>A triangle that points down.</summary>
    TriangleDown,

    /// <summary>A plus sign with thick bars.</summary>
    Cross,

    /// <summary>A star with five points.</summary>
    Star,

    /// <summary>A regular pentagon.</summary>
    Pentagon,
}

/// <summary>How a method looks wherever it is drawn: on the page and on paper, with colour and without.</summary>
/// <param name="Color">A colour that shows on light and on dark, <c>#rrggbb</c>.</param>
/// <param name="Shape">Its marker.</param>
public sealed record MethodLook(string Color, MarkerShape Shape)
{
    // After Okabe and Ito (2008), who chose colours that people with any colour vision can tell apart; the baseline is
    // a grey instead of their black, which a dark page would swallow.
    private static readonly Dictionary<string, MethodLook> Looks = new()
    {
        ["erm"] = new("#8a8f98", MarkerShape.Square),
        ["oversample"] = new("#b8a900", MarkerShape.TriangleDown),
        ["fairreg"] = new("#0072b2", MarkerShape.Circle),
        ["mixup"] = new("#009e73", MarkerShape.TriangleUp),
        ["adversarial"] = new("#cc79a7", MarkerShape.Cross),
        ["postprocess"] = new("#56b4e9", MarkerShape.Pentagon),
        ["dralign"] = new("#d55e00", MarkerShape.Diamond),
        ["dralign-aug"] = new("#e69f00", MarkerShape.Star),
    };

    /// <summary>The looks of a method; of one that is not known here, those of some other one, always the same.</summary>
    public static MethodLook Of(string method)
    {
        ArgumentNullException.ThrowIfNull(method);
        return Looks.TryGetValue(method, out var look) ? look : Looks.Values.ElementAt(method.Sum(letter => letter) % Looks.Count);
    }
}
