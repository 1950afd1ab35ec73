using Fairer.Core.Data;

namespace Fairer.Web.Services;

/// <summary>A dataset as the form offers it.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="Found">Whether it can be trained on now.</param>
public sealed record DatasetOption(IDatasetSource Source, DatasetAvailability Found)
{
    /// <summary>What it is.</summary>
    public DatasetInfo Info => Source.Info;

    /// <summary>Whether it is missing and the app can download it.</summary>
    public bool CanDownload => !Found.AtHand && Found.CanDownload && Source.Remote is not null;

    /// <summary>What to know before choosing it.</summary>
    public string Help => Found.AtHand
        ? $"{(Info.Synthetic ? $"Synthetic, nobody’s {(Info.Images ? "faces" : "rows")}: " : "Predicts ")}{Info.Label}, by {Info.SensitiveAttribute}."
        : Found.Where;

    /// <summary>The dataset to begin with: the first that is at hand.</summary>
    public static DatasetOption First(IReadOnlyList<DatasetOption> datasets)
    {
        ArgumentNullException.ThrowIfNull(datasets);
        return datasets.FirstOrDefault(dataset => dataset.Found.AtHand) ?? datasets[0];
    }

    /// <summary>All datasets there are, as they are at hand now.</summary>
    public static IReadOnlyList<DatasetOption> All(KnownDatasets known) =>
        [.. known.All.Select(source => new DatasetOption(source, source.Locate(known.Folders)))];
}
