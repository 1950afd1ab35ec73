namespace Fairer.Core.Data.Images;

/// <summary>
/// The images of training step after training step, read on several threads ahead of the trainer. The content depends on
/// the samples alone, not on the number of threads.
/// </summary>
/// <remarks>
/// An image that cannot be read is replaced by the next one of the part that can, of the same label and subgroup, so that a
/// batch stays as large and as balanced as it was drawn. Nothing is allocated a batch. Batches are taken by one thread.
/// <code>
/// using var batches = new ImageBatches(split.Train, sampler.BatchSize, sampler.Draw, firstStep: 1, lastStep: 2000);
/// while (batches.TryNext(out var batch)) { … batch.Pixels … }
/// </code>
/// </remarks>
public sealed class ImageBatches : IDisposable, IAsyncDisposable
{
    private readonly ImageRows _rows;
    private readonly int[] _nextOfCell;
    private readonly ImagePrefetch _prefetch;

    /// <summary>Begins to read.</summary>
    /// <param name="rows">The part that samples are drawn from.</param>
    /// <param name="batchSize">How many samples a step has.</param>
    /// <param name="draw">Says which samples a step has. Called once a step, in their order, by one thread at a time, though
    /// not by the caller's: nothing else may use its state.</param>
    /// <param name="firstStep">The first step's number; not negative.</param>
    /// <param name="lastStep">The last step's.</param>
    /// <param name="threads">How many threads read; 0 for all processors but one, at most eight.</param>
    /// <param name="ahead">How many batches are held beside the one in use; each takes 3·Size²·<paramref name="batchSize"/>
    /// bytes.</param>
    /// <param name="cancellation">Stops reading and whoever waits.</param>
    public ImageBatches(
        ImageRows rows,
        int batchSize,
        StepSamples draw,
        long firstStep = 1,
        long lastStep = long.MaxValue,
        int threads = 0,
        int ahead = 2,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(draw);
        ArgumentOutOfRangeException.ThrowIfNegative(firstStep);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        _rows = rows;
        _nextOfCell = NextOfCell(rows);
        _prefetch = new ImagePrefetch(
            rows.Images.Size, firstStep, lastStep, batchSize, _ => batchSize, draw, Read, threads, ahead, cancellation);
    }

    /// <summary>Waits for the next step's batch and takes it; the one before must no longer be used.</summary>
    /// <param name="batch">The batch; its samples are those that were read, in the places of those that were drawn.</param>
    /// <returns>Whether there is one; false after the last step.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    /// <exception cref="DataException">Too many images cannot be read, or none of a cell.</exception>
    public bool TryNext(out ImageBatch batch) => _prefetch.TryNext(out batch);

    /// <summary>Stops reading.</summary>
    public void Dispose() => _prefetch.Dispose();

    /// <summary>Stops reading.</summary>
    public ValueTask DisposeAsync() => _prefetch.DisposeAsync();

    private bool Read(ref int sample, Span<byte> pixels)
    {
        var drawn = sample;
        while (!_rows.Images.TryRead(_rows.Indices[sample], pixels))
        {
            sample = _nextOfCell[sample];
            if (sample == drawn)
            {
                throw new DataException(
                    $"No image with label {_rows.Labels[drawn]} and subgroup {_rows.Groups[drawn]} of the training part can be read, " +
                    $"{string.Join("; ", _rows.Images.Skipped.Take(5))}. Put intact files in their places.");
            }
        }

        return true;
    }

    /// <summary>For each sample the next one of its label and subgroup, after the last of which comes the first.</summary>
    private static int[] NextOfCell(ImageRows rows)
    {
        var next = new int[rows.Count];
        Span<int> following = [-1, -1, -1, -1];
        for (var pass = 0; pass < 2; pass++)
        {
            for (var sample = rows.Count - 1; sample >= 0; sample--)
            {
                var cell = (2 * rows.Labels[sample]) + rows.Groups[sample];
                (next[sample], following[cell]) = (following[cell], sample);
            }
        }

        return next;
    }
}
