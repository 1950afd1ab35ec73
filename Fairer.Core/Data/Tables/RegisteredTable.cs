using System.Security.Cryptography;
using System.Text.Json;
using Fairer.Core.Data.Tabular;

namespace Fairer.Core.Data.Tables;

/// <summary>What is kept beside a table's file, as JSON.</summary>
public sealed record StoredTable
{
    /// <summary>The name that the file had.</summary>
    public required string File { get; init; }

    /// <summary>Its digest, in lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The number of rows that are trained, validated and tested on.</summary>
    public required int Rows { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset Added { get; init; }

    /// <summary>What it means.</summary>
    public required TableDefinition Definition { get; init; }

    /// <summary>A digest of all that decides what is trained on.</summary>
    /// <param name="sha256">The digest of the file.</param>
    /// <param name="definition">What the file means.</param>
    internal static string DigestOf(string sha256, TableDefinition definition) => Convert.ToHexStringLower(
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new DigestedTable(sha256, definition), TableJson.Digested)));
}

/// <summary>A person's own table as a dataset: split 60 / 20 / 20 by seed (docs/method.md).</summary>
public sealed class RegisteredTable : IDatasetSource
{
    internal const string DataFile = "data";
    internal const string DefinitionFile = "table.json";

    private readonly string _folder;
    private readonly string? _damage;

    private RegisteredTable(string folder, StoredTable? stored, string? damage)
    {
        var id = Path.GetFileName(folder);
        (_folder, Stored, _damage) = (folder, stored, damage);
        Info = stored?.Definition is { } definition
            ? new DatasetInfo(
                id,
                id,
                Synthetic: false,
                $"{definition.Label.Column} = {definition.Label.One}",
                definition.Sensitive.Column,
                definition.Sensitive.Zero,
                definition.Sensitive.One)
            : new DatasetInfo(id, id, Synthetic: false, "", "", "0", "1");
    }

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <inheritdoc/>
    public string Version => $"{Info.Id} {Stored?.Added:O}";

    /// <summary>What is kept beside the file; null where that is damaged.</summary>
    public StoredTable? Stored { get; }

    /// <inheritdoc/>
    public DatasetAvailability Locate(DataFolders folders) =>
        _damage is null ? new(true, _folder, CanDownload: false) : new(false, _damage, CanDownload: false);

    /// <inheritdoc/>
    public async Task<IDataset> LoadAsync(DataFolders folders, CancellationToken cancellation)
    {
        if (_damage is not null)
            throw new DataException(_damage);
        var path = Path.Combine(_folder, DataFile);
        try
        {
            await using var stream = File.OpenRead(path);
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false)) != Stored!.Sha256)
                throw new DataException($"{path} is no longer the file that was added. {Mend}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path} cannot be read: {fault.Message} {Mend}", fault);
        }

        var table = (await TableLoader.ReadAsync(path, Stored.File, Stored.Definition, null, cancellation).ConfigureAwait(false)).Table;
        return new TabularDataset(Info, table, TrainingRows(table.Rows), table.Rows * 2 / 10);
    }

    /// <summary>How many of a table's rows are trained on.</summary>
    internal static int TrainingRows(int rows) => rows * 6 / 10;

    /// <summary>Reads what is in a table's folder.</summary>
    internal static RegisteredTable Open(string folder)
    {
        try
        {
            var stored = JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(folder, DefinitionFile)), TableJson.Stored);
            return new RegisteredTable(folder, stored, stored is null ? Damage(folder, "it is empty") : null);
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            return new RegisteredTable(folder, null, Damage(folder, fault.Message));
        }
    }

    private static string Damage(string folder, string problem) =>
        $"{Path.Combine(folder, DefinitionFile)} cannot be read: {problem} Remove the table with ./fairer data remove {Path.GetFileName(folder)} and add it again.";

    private string Mend => $"Remove the table with ./fairer data remove {Info.Id} and add it again.";
}
