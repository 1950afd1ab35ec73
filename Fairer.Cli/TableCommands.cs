using System.CommandLine;
using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Data.Images.CelebA;
using Fairer.Core.Data.Images.Faces;
using Fairer.Core.Data.Tables;

namespace Fairer.Cli;

/// <summary><c>data add</c>, <c>list</c> and <c>remove</c>: a person's own tables.</summary>
internal static class TableCommands
{
    /// <summary>Makes <c>add</c>.</summary>
    public static Command CreateAdd(CliHost host)
    {
        var file = new Argument<string>("FILE") { Description = "A CSV file (comma, semicolon, tab or bar; the first row names the columns) or a Parquet file." };
        var label = new Option<string>("--label") { Description = "The column with the label, and its value that is label 1 unless that is 1, true or yes.", HelpName = "COLUMN[=VALUE]", Required = true };
        var sensitive = new Option<string>("--sensitive") { Description = "The column with the sensitive attribute, and its value that is subgroup 1. Default: the later in order.", HelpName = "COLUMN[=VALUE]", Required = true };
        var id = new Option<string?>("--id") { Description = "What --dataset and the dashboard call it. Default: made from the file's name.", HelpName = "ID" };
        var kinds = new[]
        {
            Columns("--numeric", "Columns to take as numbers."),
            Columns("--categorical", "Columns to take as categories."),
            Columns("--ignore", "Columns to leave out."),
        };
        var command = new Command("add", "Add a table of your own: what its columns are is found out, shown, and can be corrected. The file is copied.") { file, label, sensitive, id, kinds[0], kinds[1], kinds[2] };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetValue(file)!;
            using var draft = await StageAsync(host, path, cancellation).ConfigureAwait(false);
            var (labelColumn, labelOne) = Split(parsed.GetValue(label)!, draft.Profile);
            var (sensitiveColumn, sensitiveOne) = Split(parsed.GetValue(sensitive)!, draft.Profile);
            var choice = new TableChoice(labelColumn, labelOne, sensitiveColumn, sensitiveOne)
            {
                Kinds = Kinds([.. kinds.Zip(
                    [ColumnKind.Numeric, ColumnKind.Categorical, ColumnKind.Ignored],
                    (option, kind) => (parsed.GetValue(option) ?? "", kind))]),
            };
            var (table, rows) = await AddAsync(host, draft, parsed.GetValue(id) ?? TableRegistry.IdOf(path), choice, cancellation).ConfigureAwait(false);
            TableSummary.Write(host.Out, draft.Profile, table, rows, choice);
            await host.Error.WriteLineAsync($"Added: train on it with --dataset {table.Info.Id}, or choose it in the dashboard.").ConfigureAwait(false);
            return 0;
        });
        return command;
    }

    /// <summary>Makes <c>list</c>.</summary>
    public static Command CreateList(CliHost host)
    {
        var command = new Command("list", "List the datasets and what they predict.");
        command.SetAction(_ =>
        {
            List<string[]> rows = [["id", "kind", "predicts", "sensitive", "where"]];
            var before = "";
            foreach (var source in host.Datasets.All)
            {
                var found = source.Locate(host.Datasets.Folders);
                var where = !found.AtHand && found.CanDownload ? "not at hand; download it" : found.Where;
                // How to get CelebA takes a whole sentence; once is enough.
                rows.Add([source.Info.Id, Kind(source.Info), source.Info.Label, source.Info.SensitiveAttribute, where == before && !found.AtHand && !found.CanDownload ? "likewise" : where]);
                before = where;
            }

            TextTable.Write(host.Out, rows);
            host.Out.WriteLine();
            host.Out.WriteLine($"Images by other attributes: {SyntheticFaces.Prefix}:LABEL or {SyntheticFaces.Prefix}:LABEL:SENSITIVE, of {string.Join(", ", SyntheticFaces.Attributes)};");
            host.Out.WriteLine($"{CelebADataset.Prefix}:LABEL or {CelebADataset.Prefix}:LABEL:SENSITIVE, of CelebA's {CelebADataset.Attributes.Count} attributes.");
            return 0;
        });
        return command;
    }

    /// <summary>Makes <c>remove</c>.</summary>
    public static Command CreateRemove(CliHost host)
    {
        var id = new Argument<string>("ID") { Description = "The table's id, as data list shows it." };
        var command = new Command("remove", "Remove a table of your own. Stored results stay.") { id };
        command.SetAction(parsed =>
        {
            host.Datasets.Tables.Remove(parsed.GetValue(id)!);
            host.Error.WriteLine($"{parsed.GetValue(id)} is removed; results stay.");
            return 0;
        });
        return command;
    }

    private static string Kind(DatasetInfo dataset) =>
        (dataset.Synthetic ? "synthetic " : "") + (dataset.Images ? "images" : dataset.Synthetic ? "rows" : "table");

    private static Option<string?> Columns(string name, string description) => new(name) { Description = description, HelpName = "A,B" };

    private static async Task<TableDraft> StageAsync(CliHost host, string path, CancellationToken cancellation)
    {
        FileStream stream;
        try
        {
            stream = File.OpenRead(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"FILE: {fault.Message}", exitCode: 2);
        }

        await using (stream)
        {
            await using var display = await ProgressDisplay.StartAsync(host).ConfigureAwait(false);
            return await host.Datasets.Tables.StageAsync(
                stream, Path.GetFileName(path), long.MaxValue, new Telling(display, "bytes copied", stream.Length), cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<(RegisteredTable Table, LoadedTable Rows)> AddAsync(
        CliHost host, TableDraft draft, string id, TableChoice choice, CancellationToken cancellation)
    {
        await using var display = await ProgressDisplay.StartAsync(host).ConfigureAwait(false);
        return await host.Datasets.Tables.AddAsync(
            draft, id, choice, new Telling(display, "rows read", draft.Profile.Rows), cancellation).ConfigureAwait(false);
    }

    // A column's name may have an equals sign itself.
    private static (string Column, string? Value) Split(string text, TableProfile profile)
    {
        var place = text.LastIndexOf('=');
        return place < 0 || profile.Columns.Any(column => column.Name == text) ? (text, null) : (text[..place], text[(place + 1)..]);
    }

    private static Dictionary<string, ColumnKind> Kinds((string Columns, ColumnKind Kind)[] options)
    {
        var kinds = new Dictionary<string, ColumnKind>();
        foreach (var (columns, kind) in options)
        {
            foreach (var column in columns.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (!kinds.TryAdd(column, kind))
                {
                    throw new CliException($"'{column}' is named twice; a column is numeric, categorical or ignored.", exitCode: 2);
                }
            }
        }

        return kinds;
    }

    // Progress<T> would tell later and on other threads.
    private sealed class Telling(ProgressDisplay display, string what, long total) : IProgress<long>
    {
        public void Report(long value) => display.Show(
            (double)value / Math.Max(total, 1),
            () => string.Create(CultureInfo.InvariantCulture, $"{value:N0} of {total:N0} {what}"));
    }
}
