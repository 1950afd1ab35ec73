using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Fairer.Core.Data.Images;

/// <summary>
/// A file that keeps images as they are after decoding and resizing, so that each is decoded once and not once an epoch. Safe
/// for use by several threads, and by several processes, at once.
/// </summary>
/// <remarks>
/// Layout: a header that says of which images it is, a <em>stamp</em> of eight bytes for each image, the pixels. A stamp is
/// that of the file that the pixels are from (its length and time), or 0; so an image whose file has changed is read anew.
/// <para>Pixels are forced to the disk before their stamps are written, within two seconds: whatever is killed or loses its
/// power, what has a stamp is whole.</para>
/// <para>It is read and written by position and not through a mapping: on a full disk a write to a mapping of a file with
/// holes ends the process instead of failing.</para>
/// </remarks>
internal sealed class ImageCache : IDisposable
{
    private const int HeaderBytes = 64;
    private const int Alignment = 4096;
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    private readonly SafeFileHandle _file;
    private readonly int _imageBytes;
    private readonly long _pixelsAt;
    private readonly long[] _stamps;
    private readonly Lock _pendingLock = new();
    private readonly Lock _flushLock = new();
    private readonly Timer _timer;
    private List<(int Index, long Stamp)> _pending = [];
    private bool _closed;

    private ImageCache(SafeFileHandle file, int size, long[] stamps)
    {
        (_file, _imageBytes, _stamps) = (file, 3 * size * size, stamps);
        _pixelsAt = PixelsAt(stamps.Length);
        _timer = new Timer(_ => Flush());
    }

