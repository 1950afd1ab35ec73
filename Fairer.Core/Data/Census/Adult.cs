using Fairer.Core.Data.Download;

namespace Fairer.Core.Data.Census;

/// <summary>Adult (Census Income), UCI Machine Learning Repository: 45,222 rows after leaving out those with a missing
/// occupation or native country.</summary>
public sealed class Adult : IDatasetSource
{
    internal const string Mend = "Mend that row, or delete the file and get it anew.";

    // The rows of each file, in the order of the download.
    private static readonly int[] Rows = [32_561, 16_281];

    private static readonly RemoteDataset Uci = new(
        new Uri("https://archive.ics.uci.edu/ml/machine-learning-databases/adult/"),
        [
            new("adult.data", 3_974_305, "5b00264637dbfec36bdeaab5676b0b309ff9eb788d63554ca0a249491c86603d"),
            new("adult.test", 2_003_153, "a2a9044bc167a35b2361efbabec64e89d69ce82d9790d2980119aac5fd7e9c05"),
        ],
        new Uri("https://archive.ics.uci.edu/dataset/2/adult"));

    private static readonly DatasetFiles Files = new("Adult", Uci);

    /// <inheritdoc/>
    public DatasetInfo Info { get; } = new("adult", "Adult", false, "income > 50K", "sex", "female", "male");

    /// <inheritdoc/>
    public RemoteDataset Remote => Uci;

    /// <inheritdoc/>
    public DatasetAvailability Locate(DataFolders folders) => Files.Locate(folders);

    /// <inheritdoc/>
    public async Task<IDataset> LoadAsync(DataFolders folders, CancellationToken cancellation) =>
        new CensusDataset(Info, await ReadAsync(folders, cancellation).ConfigureAwait(false));

    /// <summary>Reads the rows before encoding.</summary>
    /// <exception cref="DataException">The dataset is missing or damaged; the message names file, row and column.</exception>
    public static async Task<CensusTable> ReadAsync(DataFolders folders, CancellationToken cancellation)
    {
        List<int>[] columns = [.. CensusSchema.Columns.Select(_ => new List<int>(49_000))];
        foreach (var (expected, path) in Rows.Zip(Paths(folders)))
        {
            var rows = AdultFile.Read(await DatasetFiles.ReadAsync(path, cancellation).ConfigureAwait(false), path, columns);
            if (rows != expected)
            {
                throw DatasetFiles.WrongLength(path, rows, expected);
            }
        }

        return new CensusTable([.. columns.Select(column => column.ToArray())]);
    }

    /// <summary>The paths of its two files.</summary>
    /// <exception cref="DataException">They are missing.</exception>
    internal static IEnumerable<string> Paths(DataFolders folders) => Files.Paths(folders);
}
