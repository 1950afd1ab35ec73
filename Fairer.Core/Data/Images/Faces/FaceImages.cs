using System.Collections.Concurrent;

namespace Fairer.Core.Data.Images.Faces;

/// <summary>Synthetic faces of one size. Each is drawn when it is first read and kept while there is room; one that there is
/// no room for is drawn anew each time, from the same random numbers.</summary>
/// <param name="count">How many there are.</param>
/// <param name="size">The side, in pixels.</param>
/// <param name="mostBytes">The room for kept ones.</param>
internal sealed class FaceImages(int count, int size, long mostBytes = FaceImages.MostBytes) : IImages
{
    /// <summary>The room for kept ones where nobody says otherwise: 4,000 of 64 pixels take 49 MB, of 256 pixels 786 MB.</summary>
    public const long MostBytes = 256L << 20;

    private readonly byte[]?[] _kept = new byte[Math.Min(count, mostBytes / (3L * size * size))][];
    private readonly ConcurrentBag<FaceCanvas> _canvases = [];

    /// <inheritdoc/>
    public int Size => size;

    /// <inheritdoc/>
    public IReadOnlyList<string> Skipped => [];

    /// <inheritdoc/>
    public bool TryRead(int index, Span<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, 3 * size * size);
        if (index >= _kept.Length)
        {
            Draw(index, pixels);
            return true;
        }

        // Two threads may draw the same face at once; they draw the same.
        var kept = Volatile.Read(ref _kept[index]);
        if (kept is null)
        {
            kept = new byte[pixels.Length];
            Draw(index, kept);
            Volatile.Write(ref _kept[index], kept);
        }

        kept.CopyTo(pixels);
        return true;
    }

    private void Draw(int index, Span<byte> pixels)
    {
        var canvas = _canvases.TryTake(out var taken) ? taken : new FaceCanvas(size);
        FacePainter.Paint(index, canvas, pixels);
        _canvases.Add(canvas);
    }
}
