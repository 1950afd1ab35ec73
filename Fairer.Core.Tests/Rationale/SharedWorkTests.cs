using System.Collections.Concurrent;
using Fairer.Core.Rationale.Work;

namespace Fairer.Core.Tests.Rationale;

/// <summary>Work done once for all who want it.</summary>
public sealed class SharedWorkTests : IDisposable
{
    private readonly SharedWork<string, int> _work = new("test", atOnce: 1);

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Two_viewers_share_it_and_the_second_hears_at_once_how_far_it_is()
    {
        using var go = new SemaphoreSlim(0);
        using var half = new SemaphoreSlim(0);
        var started = 0;
        int Work(IProgress<double> progress, CancellationToken stop)
        {
            Interlocked.Increment(ref started);
            progress.Report(0.5);
            half.Release();
            go.Wait(stop);
            progress.Report(1);
            return 42;
        }

        var first = _work.JoinAsync("a", Work, progress: null, Now);
        await half.WaitAsync(Now);
        var heard = new Heard();
        var second = _work.JoinAsync("a", Work, heard, Now);
        Assert.Equal([0.5], heard.Shares);
        go.Release();

        Assert.Equal((42, 42), (await first, await second));
        Assert.Equal([0.5, 1], heard.Shares);
        Assert.Equal(1, started);
    }

    [Fact]
    public async Task It_is_cancelled_when_the_last_viewer_leaves_and_not_before()
    {
        using var stopped = new SemaphoreSlim(0);
        int Work(IProgress<double> progress, CancellationToken stop)
        {
            stop.WaitHandle.WaitOne();
            stopped.Release();
            stop.ThrowIfCancellationRequested();
            return 0;
        }

        using var leaving1 = new CancellationTokenSource();
        using var leaving2 = new CancellationTokenSource();
        var first = _work.JoinAsync("a", Work, progress: null, leaving1.Token);
        var second = _work.JoinAsync("a", Work, progress: null, leaving2.Token);
        await leaving1.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(await stopped.WaitAsync(100, Now));
        Assert.False(second.IsCompleted);

        await leaving2.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.True(await stopped.WaitAsync(10_000, Now));

        // Whoever comes now gets work of their own.
        Assert.Equal(7, await _work.JoinAsync("a", (_, _) => 7, progress: null, Now));
    }

    [Fact]
    public async Task A_failure_reaches_all_and_is_not_kept()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _work.JoinAsync("a", (_, _) => throw new InvalidOperationException(), progress: null, Now));
        Assert.Equal(3, await _work.JoinAsync("a", (_, _) => 3, progress: null, Now));
    }

    [Fact]
    public void A_cache_keeps_what_was_used_last_within_its_bytes()
    {
        var cache = new BoundedCache<int, string>(mostBytes: 10);
        cache.Keep(1, "one", 4);
        cache.Keep(2, "two", 4);
        Assert.Equal("one", cache.Find(1));
        cache.Keep(3, "three", 4);
        Assert.Equal(("one", null, "three"), (cache.Find(1), cache.Find(2), cache.Find(3)));
        cache.Keep(4, "four", 11);
        Assert.Null(cache.Find(4));
        Assert.Equal("one", cache.Find(1));
    }

    private sealed class Heard : IProgress<double>
    {
        private readonly ConcurrentQueue<double> _shares = new();

        public IEnumerable<double> Shares => _shares;

        public void Report(double value) => _shares.Enqueue(value);
    }
}
