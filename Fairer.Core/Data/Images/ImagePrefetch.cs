using System.Runtime.ExceptionServices;

namespace Fairer.Core.Data.Images;

/// <summary>
/// Reads batch after batch on threads of its own, a few batches ahead of whoever takes them. All threads work on the earliest
/// batch that is not full, so that the first one comes soon and few have to be held.
/// </summary>
/// <remarks>The batches' content does not depend on the number of threads. Buffers are made once and used again; nothing is
/// allocated a batch. One thread at a time takes batches.</remarks>
internal sealed class ImagePrefetch : IDisposable, IAsyncDisposable
{
    // So many images a thread takes at once: few enough to share a small batch, enough not to quarrel about the lock.
    private const int Portion = 4;

    private readonly object _gate = new();
    private readonly int _imageBytes;
    private readonly long _last;
    private readonly Func<long, int> _count;
    private readonly StepSamples _draw;
    private readonly ReadImage _read;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _cancelled;
    private readonly Slot[] _slots;
    private readonly Thread[] _threads;

    private long _filling;
    private int _handedOut;
    private bool _begun;
    private long _taking;
    private long _released;
    private bool _stopped;
    private (long Step, ExceptionDispatchInfo Error)? _fault;

    /// <summary>Begins to read.</summary>
    /// <param name="size">The side of an image, in pixels.</param>
    /// <param name="first">The first batch's number.</param>
    /// <param name="last">The last one's.</param>
    /// <param name="most">The most images that a batch has.</param>
    /// <param name="count">How many images a batch has; at least one.</param>
    /// <param name="draw">Says which samples a batch has; called in the order of the batches, by one thread at a time.</param>
    /// <param name="read">Reads one of them.</param>
    /// <param name="threads">How many threads read; 0 for <see cref="DefaultThreads"/>.</param>
    /// <param name="ahead">How many batches are read ahead of the one that is held; at least 1.</param>
    /// <param name="cancellation">Stops it.</param>
    public ImagePrefetch(
        int size, long first, long last, int most, Func<long, int> count, StepSamples draw, ReadImage read, int threads, int ahead, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfLessThan(ahead, 1);
        _imageBytes = 3 * size * size;
        (_last, _count, _draw, _read, _cancellation) = (last, count, draw, read, cancellation);
        _filling = _taking = _released = first;
        _slots = [.. Enumerable.Range(0, (int)Math.Clamp(last - first + 1, 1, ahead + 1)).Select(_ => new Slot(most, _imageBytes))];
        _cancelled = cancellation.Register(Stop);
        _threads = [.. Enumerable.Range(1, threads > 0 ? threads : DefaultThreads).Select(
            number => new Thread(Work) { IsBackground = true, Name = $"images {number}" })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>Reads one sample's image, or another sample's in its place.</summary>
    /// <param name="sample">Which; takes the one that was read.</param>
    /// <param name="pixels">Takes <c>[3, Size, Size]</c>.</param>
    /// <returns>Whether it could be read; where not, it is left out of the batch.</returns>
    public delegate bool ReadImage(ref int sample, Span<byte> pixels);

    /// <summary>How many threads read where nobody says otherwise: one processor is left to whoever trains, and more than
    /// eight are seldom faster than a trainer.</summary>
    public static int DefaultThreads => Math.Clamp(Environment.ProcessorCount - 1, 1, 8);

    /// <summary>Waits for the next batch and takes it; the one before must no longer be used.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="DataException">An image that is needed cannot be read.</exception>
    public bool TryNext(out ImageBatch batch)
    {
        lock (_gate)
        {
            batch = default;
            if (_released != _taking)
            {
                _released = _taking;
                Monitor.PulseAll(_gate);
            }

            while (true)
            {
                _cancellation.ThrowIfCancellationRequested();
                ObjectDisposedException.ThrowIf(_stopped, typeof(ImagePrefetch));
                if (_taking > _last)
                    return false;
                if (_fault is { } fault && fault.Step <= _taking)
                    fault.Error.Throw();
                var slot = SlotOf(_taking);
                if (slot.Step == _taking && slot.Left == 0)
                {
                    var kept = slot.Compact(_imageBytes);
                    batch = new ImageBatch(_taking++, slot.Pixels.AsMemory(0, kept * _imageBytes), slot.Samples.AsMemory(0, kept));
                    return true;
                }

                Monitor.Wait(_gate);
            }
        }
    }

    public void Dispose()
    {
        Stop();
        foreach (var thread in _threads)
            thread.Join();
        _cancelled.Dispose();
    }

    public async ValueTask DisposeAsync() => await Task.Run(Dispose).ConfigureAwait(false);

    private Slot SlotOf(long step) => _slots[(int)(step % _slots.Length)];

    private void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Work()
    {
        while (TryTakePortion(out var slot, out var step, out var first, out var count))
        {
            try
            {
                for (var i = first; i < first + count; i++)
                    slot.Present[i] = _read(ref slot.Samples[i], slot.Pixels.AsSpan(i * _imageBytes, _imageBytes));
            }
            catch (Exception error)
            {
                lock (_gate)
                    Fail(step, error);
                return;
            }

            lock (_gate)
            {
                slot.Left -= count;
                if (slot.Left == 0)
                    Monitor.PulseAll(_gate);
            }
        }
    }

    private bool TryTakePortion(out Slot slot, out long step, out int first, out int count)
    {
        lock (_gate)
        {
            // Whoever takes batches still gets all before the one that failed: what they lack is being read already.
            while (!_stopped && _fault is null && _filling <= _last && _filling - _released >= _slots.Length)
                Monitor.Wait(_gate);
            (slot, step, first, count) = (SlotOf(_filling), _filling, _handedOut, 0);
            if (_stopped || _fault is not null || _filling > _last || !TryBegin(slot))
                return false;

            count = Math.Min(Portion, slot.Count - _handedOut);
            _handedOut += count;
            if (_handedOut == slot.Count)
                (_filling, _handedOut, _begun) = (_filling + 1, 0, false);
            return true;
        }
    }

    private bool TryBegin(Slot slot)
    {
        if (_begun)
            return true;
        try
        {
            var count = _count(_filling);
            _draw(_filling, slot.Samples.AsSpan(0, count));
            (slot.Step, slot.Count, slot.Left, _begun) = (_filling, count, count, true);
            return true;
        }
        catch (Exception error)
        {
            Fail(_filling, error);
            return false;
        }
    }

    private void Fail(long step, Exception error)
    {
        if (_fault is null || step < _fault.Value.Step)
            _fault = (step, ExceptionDispatchInfo.Capture(error));
        Monitor.PulseAll(_gate);
    }

    private sealed class Slot(int most, int imageBytes)
    {
        // Pinned: whoever takes a batch may hand its address on.
        public readonly byte[] Pixels = GC.AllocateUninitializedArray<byte>(checked(most * imageBytes), pinned: true);
        public readonly int[] Samples = new int[most];
        public readonly bool[] Present = new bool[most];
        public long Step = long.MinValue;
        public int Count;
        public int Left;

        /// <summary>Closes the gaps of what is not present.</summary>
        /// <returns>How many images are left.</returns>
        public int Compact(int imageBytes)
        {
            var kept = 0;
            for (var i = 0; i < Count; i++)
            {
                if (!Present[i])
                    continue;
                if (kept != i)
                {
                    Pixels.AsSpan(i * imageBytes, imageBytes).CopyTo(Pixels.AsSpan(kept * imageBytes));
                    Samples[kept] = Samples[i];
                }

                kept++;
            }

            return kept;
        }
    }
}
