using Fairer.Core.Data.Census;
using Fairer.Core.Data.Credit;
using Fairer.Core.Data.Images.CelebA;
using Fairer.Core.Data.Images.Faces;

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
        CelebADataset.Of("Wavy_Hair"),
        CelebADataset.Of("Attractive"),
        CelebADataset.Of("Smiling"),
        new SyntheticCensus(),
        new SyntheticFaces(),
    ];

    /// <summary>Datasets whose label and sensitive attribute are chosen by the id: <c>PREFIX:LABEL</c> or
    /// <c>PREFIX:LABEL:SENSITIVE</c>. <see cref="All"/> has some of them.</summary>
    private static readonly (string Prefix, Func<string, string?, IDatasetSource> Of)[] Families =
    [
        (CelebADataset.Prefix, CelebADataset.Of),
        (SyntheticFaces.Prefix, (label, sensitive) => SyntheticFaces.Of(label, sensitive)),
    ];

    /// <summary>The dataset of that id, or null: one of <see cref="All"/>, or images by another of their attributes, such as
    /// <c>celeba:Blond_Hair</c> or <c>faces:Smiling:Wearing_Hat</c>.</summary>
    public static IDatasetSource? Find(string id) => Find(id, out _);

    /// <summary>The dataset of that id, or null.</summary>
    /// <param name="id">The id; attributes in it may be written in any case.</param>
    /// <param name="fault">What is wrong with the id, when only an attribute in it is.</param>
    public static IDatasetSource? Find(string id, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(id);
        fault = null;
        if (All.FirstOrDefault(source => source.Info.Id == id) is { } found)
            return found;

        var words = id.Split(':');
        var family = Array.Find(Families, family => string.Equals(family.Prefix, words[0], StringComparison.OrdinalIgnoreCase));
        if (words.Length is not (2 or 3) || family.Of is null)
            return null;
        try
        {
            return family.Of(words[1], words.ElementAtOrDefault(2));
        }
        catch (DataException wrong)
        {
            fault = wrong.Message;
            return null;
        }
    }

    /// <summary>What the dataset of that id is. A store may name datasets that this program does not have.</summary>
    public static DatasetInfo InfoOf(string id) =>
        Find(id)?.Info ?? new DatasetInfo(id, $"{id} (unknown here)", Synthetic: false, "", "", "0", "1");

    /// <summary>The dataset of that id.</summary>
    /// <exception cref="ArgumentException">No dataset has that id; the message lists those there are.</exception>
    public static IDatasetSource Get(string id) =>
        Find(id, out var fault) ?? throw new ArgumentException(
            fault ?? $"There is no dataset '{id}'; there are {string.Join(", ", All.Select(source => source.Info.Id))}.", nameof(id));
}
