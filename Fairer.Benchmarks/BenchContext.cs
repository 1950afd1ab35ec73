using Fairer.Core.Data;

namespace Fairer.Benchmarks;

/// <summary>What the parts of the bench measure with.</summary>
internal sealed class BenchContext
{
    /// <summary>Fewer repetitions and shorter runs: a first look within minutes, no numbers to quote.</summary>
    public required bool Quick { get; init; }

    /// <summary>Where datasets are looked for.</summary>
    public required DataFolders Folders { get; init; }

    /// <summary>Says what is being measured.</summary>
    public required BenchProgress Progress { get; init; }

    /// <summary>The folder for pictures; null where none are wanted.</summary>
    public string? Out { get; init; }

    /// <summary>The id of the census to train on: Adult where it is at hand, else the synthetic one, which is shaped alike.</summary>
    public string Census => DatasetCatalogue.Get("adult").Locate(Folders).AtHand ? "adult" : "synthetic";
}
