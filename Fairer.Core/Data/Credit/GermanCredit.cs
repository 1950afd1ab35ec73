using Fairer.Core.Data.Download;
using Fairer.Core.Data.Tabular;

namespace Fairer.Core.Data.Credit;

/// <summary>German Credit (Statlog), UCI Machine Learning Repository: 1,000 rows, of which 500 train.</summary>
public sealed class GermanCredit : IDatasetSource
{
    private const int Rows = 1000;

    private static readonly RemoteDataset Uci = new(
        new Uri("https://archive.ics.uci.edu/ml/machine-learning-databases/statlog/german/"),
        [new("german.data", 79_793, "b21f3d81db8071257d5ff1deaeba1fd4303b62712e6fcc9715c7a86202cb5871")],
        new Uri("https://archive.ics.uci.edu/dataset/144/statlog+german+credit+data"));

    private static readonly DatasetFiles Files = new("Credit", Uci);

    /// <inheritdoc/>
    public DatasetInfo Info { get; } = new("credit", "Credit", false, "good credit", "gender", "female", "male");

    /// <inheritdoc/>
    public RemoteDataset Remote => Uci;

    /// <inheritdoc/>
    public DatasetAvailability Locate(DataFolders folders) => Files.Locate(folders);

    /// <inheritdoc/>
    public async Task<IDataset> LoadAsync(DataFolders folders, CancellationToken cancellation) =>
        new TabularDataset(Info, await ReadAsync(folders, cancellation).ConfigureAwait(false), train: 500, validation: 250);

    /// <summary>Reads the rows before encoding.</summary>
    /// <exception cref="DataException">The dataset is missing or damaged; the message names file, row and column.</exception>
    public static async Task<Table> ReadAsync(DataFolders folders, CancellationToken cancellation)
    {
        var path = Files.Paths(folders).Single();
        var table = CreditFile.Read(await DatasetFiles.ReadAsync(path, cancellation).ConfigureAwait(false), path);
        return table.Rows == Rows ? table : throw DatasetFiles.WrongLength(path, table.Rows, Rows);
    }
}