    /// <summary>Opens the file, or makes it where there is none or where it is of other images.</summary>
    /// <param name="folder">Where such files are.</param>
    /// <param name="source">The folder that the images are from.</param>
    /// <param name="names">The images' names: a cache is of these in this order.</param>
    /// <param name="size">The side of an image, in pixels.</param>
    /// <param name="freeBytes">The free space on a folder's disk; what the system says when left out.</param>
    /// <exception cref="IOException">It cannot be opened or made, or has not the room; the message says so.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written to.</exception>
    public static ImageCache Open(
        string folder, string source, IReadOnlyList<string> names, int size, Func<string, long>? freeBytes = null)
    {
        Directory.CreateDirectory(folder);
        var header = Header(source, names, size);
        var path = PathOf(folder, source, size);
        var stamps = new long[names.Count];
        var file = TryOpen(path, header, stamps);
        try
        {
            RequireRoom(folder, 3L * size * size * stamps.Count(stamp => stamp == 0), freeBytes ?? FreeBytes);
            file ??= Create(path, header, PixelsAt(names.Count) + (3L * size * size * names.Count));
            return new ImageCache(file, size, stamps);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>The file's path.</summary>
    public static string PathOf(string folder, string source, int size)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(source)));
        return Path.Combine(folder, $"{Convert.ToHexStringLower(key.AsSpan(0, 6))}-{size}.images");
    }

    /// <summary>Reads an image.</summary>
    /// <param name="index">Which.</param>
    /// <param name="stamp">The stamp that its file has now.</param>
    /// <param name="pixels">Takes it.</param>
    /// <returns>Whether the image of that stamp is here.</returns>
    /// <exception cref="IOException">The disk fails.</exception>
    public bool TryRead(int index, long stamp, Span<byte> pixels)
    {
        // Another process may have written it since.
        if (Volatile.Read(ref _stamps[index]) != stamp && ReadStamp(index) != stamp)
            return false;
        Volatile.Write(ref _stamps[index], stamp);
        return ReadFully(pixels, _pixelsAt + ((long)index * _imageBytes));
    }

    /// <summary>Keeps an image.</summary>
    /// <exception cref="IOException">There is no room, or the disk fails.</exception>
    public void Write(int index, long stamp, ReadOnlySpan<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, _imageBytes);
        RandomAccess.Write(_file, pixels, _pixelsAt + ((long)index * _imageBytes));
        Volatile.Write(ref _stamps[index], stamp);
        lock (_pendingLock)
        {
            if (_closed)
                return;
            if (_pending.Count == 0)
                _timer.Change(Delay, Timeout.InfiniteTimeSpan);
            _pending.Add((index, stamp));
        }
    }

    /// <summary>Forces everything to the disk, then says in the file that it is there.</summary>
    public void Flush()
    {
        lock (_flushLock)
        {
            List<(int Index, long Stamp)> written;
            lock (_pendingLock)
            {
                if (_pending.Count == 0)
                    return;
                (written, _pending) = (_pending, []);
            }

            try
            {
                RandomAccess.FlushToDisk(_file);
                Span<byte> bytes = stackalloc byte[sizeof(long)];
                foreach (var (index, stamp) in written)
                {
                    BinaryPrimitives.WriteInt64LittleEndian(bytes, stamp);
                    RandomAccess.Write(_file, bytes, StampAt(index));
                }
            }
            catch (Exception fault) when (fault is IOException or ObjectDisposedException or UnauthorizedAccessException)
            {
                // Without their stamps these images are decoded again next time; nothing else is lost.
            }
        }
    }

    public void Dispose()
    {
        lock (_pendingLock)
            _closed = true;
        _timer.Dispose();
        Flush();
        _file.Dispose();
    }

    private static long StampAt(int index) => HeaderBytes + ((long)sizeof(long) * index);

    private static long PixelsAt(int count) => (StampAt(count) + Alignment - 1) / Alignment * Alignment;

    private static byte[] Header(string source, IReadOnlyList<string> names, int size)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(Encoding.UTF8.GetBytes(Path.GetFullPath(source) + "\n"));
        foreach (var name in names)
            digest.AppendData(Encoding.UTF8.GetBytes(name + "\n"));

        var header = new byte[HeaderBytes];
        Encoding.ASCII.GetBytes("FAIRER IMAGES 1\n").CopyTo(header, 0);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), size);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(20), names.Count);
        digest.GetHashAndReset().CopyTo(header, 24);
        return header;
    }

    private static SafeFileHandle? TryOpen(string path, byte[] header, long[] stamps)
    {
        if (!File.Exists(path))
            return null;
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            var found = new byte[HeaderBytes];
            var size = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(16));
            var whole = RandomAccess.GetLength(file) == PixelsAt(stamps.Length) + (3L * size * size * stamps.Length)
                && RandomAccess.Read(file, found, 0) == HeaderBytes && found.AsSpan().SequenceEqual(header);
            if (!whole)
            {
                file.Dispose();
                return null;
            }

            var bytes = MemoryMarshal.AsBytes(stamps.AsSpan());
            for (var at = 0; at < bytes.Length;)
            {
                var read = RandomAccess.Read(file, bytes[at..], HeaderBytes + at);
                at += read > 0 ? read : throw new EndOfStreamException($"{path} ends early.");
            }

            if (!BitConverter.IsLittleEndian)
                BinaryPrimitives.ReverseEndianness(stamps, stamps);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static SafeFileHandle Create(string path, byte[] header, long length)
    {
        // Under another name until it is whole, so that nobody opens half a header.
        var unfinished = $"{path}.{Guid.NewGuid():N}";
        var file = File.OpenHandle(unfinished, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            SparseFiles.SetLength(file, length);
            RandomAccess.Write(file, header, 0);
            RandomAccess.FlushToDisk(file);
            File.Move(unfinished, path, overwrite: true);
            return file;
        }
        catch
        {
            file.Dispose();
            File.Delete(unfinished);
            throw;
        }
    }

    private static void RequireRoom(string folder, long bytes, Func<string, long> freeBytes)
    {
        // The rest is left to everybody else on that disk.
        const long Rest = 1L << 30;
        var free = freeBytes(folder);
        if (free - Rest < bytes)
            throw new IOException($"{bytes / 1e9:0.0} GB are needed in {folder}, and {Math.Max(0, free - Rest) / 1e9:0.0} GB are free");
    }

    private static long FreeBytes(string folder) => new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;

    private long ReadStamp(int index)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        return ReadFully(bytes, StampAt(index)) ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;
    }

    private bool ReadFully(Span<byte> bytes, long at)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(_file, bytes, at);
            if (read == 0)
                return false;
            bytes = bytes[read..];
            at += read;
        }

        return true;
    }
}
