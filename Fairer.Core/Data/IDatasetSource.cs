using Fairer.Core.Data.Download;

namespace Fairer.Core.Data;

/// <summary>A dataset that can be chosen: where it is found, and how it is read.</summary>
public interface IDatasetSource
{
    /// <summary>What the dataset is.</summary>
    DatasetInfo Info { get; }

    /// <summary>Another text whenever the rows under the same id are others; what caches keep them under.</summary>
    string Version => Info.Id;

    /// <summary>Where it can be downloaded from; null where it cannot.</summary>
    RemoteDataset? Remote => null;

    /// <summary>Says whether the dataset is at hand, and where or how it can be had.</summary>
    DatasetAvailability Locate(DataFolders folders);

    /// <summary>Reads the dataset.</summary>
    /// <exception cref="DataException">The dataset is missing or damaged; the message names file, row and column.</exception>
    Task<IDataset> LoadAsync(DataFolders folders, CancellationToken cancellation);
}

/// <summary>A dataset in memory.</summary>
public interface IDataset
{
    /// <summary>What the dataset is.</summary>
    DatasetInfo Info { get; }

    /// <summary>Splits the samples by seed and encodes them; the same seed and encoding give the same split.</summary>
    /// <exception cref="DataException">The samples cannot be so encoded.</exception>
    SplitData Split(int seed, DataEncoding encoding);
}

/// <summary>Whether a dataset is at hand.</summary>
/// <param name="AtHand">Whether <see cref="IDatasetSource.LoadAsync"/> can read it now.</param>
/// <param name="Where">The folder it is read from, or, where it is not at hand, one sentence on how to get it.</param>
/// <param name="CanDownload">Whether the app can download it.</param>
public sealed record DatasetAvailability(bool AtHand, string Where, bool CanDownload);

/// <summary>A dataset is missing or damaged.</summary>
public sealed class DataException : Exception
{
    /// <summary>A fault in a dataset.</summary>
    /// <param name="message">What is wrong, where (file, row, column), and how to mend it.</param>
    /// <param name="inner">What caused it.</param>
    public DataException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
