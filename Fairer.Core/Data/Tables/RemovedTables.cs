namespace Fairer.Core.Data.Tables;

/// <summary>Which tables had an id before: a small file each in <c>.removed</c>, so that stored results under an id are all of
/// the same rows.</summary>
/// <param name="tables">The folder of the tables.</param>
internal sealed class RemovedTables(string tables)
{
    private readonly string _folder = Path.Combine(tables, ".removed");

    /// <summary>The digest of the table that had the id last, or null.</summary>
    /// <param name="id">A table's id, of a form that is safe as a file's name.</param>
    /// <exception cref="DataException">The record cannot be read.</exception>
    public string? Find(string id)
    {
        var path = Path.Combine(_folder, id);
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}, which tells what table '{id}' was before, cannot be read: {fault.Message} Choose another id.", fault);
        }
    }

    /// <summary>Notes the table that has an id now and is about to go.</summary>
    /// <exception cref="IOException">The record cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The record cannot be written.</exception>
    public void Add(string id, string digest)
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllText(Path.Combine(_folder, id), digest);
    }
}
