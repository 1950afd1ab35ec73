namespace Fairer.Core.Methods;

/// <summary>All methods, in the order in which lists and legends show them.</summary>
public static class MethodCatalogue
{
    /// <summary>Every method; a new one is one file and one line here.</summary>
    public static IReadOnlyList<Method> All { get; } =
    [
        new Erm(),
        new Oversample(),
        new FairReg(),
        new FairMixup(),
        new Adversarial(),
        new PostProcessing(),
        new DRAlign(),
        new DRAlignAug(),
    ];

    /// <summary>The method of that id, or null.</summary>
    public static Method? Find(string id) => All.FirstOrDefault(method => method.Id == id);

    /// <summary>The method of that id.</summary>
    /// <exception cref="ArgumentException">No method has that id; the message lists those there are.</exception>
    public static Method Get(string id) =>
        Find(id) ?? throw new ArgumentException(
            $"There is no method '{id}'; there are {string.Join(", ", All.Select(method => method.Id))}.", nameof(id));
}
