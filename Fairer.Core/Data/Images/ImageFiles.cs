using System.Collections.Concurrent;
using Fairer.Core.Data.Images.Jpeg;

namespace Fairer.Core.Data.Images;

/// <summary>The JPEG files of a folder, resized to one size; decoded once and kept in an <see cref="ImageCache"/>.</summary>
internal sealed class ImageFiles : IImages, IDisposable
{
    // What may be left out without anybody being asked.
    private const double MostSkippedShare = 0.01;
    private const int MostSkippedAlways = 10;
    private const int Named = 5;

    private readonly string _dataset;
    private readonly ImageFolder _folder;
    private readonly ImageCache? _cache;
    private readonly ConcurrentBag<JpegReader> _readers = [];
    private readonly bool[] _unreadable;
    private readonly List<string> _skipped = [];
    private volatile bool _keeps;
    private volatile string? _remark;

    /// <summary>Looks which files there are.</summary>
    /// <param name="dataset">The dataset's name, for messages.</param>
    /// <param name="folder">The files.</param>
    /// <param name="size">The side to resize to, in pixels.</param>
    /// <param name="cacheFolder">Where decoded images are kept.</param>
    /// <param name="freeBytes">The free space on a folder's disk; what the system says when left out.</param>
    /// <exception cref="DataException">Too many files are missing.</exception>
    public ImageFiles(string dataset, ImageFolder folder, int size, string cacheFolder, Func<string, long>? freeBytes = null)
    {
        (_dataset, _folder, Size) = (dataset, folder, size);
        _unreadable = new bool[folder.Names.Count];
        MostSkipped = Math.Max(MostSkippedAlways, (int)(MostSkippedShare * folder.Names.Count));
        for (var i = 0; i < folder.Names.Count; i++)
        {
            if (folder.Stamps[i] == 0)
            {
                _unreadable[i] = true;
                _skipped.Add($"{folder.Names[i]}: missing");
            }
        }

        ThrowIfTooMany();
        try
        {
            _cache = ImageCache.Open(cacheFolder, folder.Path, folder.Names, size, freeBytes);
            _keeps = true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _remark = RemarkOn(fault);
        }
    }

    /// <inheritdoc/>
    public int Size { get; }

    /// <summary>How many images may be left out: one in a hundred, and ten in any case.</summary>
    public int MostSkipped { get; }

    /// <inheritdoc/>
    public string? Remark => _remark;

    /// <inheritdoc/>
    public IReadOnlyList<string> Skipped
    {
        get
        {
            lock (_skipped)
                return [.. _skipped];
        }
    }

    /// <summary>Whether a file is there; it may be damaged all the same.</summary>
    public bool IsThere(int index) => _folder.Stamps[index] != 0;

    /// <inheritdoc/>
    public bool TryRead(int index, Span<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, 3 * Size * Size);
        if (Volatile.Read(ref _unreadable[index]))
        {
            // Also to whoever comes after the one that found it out.
            ThrowIfTooMany();
            return false;
        }

        var stamp = _folder.Stamps[index];
        if (TryReadKept(index, stamp, pixels))
            return true;

        var reader = _readers.TryTake(out var free) ? free : new JpegReader();
        var fault = reader.Read(Path.Combine(_folder.Path, _folder.Names[index]), Size, pixels);
        _readers.Add(reader);
        if (fault is not null)
        {
            Skip(index, fault);
            return false;
        }

        Keep(index, stamp, pixels);
        return true;
    }

    public void Dispose()
    {
        _keeps = false;
        _cache?.Dispose();
        while (_readers.TryTake(out var reader))
            reader.Dispose();
    }

    private bool TryReadKept(int index, long stamp, Span<byte> pixels)
    {
        try
        {
            return _cache is not null && _cache.TryRead(index, stamp, pixels);
        }
        catch (IOException)
        {
            // The image itself is still there.
            return false;
        }
    }

    private void Keep(int index, long stamp, ReadOnlySpan<byte> pixels)
    {
        if (!_keeps)
            return;
        try
        {
            _cache!.Write(index, stamp, pixels);
        }
        catch (IOException fault)
        {
            _keeps = false;
            _remark = RemarkOn(fault);
        }
    }

    private static string RemarkOn(Exception fault) =>
        $"Decoded images are not kept, so that every epoch decodes them anew and is slower: {fault.Message.TrimEnd('.')}. " +
        "Make room or choose a smaller image size.";

    private void Skip(int index, string fault)
    {
        lock (_skipped)
        {
            if (!_unreadable[index])
                _skipped.Add($"{_folder.Names[index]}: {fault}");
            Volatile.Write(ref _unreadable[index], true);
        }

        ThrowIfTooMany();
    }

    private void ThrowIfTooMany()
    {
        lock (_skipped)
        {
            if (_skipped.Count > MostSkipped)
            {
                throw new DataException(
                    $"{_skipped.Count:N0} of the {_folder.Names.Count:N0} images of {_dataset} in {_folder.Path} cannot be read, where up to " +
                    $"{MostSkipped:N0} would be left out: {string.Join("; ", _skipped.Take(Named))}; …. Unpack the images anew into that folder.");
            }
        }
    }
}
