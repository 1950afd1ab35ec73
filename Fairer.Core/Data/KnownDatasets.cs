using Fairer.Core.Data.Tables;

namespace Fairer.Core.Data;

/// <summary>All datasets that can be chosen: those of the program, then the person's own tables. It is looked up anew each
/// time, so that a table is there as soon as any process has added it.</summary>
/// <param name="folders">Where datasets are looked for.</param>
public sealed class KnownDatasets(DataFolders folders)
{
    /// <summary>Where datasets are looked for.</summary>
    public DataFolders Folders { get; } = folders;

    /// <summary>The person's own tables.</summary>
    public TableRegistry Tables { get; } = new(folders);

    /// <summary>Every dataset, in the order in which lists show them.</summary>
    public IReadOnlyList<IDatasetSource> All => [.. DatasetCatalogue.All, .. Tables.All];

    /// <summary>The dataset of that id, or null.</summary>
    public IDatasetSource? Find(string id) => Find(id, out _);

    /// <summary>What the dataset of that id is. A store may name datasets that are no longer here.</summary>
    public DatasetInfo InfoOf(string id) => Find(id)?.Info ?? DatasetCatalogue.InfoOf(id);

    /// <summary>The dataset of that id.</summary>
    /// <exception cref="DataException">No dataset has that id, or its attributes are not there; the message lists those there
    /// are.</exception>
    public IDatasetSource Get(string id) =>
        Find(id, out var fault) ?? throw new DataException(
            fault ?? $"There is no dataset '{id}'; there are {string.Join(", ", All.Select(source => source.Info.Id))}.");

    private IDatasetSource? Find(string id, out string? fault) => DatasetCatalogue.Find(id, out fault) ?? Tables.Find(id);
}
