namespace Fairer.Core.Data;

/// <summary>What a person must know about a dataset to read a result.</summary>
/// <param name="Id">The name that options and files use: <c>adult</c>, <c>synthetic</c>.</param>
/// <param name="Name">The name that pages show.</param>
/// <param name="Synthetic">Whether its rows are drawn from a model instead of being real people's.</param>
/// <param name="Label">What label 1 means.</param>
/// <param name="SensitiveAttribute">The name of the sensitive attribute.</param>
/// <param name="Subgroup0">What subgroup 0 is called.</param>
/// <param name="Subgroup1">What subgroup 1 is called.</param>
/// <param name="Images">Whether its samples are images; otherwise they are rows of a table.</param>
public sealed record DatasetInfo(
    string Id,
    string Name,
    bool Synthetic,
    string Label,
    string SensitiveAttribute,
    string Subgroup0,
    string Subgroup1,
    bool Images = false);

/// <summary>Which bin edges a tabular encoding uses for its numeric columns (docs/method.md).</summary>
public enum Binning
{
    /// <summary>The deciles of age for all columns, as in the public code the paper follows.</summary>
    Shared,

    /// <summary>Each column's own deciles.</summary>
    Own,
}

/// <summary>How a dataset's samples are turned into numbers.</summary>
/// <param name="Binning">The bin edges of a table's numeric columns.</param>
/// <param name="ImageSize">The side that images are resized to, in pixels; null for the dataset's own.</param>
public sealed record DataEncoding(Binning Binning = Binning.Shared, int? ImageSize = null);
