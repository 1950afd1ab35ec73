using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Fairer.Core.Sweeps;

/// <summary>
/// This process's name on the runs that it trains, and a sign of life: a file beside the store that is kept locked. The
/// operating system lifts the lock when the process ends, however it ends.
/// </summary>
/// <remarks>Unlike a process number, a lock tells the truth across containers and after a number is used again.</remarks>
internal sealed class StoreOwner : IDisposable
{
    private readonly FileStream _sign;

    private StoreOwner(string name, FileStream sign)
    {
        Name = name;
        _sign = sign;
    }

    /// <summary>Machine, process number, start time and something random.</summary>
    public string Name { get; }

    /// <summary>Takes a new name for the runs in a store.</summary>
    /// <exception cref="Results.StoreException">The folder of the store cannot be written.</exception>
    public static StoreOwner Register(string store)
    {
        var machine = string.Concat(Environment.MachineName.Where(char.IsAsciiLetterOrDigit).Take(30));
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"{machine}-{Environment.ProcessId}-{DateTime.UtcNow:yyyyMMddTHHmmss}-{Random.Shared.Next():x8}");
        var path = PathOf(store, name);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new StoreOwner(name, new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Results.StoreException($"The folder of the store {store} cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Whether the process of that name still works on the store.</summary>
    public static bool Lives(string store, [NotNullWhen(true)] string? name)
    {
        // A name comes from the store: one that would lead out of the folder is nobody's.
        if (string.IsNullOrEmpty(name) || Path.GetFileName(name) != name)
        {
            return false;
        }

        var path = PathOf(store, name);
        try
        {
            new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            File.Delete(path);
            return false;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sign.Dispose();
        try
        {
            File.Delete(_sign.Name);
        }
        catch (IOException)
        {
            // Another process is just looking at it, finds it unlocked, and deletes it itself.
        }
    }

    private static string PathOf(string store, string name) => Path.Combine(store + "-owners", name + ".lock");
}
