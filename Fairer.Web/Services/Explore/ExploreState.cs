using Fairer.Web.Components.Charts;

namespace Fairer.Web.Services.Explore;

/// <summary>What a viewer of the first page has chosen to see, beside what the form holds: all of it is in the page's
/// address.</summary>
public sealed record ExploreState
{
    /// <summary>The number of the shown sweep; null for the newest.</summary>
    public long? Sweep { get; init; }

    /// <summary>The number of the run that is open at the side, or null.</summary>
    public long? Run { get; init; }

    /// <summary>What stands beside the trade-off.</summary>
    public SecondView Second { get; init; } = SecondView.Similarity;

    /// <summary>The method whose curves stand out, or null.</summary>
    public string? Method { get; init; }

    /// <summary>What the λ × β map colours.</summary>
    public MapMeasure Map { get; init; } = MapMeasure.AveragePrecision;

    /// <summary>The curve family that the map is about, as <see cref="LambdaBetaMap.Id"/>; null for the first.</summary>
    public string? MapOf { get; init; }

    /// <summary>What stands below the charts.</summary>
    public LowerView Lower { get; init; } = LowerView.Runs;

    /// <summary>Which runs are drawn.</summary>
    public RunFilter Filter { get; init; } = RunFilter.None;

    /// <summary>The part of the trade-off that is zoomed in on, or null for all of it.</summary>
    public Zoom? TradeoffZoom { get; init; }

    /// <summary>The part of the similarity chart that is zoomed in on, or null for all of it.</summary>
    public Zoom? SimilarityZoom { get; init; }
}

/// <summary>What can stand beside the trade-off.</summary>
public enum SecondView
{
    /// <summary>Similarity against λ (Fig. 4 a).</summary>
    Similarity,

    /// <summary>Each layer's cosine against λ (Fig. 4 b).</summary>
    Layers,

    /// <summary>Each layer's cosine from epoch to epoch.</summary>
    Epochs,

    /// <summary>A score over the grid of λ and β.</summary>
    Map,
}

/// <summary>What can stand below the charts.</summary>
public enum LowerView
{
    /// <summary>All runs, a row each.</summary>
    Runs,

    /// <summary>All runs, a line each through parallel axes.</summary>
    Parallel,
}
