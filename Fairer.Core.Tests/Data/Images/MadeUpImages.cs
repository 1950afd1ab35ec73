using System.Collections.Concurrent;
using Fairer.Core.Data;

namespace Fairer.Core.Tests.Data.Images;

/// <summary>Images whose pixels are their index, of which some cannot be read.</summary>
internal sealed class MadeUpImages(int size, params int[] broken) : IImages
{
    [ThreadStatic]
    private static long _allocated;

    private readonly HashSet<int> _broken = [.. broken];
    private int _reads;

    /// <summary>Is called before each image is read, with its index.</summary>
    public Action<int>? Reading { get; init; }

    /// <summary>How often an image was read.</summary>
    public int Reads => _reads;

    /// <summary>What each thread allocated between two images, over all of them; counted from the 100th image on.</summary>
    public ConcurrentBag<long> Allocated { get; } = [];

    public int Size => size;

    public IReadOnlyList<string> Skipped => [.. _broken.Order().Select(index => $"{index}.jpg: broken")];

    public bool TryRead(int index, Span<byte> pixels)
    {
        Reading?.Invoke(index);
        if (Interlocked.Increment(ref _reads) > 100 && _allocated > 0 && GC.GetAllocatedBytesForCurrentThread() - _allocated is > 0 and var bytes)
            Allocated.Add(bytes);
        pixels.Fill((byte)index);
        _allocated = GC.GetAllocatedBytesForCurrentThread();
        return !_broken.Contains(index);
    }

    /// <summary>A part of <paramref name="count"/> samples: sample i is image 2·i; labels and subgroups change in turn.</summary>
    public ImageRows Rows(int count) => new(
        this,
        [.. Enumerable.Range(0, count).Select(i => 2 * i)],
        [.. Enumerable.Range(0, count).Select(i => (byte)(i / 2 % 2))],
        [.. Enumerable.Range(0, count).Select(i => (byte)(i % 2))]);
}
