using Fairer.Core.Data;

namespace Fairer.Web.Services;

/// <summary>Datasets of the same images that differ in which of their attributes is the label and which the sensitive one;
/// their ids are <c>PREFIX:LABEL:SENSITIVE</c>.</summary>
/// <param name="Prefix">What their ids begin with.</param>
/// <param name="Attributes">The attributes to choose from.</param>
/// <param name="Label">The label where an id names none.</param>
/// <param name="Sensitive">The sensitive attribute where an id names none.</param>
public sealed record AttributeFamily(string Prefix, IReadOnlyList<string> Attributes, string Label, string Sensitive)
{
    /// <summary>The attributes that an id names; null where it is none of this family.</summary>
    public (string Label, string Sensitive)? Read(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Split(':') switch
        {
            [var prefix] when prefix == Prefix => (Label, Sensitive),
            [var prefix, var label] when prefix == Prefix => (label, Sensitive),
            [var prefix, var label, var sensitive] when prefix == Prefix => (label, sensitive),
            _ => null,
        };
    }

    /// <summary>The id of the dataset with these attributes: as it is known, in its shortest form.</summary>
    /// <param name="label">The label.</param>
    /// <param name="sensitive">The sensitive attribute.</param>
    /// <param name="known">Finds datasets.</param>
    public string IdOf(string label, string sensitive, KnownDatasets known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var id = $"{Prefix}:{label}:{sensitive}";
        return known.Find(id)?.Info.Id ?? id;
    }
}
