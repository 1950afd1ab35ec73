using Fairer.Core.Data;
using Fairer.Core.Data.Images;

namespace Fairer.Core.Tests.Data.Images;

public sealed class ImageBatchesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(8, 5)]
    public void Steps_come_in_their_order_with_their_samples_whatever_the_threads(int threads, int ahead)
    {
        var rows = new MadeUpImages(4).Rows(60);
        using var batches = new ImageBatches(rows, 10, Draw, firstStep: 5, lastStep: 24, threads, ahead, Cancellation);
        for (var step = 5; step <= 24; step++)
        {
            Assert.True(batches.TryNext(out var batch));
            Assert.Equal(step, batch.Step);
            var samples = new int[10];
            Draw(step, samples);
            Assert.Equal(samples, batch.Samples.ToArray());
            Assert.Equal(10 * 3 * 4 * 4, batch.Pixels.Length);
            for (var i = 0; i < 10; i++)
                Assert.Equal(-1, batch.Pixels.Span.Slice(i * 48, 48).IndexOfAnyExcept((byte)(2 * samples[i])));
        }

        Assert.False(batches.TryNext(out _));
        Assert.False(batches.TryNext(out _));
    }

    [Fact]
    public void Steps_are_drawn_in_their_order_by_one_thread_at_a_time()
    {
        var (drawn, inside) = (new List<long>(), 0);
        using var batches = new ImageBatches(new MadeUpImages(2).Rows(20), 6, (step, samples) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref inside));
            drawn.Add(step);
            Draw(step % 10, samples);
            Interlocked.Decrement(ref inside);
        }, 0, 49, threads: 6, ahead: 4, Cancellation);
        while (batches.TryNext(out _))
        {
        }

        Assert.Equal(Enumerable.Range(0, 50).Select(step => (long)step), drawn);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void An_unreadable_image_is_replaced_by_the_next_of_its_label_and_subgroup(int threads)
    {
        // Samples 4, 8 and 56 are of cell (0, 0), as all multiples of 4; 4 is replaced by 12, 56 by 0.
        var rows = new MadeUpImages(4, 2 * 4, 2 * 8, 2 * 56).Rows(60);
        using var batches = new ImageBatches(rows, 6, (_, samples) => ((int[])[4, 5, 8, 56, 12, 4]).CopyTo(samples), 1, 10, threads, 2, Cancellation);
        var steps = 0;
        for (; batches.TryNext(out var batch); steps++)
        {
            Assert.Equal([12, 5, 12, 0, 12, 12], batch.Samples.ToArray());
            Assert.Equal([24, 10, 24, 0, 24, 24], Enumerable.Range(0, 6).Select(i => (int)batch.Pixels.Span[(i * 48) + 47]));
        }

        Assert.Equal(10, steps);
    }

    [Fact]
    public void A_cell_without_any_readable_image_is_a_fault()
    {
        var rows = new MadeUpImages(2, [.. Enumerable.Range(0, 5).Select(i => 2 * ((4 * i) + 3))]).Rows(20);
        using var batches = new ImageBatches(rows, 2, (step, samples) => samples.Fill(step < 4 ? 2 : 7), 1, 10, 3, 2, Cancellation);
        for (var step = 1; step < 4; step++)
            Assert.True(batches.TryNext(out _));
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var fault = Assert.Throws<DataException>(() => batches.TryNext(out var batch));
            Assert.StartsWith("No image with label 1 and subgroup 1 of the training part can be read, 6.jpg: broken; 14.jpg: broken;", fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_fault_reaches_the_trainer_at_its_step_and_not_before(bool inDraw)
    {
        var images = new MadeUpImages(2) { Reading = index => { if (index == 38) throw new DataException("too many"); } };
        using var batches = new ImageBatches(images.Rows(20), 8, (step, samples) =>
        {
            if (step == 7 && inDraw)
                throw new DataException("too many");
            samples.Fill(step == 7 ? 19 : 3);
        }, 1, 20, threads: 4, ahead: 3, Cancellation);
        for (var step = 1; step < 7; step++)
            Assert.True(batches.TryNext(out _));
        Assert.Equal("too many", Assert.Throws<DataException>(() => batches.TryNext(out _)).Message);
    }

    [Fact]
    public void It_does_not_read_further_ahead_than_it_may()
    {
        var images = new MadeUpImages(2);
        using var batches = new ImageBatches(images.Rows(20), 5, Draw, 1, 100, threads: 4, ahead: 3, Cancellation);
        Assert.True(batches.TryNext(out _));

        // One is held and three are ahead of it.
        SpinWait.SpinUntil(() => images.Reads == 20, TimeSpan.FromSeconds(20));
        Thread.Sleep(50);
        Assert.Equal(20, images.Reads);
        Assert.True(batches.TryNext(out _));
        SpinWait.SpinUntil(() => images.Reads == 25, TimeSpan.FromSeconds(20));
        Thread.Sleep(50);
        Assert.Equal(25, images.Reads);
    }

    [Fact]
    public void A_batch_is_left_alone_while_it_is_held()
    {
        using var batches = new ImageBatches(new MadeUpImages(8).Rows(100), 4, (step, samples) => samples.Fill((int)step), 0, 60, threads: 4, ahead: 1, Cancellation);
        while (batches.TryNext(out var batch))
        {
            Thread.Sleep(1);
            Assert.Equal(-1, batch.Pixels.Span.IndexOfAnyExcept((byte)(2 * batch.Step)));
        }
    }

    [Fact]
    public void Threads_work_on_one_batch_together()
    {
        // Each image waits for one that another thread reads.
        using var meeting = new Barrier(4);
        var images = new MadeUpImages(2) { Reading = _ => Assert.True(meeting.SignalAndWait(TimeSpan.FromSeconds(30))) };
        using var batches = new ImageBatches(images.Rows(20), 16, Draw, 1, 1, threads: 4, ahead: 1, Cancellation);
        Assert.True(batches.TryNext(out var batch));
        Assert.Equal(16, batch.Count);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_and_the_reading()
    {
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var never = new ManualResetEventSlim();
        var images = new MadeUpImages(2) { Reading = _ => never.Wait(Cancellation) };
        var batches = new ImageBatches(images.Rows(20), 4, Draw, 1, 100, threads: 2, ahead: 2, cancelling.Token);
        var waiting = Task.Run(() => batches.TryNext(out _), Cancellation);
        await Task.Delay(50, Cancellation);
        Assert.False(waiting.IsCompleted);
        await cancelling.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting);
        never.Set();
        await batches.DisposeAsync();
        Assert.InRange(images.Reads, 1, 8);
    }

    [Fact]
    public void Whoever_still_asks_after_the_end_is_told()
    {
        var batches = new ImageBatches(new MadeUpImages(2).Rows(20), 4, Draw, 1, 100, threads: 2, ahead: 2, Cancellation);
        Assert.True(batches.TryNext(out _));
        batches.Dispose();
        Assert.Throws<ObjectDisposedException>(() => batches.TryNext(out _));
        batches.Dispose();
    }

    [Fact]
    public void Nothing_is_allocated_a_batch()
    {
        var images = new MadeUpImages(4, 8, 22);
        using var batches = new ImageBatches(images.Rows(60), 10, Draw, 1, 400, threads: 3, ahead: 2, Cancellation);
        for (var step = 0; step < 100; step++)
            batches.TryNext(out _);
        images.Allocated.Clear();
        var before = GC.GetAllocatedBytesForCurrentThread();
        while (batches.TryNext(out _))
        {
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Empty(images.Allocated);
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(4, 7)]
    [InlineData(4, 100)]
    [InlineData(2, 20)]
    public void Chunks_are_the_whole_part_without_what_is_unreadable(int threads, int size)
    {
        // The second chunk of seven is broken as a whole.
        int[] broken = [0, 3, .. Enumerable.Range(7, 7), 19];
        using var chunks = new ImageChunks(new MadeUpImages(4, [.. broken.Select(i => 2 * i)]).Rows(20), size, threads, 2, Cancellation);
        var seen = new List<int>();
        while (chunks.TryNext(out var chunk))
        {
            Assert.InRange(chunk.Count, 1, size);
            Assert.Equal(chunk.Count * 48, chunk.Pixels.Length);
            for (var i = 0; i < chunk.Count; i++)
            {
                seen.Add(chunk.Samples.Span[i]);
                Assert.Equal(-1, chunk.Pixels.Span.Slice(i * 48, 48).IndexOfAnyExcept((byte)(2 * seen[^1])));
            }
        }

        Assert.Equal(Enumerable.Range(0, 20).Except(broken), seen);
    }

    [Fact]
    public void A_part_without_images_has_no_chunks()
    {
        using var chunks = new ImageChunks(new MadeUpImages(4).Rows(0), 8, 2, 2, Cancellation);
        Assert.False(chunks.TryNext(out _));
    }

    private static void Draw(long step, Span<int> samples)
    {
        var random = new SeededRandom(1, RandomPurpose.Batch, step);
        foreach (ref var sample in samples)
            sample = random.NextInt(20);
    }
}
