namespace Fairer.Core.Data.Download;

/// <summary>Lets one download at a time, of all processes, write into a folder.</summary>
internal static class FolderLock
{
    // What .NET reports when another has the file: ERROR_SHARING_VIOLATION, and EWOULDBLOCK of Linux and macOS.
    private static readonly int[] InUse = [unchecked((int)0x80070020), 11, 35];

    /// <summary>Waits until nobody else holds the folder, and holds it until the result is disposed. The lock ends with
    /// its process, however that ends.</summary>
    public static async Task<IDisposable> TakeAsync(string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, ".download.lock");
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException fault) when (InUse.Contains(fault.HResult))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation).ConfigureAwait(false);
            }
        }
    }
}
