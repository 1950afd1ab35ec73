namespace Fairer.Figures;

/// <summary>What a core can do and what programs do on it (Williams, Waterman and Patterson 2009): the rate of arithmetic
/// over the operations for each byte moved, both logarithmic.</summary>
public sealed record Roofline
{
    /// <summary>What it shows.</summary>
    public required string Title { get; init; }

    /// <summary>The flat roofs: rates of arithmetic that nothing exceeds, the highest one first.</summary>
    public required IReadOnlyList<RooflinePeak> Peaks { get; init; }

    /// <summary>The slanted roofs: what each level of the memory can feed, the fastest one first.</summary>
    public required IReadOnlyList<RooflineSlope> Slopes { get; init; }

    /// <summary>The programs.</summary>
    public required IReadOnlyList<RooflinePoint> Points { get; init; }
}

/// <summary>A flat roof.</summary>
/// <param name="Name">What it is the most of.</param>
/// <param name="Rate">In GFLOP/s.</param>
public sealed record RooflinePeak(string Name, double Rate);

/// <summary>A slanted roof.</summary>
/// <param name="Name">The level of the memory.</param>
/// <param name="Rate">In GB/s.</param>
public sealed record RooflineSlope(string Name, double Rate);

/// <summary>What kind of program a point is.</summary>
public enum RooflineKind
{
    /// <summary>A whole step of DRAlign.</summary>
    DRAlign,

    /// <summary>A whole step of FairReg.</summary>
    FairReg,

    /// <summary>A kernel alone.</summary>
    Kernel,
}

/// <summary>A program.</summary>
/// <param name="Name">What it is called beside its marker.</param>
/// <param name="Kind">What kind it is.</param>
/// <param name="Intensity">Operations a byte.</param>
/// <param name="Rate">In GFLOP/s.</param>
public sealed record RooflinePoint(string Name, RooflineKind Kind, double Intensity, double Rate);
