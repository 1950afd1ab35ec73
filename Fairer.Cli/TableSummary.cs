using System.Globalization;
using Fairer.Core.Data.Tables;

namespace Fairer.Cli;

/// <summary>What was found in a table that has been added: columns, what is missing, groups and base rates.</summary>
internal static class TableSummary
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, TableProfile profile, RegisteredTable table, LoadedTable rows, TableChoice choice)
    {
        var definition = table.Stored!.Definition;
        output.WriteLine(
            $"{table.Info.Id}: {Text(rows.Table.Rows)} rows of {Text(rows.Table.Columns.Sum(column => column.FeatureNames.Count))} features"
            + (rows.LeftOut > 0 ? $"; {Text(rows.LeftOut)} rows without a label or a sensitive value are left out" : ""));
        output.WriteLine();

        var features = rows.Table.Columns.ToDictionary(column => column.Name, column => column.FeatureNames.Count);
        TextTable.Write(
            output,
            [
                ["column", "is", "missing", "features"],
                .. profile.Columns.Select(column => new[]
                {
                    column.Name,
                    column.Name == definition.Label.Column ? $"label: {definition.Label.One} = 1, {definition.Label.Zero} = 0"
                    : column.Name == definition.Sensitive.Column ? $"sensitive: {definition.Sensitive.One} = 1, {definition.Sensitive.Zero} = 0"
                    : Kind(column, choice),
                    column.Missing == 0 ? "–" : Text(column.Missing),
                    features.TryGetValue(column.Name, out var count) ? Text(count) : "–",
                }),
            ]);
        output.WriteLine();

        TextTable.Write(
            output,
            [
                [definition.Sensitive.Column, "rows", $"{definition.Label.Column} = {definition.Label.One}"],
                .. new[] { (definition.Sensitive.Zero, 0), (definition.Sensitive.One, 1) }.Select(group =>
                {
                    var labels = rows.Table.Groups.Zip(rows.Table.Labels).Where(row => row.First == group.Item2).Select(row => row.Second).ToArray();
                    return new[] { group.Item1, Text(labels.Length), string.Create(CultureInfo.InvariantCulture, $"{100 * labels.Average(label => label):0.0} %") };
                }),
            ]);
    }

    private static string Kind(ColumnProfile column, TableChoice choice)
    {
        var kind = choice.Kinds.GetValueOrDefault(column.Name, column.Kind);
        return kind == ColumnKind.Ignored && kind == column.Kind ? $"ignored: {column.Why}" : kind.ToString().ToLowerInvariant();
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
