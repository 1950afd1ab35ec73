using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fairer.Core.Data.Tables;

/// <summary>A person's own tables: each a folder <c>tables/ID</c> in the app's own data folder, with a copy of the file and
/// a definition beside it, so that stored runs can be repeated whatever becomes of the original.</summary>
/// <param name="folders">Where the app's own data folder is.</param>
public sealed partial class TableRegistry(DataFolders folders)
{
    private const string Unfinished = ".new-";

    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromDays(1);

    private readonly string _folder = Path.Combine(folders.Download, "tables");
    private readonly RemovedTables _removed = new(Path.Combine(folders.Download, "tables"));

    /// <summary>The tables that are registered now, by id; a damaged one is there too and says so when it is wanted.</summary>
    public IReadOnlyList<RegisteredTable> All =>
        !Directory.Exists(_folder)
            ? []
            : [.. Directory.GetDirectories(_folder)
                .Where(folder => IsId(Path.GetFileName(folder)))
                .Order(StringComparer.Ordinal)
                .Select(RegisteredTable.Open)];

    /// <summary>The table of that id, or null.</summary>
    public RegisteredTable? Find(string id) =>
        IsId(id) && Path.Combine(_folder, id) is var folder && Directory.Exists(folder) ? RegisteredTable.Open(folder) : null;

    /// <summary>Makes an id out of a file's name: <c>My Loans (2).csv</c> becomes <c>my-loans-2</c>.</summary>
    public static string IdOf(string fileName)
    {
        var words = NoIdCharacters().Replace(Path.GetFileNameWithoutExtension(fileName).ToLowerInvariant(), "-").Trim('-');
        return words.Length == 0 ? "table" : words[..Math.Min(words.Length, 40)].Trim('-');
    }

    /// <summary>Says what is wrong with an id for a new table, or null.</summary>
    public string? WhyNot(string id) =>
        !IsId(id) ? $"'{id}' cannot be an id: take up to 40 lower-case letters, digits and hyphens."
        : DatasetCatalogue.Find(id) is not null ? $"'{id}' is a dataset of the program; choose another id."
        : Find(id) is not null ? $"There is a table '{id}' already; remove it first, or choose another id."
        : null;

