namespace Fairer.Core.Data.Download;

/// <summary>Where a dataset's files can be had.</summary>
/// <param name="Address">The folder they lie in; ends in a slash.</param>
/// <param name="Files">The files.</param>
/// <param name="Page">The page for people who get them by hand.</param>
public sealed record RemoteDataset(Uri Address, IReadOnlyList<RemoteFile> Files, Uri Page);

/// <summary>A file that can be downloaded.</summary>
/// <param name="Name">Its name, here and there.</param>
/// <param name="Size">Its length in bytes; no more than that is ever stored.</param>
/// <param name="Sha256">Its digest, in lower-case hexadecimal digits.</param>
public sealed record RemoteFile(string Name, long Size, string Sha256);

/// <summary>How far a download is.</summary>
/// <param name="File">The file under way.</param>
/// <param name="Received">The bytes that are here, of all files together.</param>
/// <param name="Total">The bytes of all files.</param>
public readonly record struct DownloadProgress(string File, long Received, long Total);

/// <summary>How patient a download is.</summary>
public sealed record DownloadPatience
{
    /// <summary>How long the server may send nothing.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a file is tried in a row without receiving anything new.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>How long to wait before the second attempt; each further wait is twice as long.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);
}
