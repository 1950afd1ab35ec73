using Fairer.Core.Data;

namespace Fairer.Web.Services;

/// <summary>A dataset as the form offers it.</summary>
/// <param name="Info">What it is.</param>
/// <param name="AtHand">Whether it can be trained on now.</param>
/// <param name="CanDownload">Whether it is missing and the app can download it.</param>
/// <param name="Help">What to know before choosing it.</param>
public sealed record DatasetOption(DatasetInfo Info, bool AtHand, bool CanDownload, string Help)
{
    /// <summary>Looks for a dataset.</summary>
    public static DatasetOption Of(IDatasetSource source, DataFolders folders)
    {
        ArgumentNullException.ThrowIfNull(source);
        var found = source.Locate(folders);
        var info = source.Info;
        return new DatasetOption(
            info,
            found.AtHand,
            !found.AtHand && found.CanDownload,
            found.AtHand
                ? $"{(info.Synthetic ? "Synthetic rows, nobody's. " : "")}Label: {info.Label}. Subgroups: {info.Subgroup0}, {info.Subgroup1}."
                : found.Where);
    }
}
