using Fairer.Core.Data.Census;
using Fairer.Core.Data.Credit;

namespace Fairer.Core.Data;

/// <summary>The datasets of the program, in the order in which lists show them; <see cref="KnownDatasets"/> has a person's
/// own tables too.</summary>
public static class DatasetCatalogue
{
    /// <summary>Every dataset; a new one is one file and one line here.</summary>
    public static IReadOnlyList<IDatasetSource> All { get; } =
    [
        new Adult(),
        new GermanCredit(),
        new SyntheticCensus(),
    ];

    /// <summary>The dataset of that id, or null.</summary>
    public static IDatasetSource? Find(string id) => All.FirstOrDefault(source => source.Info.Id == id);

    /// <summary>What the dataset of that id is. A store may name datasets that this program does not have.</summary>
    public static DatasetInfo InfoOf(string id) =>
        Find(id)?.Info ?? new DatasetInfo(id, $"{id} (unknown here)", Synthetic: false, "", "", "0", "1");

    /// <summary>The dataset of that id.</summary>
    /// <exception cref="ArgumentException">No dataset has that id; the message lists those there are.</exception>
    public static IDatasetSource Get(string id) =>
        Find(id) ?? throw new ArgumentException(
            $"There is no dataset '{id}'; there are {string.Join(", ", All.Select(source => source.Info.Id))}.", nameof(id));
}
