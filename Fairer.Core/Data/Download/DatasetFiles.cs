namespace Fairer.Core.Data.Download;

/// <summary>Finds and reads the files of a dataset that can be downloaded.</summary>
/// <param name="name">The dataset's name, for messages.</param>
/// <param name="remote">Its files, and where they come from.</param>
internal sealed class DatasetFiles(string name, RemoteDataset remote)
{
    /// <summary>Says whether all files lie together in one of the folders.</summary>
    public DatasetAvailability Locate(DataFolders folders) =>
        FindFolder(folders) is { } folder
            ? new DatasetAvailability(true, folder, CanDownload: true)
            : new DatasetAvailability(false, HowToGet(folders), CanDownload: true);

    /// <summary>The files' paths, in the order of the download.</summary>
    /// <exception cref="DataException">They are missing.</exception>
    public IEnumerable<string> Paths(DataFolders folders)
    {
        var folder = FindFolder(folders) ?? throw new DataException(HowToGet(folders));
        return remote.Files.Select(file => Path.Combine(folder, file.Name));
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">It cannot be read.</exception>
    public static async Task<byte[]> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path} cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>The fault of a file that has too few or too many rows.</summary>
    public static DataException WrongLength(string path, int rows, int expected) => new(
        $"{path} has {rows:N0} rows where {expected:N0} belong: it is cut off or not the original. Delete the file and get it anew.");

    private string? FindFolder(DataFolders folders) =>
        folders.Search.Append(folders.Download)
            .FirstOrDefault(folder => remote.Files.All(file => File.Exists(Path.Combine(folder, file.Name))));

    private string HowToGet(DataFolders folders) =>
        $"{name} is in none of [{string.Join(", ", folders.Search.Append(folders.Download).Distinct())}]: download it in the "
        + $"dashboard, put {string.Join(" and ", remote.Files.Select(file => file.Name))} from {remote.Page} into "
        + $"{folders.Download}, or name {(remote.Files.Count == 1 ? "its" : "their")} folder with --data or FAIRER_DATA.";
}
