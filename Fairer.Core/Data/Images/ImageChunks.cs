namespace Fairer.Core.Data.Images;

/// <summary>All images of a part in their order, some at a time, read on several threads ahead of whoever measures on them.
/// Images that cannot be read are left out.</summary>
/// <remarks>
/// Nothing is allocated a chunk. Chunks are taken by one thread.
/// <code>
/// using var chunks = new ImageChunks(split.Test, chunkSize: 64);
/// while (chunks.TryNext(out var chunk)) { … chunk.Pixels, chunk.Samples … }
/// </code>
/// </remarks>
public sealed class ImageChunks : IDisposable, IAsyncDisposable
{
    private readonly ImagePrefetch _prefetch;

    /// <summary>Begins to read.</summary>
    /// <param name="rows">The part.</param>
    /// <param name="chunkSize">How many samples a chunk has; the last one has fewer, and so has one that lacks some.</param>
    /// <param name="threads">How many threads read; 0 for all processors but one, at most eight.</param>
    /// <param name="ahead">How many chunks are held beside the one in use.</param>
    /// <param name="cancellation">Stops reading and whoever waits.</param>
    public ImageChunks(ImageRows rows, int chunkSize, int threads = 0, int ahead = 2, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkSize, 1);
        var most = Math.Max(1, Math.Min(chunkSize, rows.Count));
        _prefetch = new ImagePrefetch(
            rows.Images.Size,
            first: 0,
            last: ((rows.Count + most - 1) / most) - 1,
            most,
            chunk => (int)Math.Min(most, rows.Count - (chunk * most)),
            (chunk, samples) =>
            {
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = (int)(chunk * most) + i;
            },
            (ref sample, pixels) => rows.Images.TryRead(rows.Indices[sample], pixels),
            threads,
            ahead,
            cancellation);
    }

    /// <summary>Waits for the next chunk and takes it; the one before must no longer be used.</summary>
    /// <param name="chunk">The chunk: never empty, its samples in ascending order.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    /// <exception cref="DataException">Too many images cannot be read.</exception>
    public bool TryNext(out ImageBatch chunk)
    {
        while (_prefetch.TryNext(out chunk))
        {
            if (chunk.Count > 0)
                return true;
        }

        return false;
    }

    /// <summary>Stops reading.</summary>
    public void Dispose() => _prefetch.Dispose();

    /// <summary>Stops reading.</summary>
    public ValueTask DisposeAsync() => _prefetch.DisposeAsync();
}
