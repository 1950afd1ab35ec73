using System.IO.Enumeration;

namespace Fairer.Core.Data.Images;

/// <summary>A folder of image files that a list names, as it was when it was looked at.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Names">The files' names, in the list's order.</param>
/// <param name="Stamps">What tells each file from another of its name: from its length and time. 0 where it is missing.</param>
internal sealed record ImageFolder(string Path, IReadOnlyList<string> Names, long[] Stamps)
{
    /// <summary>Looks at a folder, once for all files.</summary>
    /// <exception cref="DataException">It cannot be read.</exception>
    public static ImageFolder Look(string path, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var there = new Dictionary<string, long>(names.Count, StringComparer.Ordinal);
        try
        {
            var files = new FileSystemEnumerable<(string Name, long Stamp)>(
                path, (ref entry) => (entry.FileName.ToString(), StampOf(entry.Length, entry.LastWriteTimeUtc.UtcTicks)))
            {
                ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
            };
            foreach (var (name, stamp) in files)
            {
                cancellation.ThrowIfCancellationRequested();
                there[name] = stamp;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"The folder {path} cannot be read: {fault.Message}", fault);
        }

        return new ImageFolder(path, names, [.. names.Select(name => there.GetValueOrDefault(name))]);
    }

    private static long StampOf(long length, long ticks)
    {
        var mixed = unchecked(((ulong)ticks * 0x9E3779B97F4A7C15UL) ^ ((ulong)length * 0xD1B54A32D192ED03UL));
        return (long)(mixed ^ (mixed >> 29)) | 1;
    }
}
