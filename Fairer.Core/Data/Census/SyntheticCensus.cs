using Fairer.Core.Data.Synthesis;

namespace Fairer.Core.Data.Census;

/// <summary>A census that needs no file: drawn from a Bayesian network fitted to Adult, with as many rows and the same
/// columns, and encoded by the same code. No row is a real person's.</summary>
public sealed class SyntheticCensus : IDatasetSource
{
    private const int Seed = 0;

    /// <inheritdoc/>
    public DatasetInfo Info { get; } = new("synthetic", "Synthetic census", true, "income > 50K", "sex", "female", "male");

    /// <inheritdoc/>
    public DatasetAvailability Locate(DataFolders folders) => new(true, "comes with the program", CanDownload: false);

    /// <inheritdoc/>
    public Task<IDataset> LoadAsync(DataFolders folders, CancellationToken cancellation) => Task.Run<IDataset>(
        () =>
        {
            var network = CensusNetwork.Embedded;
            return new CensusDataset(Info, network.Sample(network.Rows, Seed));
        },
        cancellation);
}
