using Fairer.Benchmarks.Baseline;
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

    /// <summary>What stands beside our numbers; null where it is not at hand.</summary>
    public required PyTorch? Torch { get; init; }

    /// <summary>The folder for pictures; null where none are wanted.</summary>
    public string? Out { get; init; }

    /// <summary>How often a measurement is repeated, in turns with what it stands beside.</summary>
    public int Rounds => Quick ? 2 : 5;

    /// <summary>The census to train on: Adult where it is at hand, else the synthetic one, which is shaped alike.</summary>
    public string Census => HasAdult ? "adult" : "synthetic";

    /// <summary>Whether Adult is at hand.</summary>
    public bool HasAdult => DatasetCatalogue.Get("adult").Locate(Folders).AtHand;

    /// <summary>The splits, kept for all parts.</summary>
    public DatasetCache Datasets => field ??= new DatasetCache(Folders);

    /// <summary>The census's split for one seed.</summary>
    public async Task<TableSplit> SplitAsync(int seed, CancellationToken cancellation) =>
        (TableSplit)await Datasets.SplitAsync(Census, seed, new DataEncoding(), cancellation).ConfigureAwait(false);
}