    /// <summary>Copies a file to where tables are and looks through it.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="name">The file's name, for messages; it is never used as a path.</param>
    /// <param name="most">The most bytes that are taken.</param>
    /// <param name="copied">Is told the number of bytes copied so far.</param>
    /// <param name="cancellation">Stops it; nothing is left.</param>
    /// <returns>A draft, to be added or disposed.</returns>
    /// <exception cref="DataException">The file is too large or something is wrong with it, by row and column.</exception>
    public async Task<TableDraft> StageAsync(
        Stream content, string name, long most, IProgress<long>? copied, CancellationToken cancellation)
    {
        var folder = Path.Combine(_folder, Unfinished + Guid.NewGuid().ToString("N"));
        try
        {
            DeleteForgotten();
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, RegisteredTable.DataFile);
            var digest = await CopyAsync(content, path, name, most, copied, cancellation).ConfigureAwait(false);
            var profile = await TableProfile.ReadAsync(path, name, null, cancellation).ConfigureAwait(false);
            return new TableDraft(folder, name, digest, profile);
        }
        catch (Exception fault)
        {
            TableDraft.Delete(folder);
            if (fault is IOException or UnauthorizedAccessException)
                throw new DataException($"{name} cannot be copied into {_folder}: {fault.Message}", fault);
            throw;
        }
    }

    /// <summary>Reads a draft as a person says, and registers it.</summary>
    /// <param name="draft">The draft; it may be disposed at any time, and goes when this has ended.</param>
    /// <param name="id">What options and pages call it.</param>
    /// <param name="choice">What the file means.</param>
    /// <param name="progress">Is told the number of rows read so far.</param>
    /// <param name="cancellation">Stops it; nothing is registered.</param>
    /// <returns>The table and its rows.</returns>
    /// <exception cref="DataException">Id, choice or file is wrong; the message lists how.</exception>
    public async Task<(RegisteredTable Table, LoadedTable Rows)> AddAsync(
        TableDraft draft, string id, TableChoice choice, IProgress<long>? progress, CancellationToken cancellation)
    {
        if (WhyNot(id) is { } reason)
            throw new DataException(reason);
        using var held = draft.Hold();
        var definition = TableDefinition.Create(draft.Profile, choice);
        if (_removed.Find(id) is { } before && before != StoredTable.DigestOf(draft.Sha256, definition))
        {
            throw new DataException(
                $"'{id}' was the id of another table, and stored results may still be of its rows; choose another id. (The same file with the same choices may have it again.)");
        }

        var rows = await TableLoader.ReadAsync(
            Path.Combine(draft.Folder, RegisteredTable.DataFile), draft.Name, definition, progress, cancellation).ConfigureAwait(false);
        var stored = new StoredTable
        {
            File = draft.Name,
            Sha256 = draft.Sha256,
            Rows = rows.Table.Rows,
            Added = DateTimeOffset.UtcNow,
            Definition = definition,
        };
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(draft.Folder, RegisteredTable.DefinitionFile),
                JsonSerializer.Serialize(stored, TableJson.Stored),
                cancellation).ConfigureAwait(false);

            // The folder gets its name only when all is in it, and nobody has left meanwhile.
            cancellation.ThrowIfCancellationRequested();
            var folder = Path.Combine(_folder, id);
            Directory.Move(draft.Folder, folder);
            return (RegisteredTable.Open(folder), rows);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{draft.Name} cannot be added to {_folder}: {fault.Message}", fault);
        }
    }

    /// <summary>Removes a table: its copy and its definition. Stored results stay, so that its id is from now on only for
    /// the same table.</summary>
    /// <exception cref="DataException">There is none of that id, or it cannot be deleted.</exception>
    public void Remove(string id)
    {
        if (Find(id) is not { } table)
        {
            var known = All.Select(other => other.Info.Id).ToArray();
            throw new DataException(
                $"There is no table '{id}'; there {(known.Length == 0 ? "is none" : $"are {string.Join(", ", known)}")}.");
        }

        // Under another name first, so that nobody finds half of it.
        var doomed = Path.Combine(_folder, Unfinished + Guid.NewGuid().ToString("N"));
        try
        {
            if (table.Stored is { } stored)
                _removed.Add(id, StoredTable.DigestOf(stored.Sha256, stored.Definition));
            Directory.Move(Path.Combine(_folder, id), doomed);
            Directory.Delete(doomed, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"'{id}' cannot be removed: {fault.Message}", fault);
        }
    }

    private static async Task<string> CopyAsync(
        Stream content, string path, string name, long most, IProgress<long>? copied, CancellationToken cancellation)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var output = File.Create(path);
        var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            while (await ReadAsync(content, buffer, name, cancellation).ConfigureAwait(false) is > 0 and var count)
            {
                if (output.Length + count > most)
                    throw new DataException($"{name} is larger than {most / 1_000_000:N0} MB.");
                digest.AppendData(buffer, 0, count);
                await output.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
                copied?.Report(output.Length);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(digest.GetCurrentHash());
    }

    // A stream that comes from a browser fails in many ways.
    private static async ValueTask<int> ReadAsync(Stream content, byte[] buffer, string name, CancellationToken cancellation)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            throw new DataException(
                $"{name} could not be read to its end: it was changed or removed, or the connection broke. Choose it again. ({fault.Message})", fault);
        }
    }

    // What ended programs have left.
    private void DeleteForgotten()
    {
        if (!Directory.Exists(_folder))
            return;
        foreach (var folder in Directory.GetDirectories(_folder, Unfinished + "*"))
        {
            if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > ForgottenAfter)
                TableDraft.Delete(folder);
        }
    }

    private static bool IsId(string id) => Id().IsMatch(id);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,39}\z")]
    private static partial Regex Id();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NoIdCharacters();
}

/// <summary>A file that has been copied and looked through, but means nothing yet.</summary>
public sealed class TableDraft : IDisposable
{
    private readonly Lock _lock = new();
    private bool _held;
    private bool _disposed;

    internal TableDraft(string folder, string name, string sha256, TableProfile profile) =>
        (Folder, Name, Sha256, Profile) = (folder, name, sha256, profile);

    /// <summary>The file's name, for people.</summary>
    public string Name { get; }

    /// <summary>What it holds.</summary>
    public TableProfile Profile { get; }

    internal string Folder { get; }

    internal string Sha256 { get; }

    /// <summary>Deletes the copy, unless it has been added; while it is being added, whoever adds it deletes it at the
    /// end.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            if (!_held)
                Delete(Folder);
        }
    }

    /// <summary>Keeps the copy until the result is disposed.</summary>
    internal IDisposable Hold()
    {
        lock (_lock)
            _held = true;
        return new Holder(this);
    }

    internal static void Delete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Another process still reads it; whoever adds a table tomorrow deletes it.
        }
    }

    private sealed class Holder(TableDraft draft) : IDisposable
    {
        public void Dispose()
        {
            lock (draft._lock)
            {
                draft._held = false;
                if (draft._disposed)
                    Delete(draft.Folder);
            }
        }
    }
}
