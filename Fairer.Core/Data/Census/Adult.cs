using Fairer.Core.Data.Download;

namespace Fairer.Core.Data.Census;

/// <summary>Adult (Census Income), UCI Machine Learning Repository: 45,222 rows after leaving out those with a missing
/// occupation or native country.</summary>
public sealed class Adult : IDatasetSource
{
    internal const string Mend = "Mend that row, or delete the file and get it anew.";

    private static readonly (RemoteFile File, int Rows)[] Parts =
    [
        (new("adult.data", 3_974_305, "5b00264637dbfec36bdeaab5676b0b309ff9eb788d63554ca0a249491c86603d"), 32_561),
        (new("adult.test", 2_003_153, "a2a9044bc167a35b2361efbabec64e89d69ce82d9790d2980119aac5fd7e9c05"), 16_281),
    ];

    /// <inheritdoc/>
    public DatasetInfo Info { get; } = new("adult", "Adult", false, "income > 50K", "sex", "female", "male");

    /// <inheritdoc/>
    public RemoteDataset Remote { get; } = new(
        new Uri("https://archive.ics.uci.edu/ml/machine-learning-databases/adult/"),
        [.. Parts.Select(part => part.File)],
        new Uri("https://archive.ics.uci.edu/dataset/2/adult"));

    /// <inheritdoc/>
    public DatasetAvailability Locate(DataFolders folders) =>
        FindFolder(folders) is { } folder
            ? new DatasetAvailability(true, folder, CanDownload: true)
            : new DatasetAvailability(false, HowToGet(folders), CanDownload: true);

    /// <inheritdoc/>
    public async Task<IDataset> LoadAsync(DataFolders folders, CancellationToken cancellation) =>
        new CensusDataset(Info, await ReadAsync(folders, cancellation).ConfigureAwait(false));

    /// <summary>Reads the rows before encoding.</summary>
    /// <exception cref="DataException">The dataset is missing or damaged; the message names file, row and column.</exception>
    public static async Task<CensusTable> ReadAsync(DataFolders folders, CancellationToken cancellation)
    {
        List<int>[] columns = [.. CensusSchema.Columns.Select(_ => new List<int>(49_000))];
        foreach (var (part, path) in Parts.Zip(Paths(folders)))
        {
            var rows = AdultFile.Read(await ReadFileAsync(path, cancellation).ConfigureAwait(false), path, columns);
            if (rows != part.Rows)
            {
                throw new DataException(
                    $"{path} has {rows:N0} rows where {part.Rows:N0} belong: it is cut off or not the original. "
                    + "Delete the file and get it anew.");
            }
        }

        return new CensusTable([.. columns.Select(column => column.ToArray())]);
    }

    /// <summary>The paths of its two files.</summary>
    /// <exception cref="DataException">They are missing.</exception>
    internal static IEnumerable<string> Paths(DataFolders folders)
    {
        var folder = FindFolder(folders) ?? throw new DataException(HowToGet(folders));
        return Parts.Select(part => Path.Combine(folder, part.File.Name));
    }

    private static string? FindFolder(DataFolders folders) =>
        folders.Search.Append(folders.Download)
            .FirstOrDefault(folder => Parts.All(part => File.Exists(Path.Combine(folder, part.File.Name))));

    private static string HowToGet(DataFolders folders) =>
        $"Adult is in none of [{string.Join(", ", folders.Search.Append(folders.Download).Distinct())}]: download it in the "
        + $"dashboard, put {string.Join(" and ", Parts.Select(part => part.File.Name))} from "
        + $"https://archive.ics.uci.edu/dataset/2/adult into {folders.Download}, or name their folder with --data or FAIRER_DATA.";

    private static async Task<byte[]> ReadFileAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path} cannot be read: {fault.Message}", fault);
        }
    }
}
