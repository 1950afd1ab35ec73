using Fairer.Core.Data.Tables;

namespace Fairer.Web.Services;

/// <summary>What a person has said about a table so far. It begins with what the names suggest.</summary>
public sealed class TableForm
{
    private static readonly string[] SensitiveNames = ["sex", "gender", "race", "ethnicity"];

    private readonly TableProfile _profile;

    /// <summary>Begins with a table that has been looked through.</summary>
    /// <param name="profile">What it holds.</param>
    /// <param name="fileName">What its file is called.</param>
    public TableForm(TableProfile profile, string fileName)
    {
        _profile = profile;
        Id = TableRegistry.IdOf(fileName);
        Binary = [.. profile.Columns.Where(column => column.Pair is not null)];
        Sensitive = (Binary.FirstOrDefault(column => SensitiveNames.Contains(column.Name, StringComparer.OrdinalIgnoreCase))
            ?? (Binary.Count > 0 ? Binary[0] : null))?.Name ?? "";
        Label = Binary.LastOrDefault(column => column.Name != Sensitive)?.Name ?? "";
    }

    /// <summary>The columns that can be label or sensitive: those of two values.</summary>
    public IReadOnlyList<ColumnProfile> Binary { get; }

    /// <summary>What options and pages will call the table.</summary>
    public string Id { get; set; }

    /// <summary>The column with the label.</summary>
    public string Label
    {
        get;
        set
        {
            field = value;
            LabelOne = PairOf(value) is var (lower, higher) ? TableDefinition.Telling(lower, higher) ?? higher : "";
        }
    }

    /// <summary>The value that is label 1.</summary>
    public string LabelOne { get; set; } = "";

    /// <summary>The column with the sensitive attribute.</summary>
    public string Sensitive
    {
        get;
        set
        {
            field = value;
            SensitiveOne = PairOf(value)?.Higher ?? "";
        }
    }

    /// <summary>The value that is subgroup 1.</summary>
    public string SensitiveOne { get; set; } = "";

    /// <summary>What columns become, where a person has corrected that.</summary>
    public Dictionary<string, ColumnKind> Kinds { get; } = [];

    /// <summary>What a person says, as the registry takes it.</summary>
    public TableChoice Choice => new(Label, LabelOne, Sensitive, SensitiveOne) { Kinds = Kinds };

    /// <summary>The two values of a column of <see cref="Binary"/>, or none.</summary>
    public IReadOnlyList<string> ValuesOf(string column) => PairOf(column) is var (lower, higher) ? [lower, higher] : [];

    /// <summary>What a column becomes.</summary>
    public ColumnKind KindOf(ColumnProfile column) => Kinds.GetValueOrDefault(column.Name, column.Kind);

    private (string Lower, string Higher)? PairOf(string name) => _profile.Columns.FirstOrDefault(column => column.Name == name)?.Pair;
}
