namespace Fairer.Core.Data.Tables;

/// <summary>What a person says about a file.</summary>
/// <param name="Label">The column with the label.</param>
/// <param name="LabelOne">The value that is label 1; null where the two values tell by themselves.</param>
/// <param name="Sensitive">The column with the sensitive attribute.</param>
/// <param name="SensitiveOne">The value that is subgroup 1; null for the later one in order.</param>
public sealed record TableChoice(string Label, string? LabelOne, string Sensitive, string? SensitiveOne)
{
    /// <summary>What columns become, where that differs from their profile.</summary>
    public IReadOnlyDictionary<string, ColumnKind> Kinds { get; init; } = new Dictionary<string, ColumnKind>();
}

/// <summary>A column of two values.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Zero">The value that counts as 0.</param>
/// <param name="One">The value that counts as 1.</param>
public sealed record BinaryColumn(string Column, string Zero, string One);

/// <summary>A column that becomes features.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Numeric or categorical.</param>
public sealed record FeatureColumn(string Name, ColumnKind Kind);

/// <summary>What a file means: all that, with the file's bytes, decides what is trained on.</summary>
/// <param name="Label">The label.</param>
/// <param name="Sensitive">The sensitive attribute.</param>
/// <param name="Features">The columns that become features, in the file's order.</param>
public sealed record TableDefinition(BinaryColumn Label, BinaryColumn Sensitive, IReadOnlyList<FeatureColumn> Features)
{
    // Values that say themselves that they are 1.
    private static readonly string[] Ones = ["true", "yes", "y", "t"];

    /// <summary>Puts together what a file holds and what a person says about it.</summary>
    /// <exception cref="DataException">They do not go together; the message lists all that is wrong, line by line.</exception>
    public static TableDefinition Create(TableProfile profile, TableChoice choice)
    {
        var faults = new List<string>();
        var names = profile.Columns.Select(column => column.Name).ToArray();
        foreach (var unknown in choice.Kinds.Keys.Except(names))
            faults.Add($"There is no column '{unknown}'; there are {string.Join(", ", names)}.");

        var label = Binary(profile, choice.Label, "label", choice.LabelOne, isLabel: true, faults);
        var sensitive = Binary(profile, choice.Sensitive, "sensitive column", choice.SensitiveOne, isLabel: false, faults);
        if (choice.Label == choice.Sensitive)
            faults.Add("The label and the sensitive column must be two columns.");

        FeatureColumn[] features =
        [
            .. profile.Columns
                .Where(column => column.Name != choice.Label && column.Name != choice.Sensitive)
                .Select(column => new FeatureColumn(column.Name, choice.Kinds.GetValueOrDefault(column.Name, column.Kind)))
                .Where(column => column.Kind != ColumnKind.Ignored),
        ];
        if (features.Length == 0)
            faults.Add("No column is left as a feature.");
        return faults.Count == 0 ? new(label!, sensitive!, features) : throw new DataException(string.Join('\n', faults.Distinct()));
    }

    private static BinaryColumn? Binary(
        TableProfile profile, string name, string role, string? one, bool isLabel, List<string> faults)
    {
        var column = profile.Columns.FirstOrDefault(column => column.Name == name);
        if (column is null)
        {
            faults.Add(name.Length == 0
                ? $"Choose the {role}."
                : $"There is no column '{name}'; there are {string.Join(", ", profile.Columns.Select(other => other.Name))}.");
        }
        else if (column.Pair is not var (lower, higher))
        {
            faults.Add($"The {role} must have two values; '{name}' has {Values(column)}.");
        }
        else if ((one ?? (isLabel ? Telling(lower, higher) : higher)) is not { } chosen)
        {
            faults.Add($"Say which value of '{name}' is label 1: {lower} or {higher}.");
        }
        else if (chosen != lower && chosen != higher)
        {
            faults.Add($"'{name}' has no value '{chosen}'; it has {lower} and {higher}.");
        }
        else
        {
            return new BinaryColumn(name, chosen == lower ? higher : lower, chosen);
        }

        return null;
    }

    /// <summary>The one of two values that says itself that it is label 1, or null.</summary>
    public static string? Telling(string one, string other) =>
        (IsOne(one), IsOne(other)) switch
        {
            (true, false) => one,
            (false, true) => other,
            _ => null,
        };

    private static bool IsOne(string value) =>
        Ones.Contains(value, StringComparer.OrdinalIgnoreCase) || (ColumnCounter.TryNumber(value, out var number) && number == 1);

    private static string Values(ColumnProfile column) => column.Values switch
    {
        null => $"more than {TableProfile.MaxValues:N0}",
        [] => "none",
        [var (only, _)] => $"only '{Quoted.Short(only)}'",
        var values => $"{values.Count:N0} ({string.Join(", ", values.Take(5).Select(value => Quoted.Short(value.Value)))}{(values.Count > 5 ? ", …" : "")})",
    };
}
