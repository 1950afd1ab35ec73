using Fairer.Core.Data;

namespace Fairer.Core.Tests.Data;

public sealed class DatasetCacheTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Those_who_ask_together_share_one_load_and_one_split()
    {
        var source = new CountingSource();
        var cache = CacheOf(source);
        var asked = Enumerable.Range(0, 20).Select(_ => cache.SplitAsync("toy", 1, new(), Cancellation)).ToArray();
        source.Gate.SetResult();
        var splits = await Task.WhenAll(asked);
        Assert.Single(splits.Distinct());
        Assert.Equal((1, 1), (source.Loads, source.Splits));
    }

    [Fact]
    public async Task The_split_used_longest_ago_is_dropped()
    {
        var source = new CountingSource(open: true);
        var cache = CacheOf(source, capacity: 2);
        var first = await cache.SplitAsync("toy", 1, new(), Cancellation);
        await cache.SplitAsync("toy", 2, new(), Cancellation);
        Assert.Same(first, await cache.SplitAsync("toy", 1, new(), Cancellation));
        await cache.SplitAsync("toy", 1, new(Binning.Own), Cancellation);
        Assert.Equal(3, source.Splits);
        Assert.Same(first, await cache.SplitAsync("toy", 1, new(), Cancellation));
        await cache.SplitAsync("toy", 2, new(), Cancellation);
        Assert.Equal((1, 4), (source.Loads, source.Splits));
    }

    [Fact]
    public async Task One_who_gives_up_leaves_the_others_their_load()
    {
        var source = new CountingSource();
        var cache = CacheOf(source);
        using var patience = new CancellationTokenSource();
        var impatient = cache.SplitAsync("toy", 1, new(), patience.Token);
        var patient = cache.SplitAsync("toy", 1, new(), Cancellation);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        source.Gate.SetResult();
        Assert.Equal(1, (await patient).Seed);
        Assert.Equal(1, source.Loads);
    }

    [Fact]
    public async Task A_failed_load_is_tried_again()
    {
        var source = new CountingSource(open: true) { Missing = true };
        var cache = CacheOf(source);
        await Assert.ThrowsAsync<DataException>(() => cache.SplitAsync("toy", 1, new(), Cancellation));
        source.Missing = false;
        Assert.Equal(1, (await cache.SplitAsync("toy", 1, new(), Cancellation)).Seed);
    }

    [Fact]
    public async Task Rows_that_have_been_replaced_are_let_go()
    {
        var source = new CountingSource(open: true);
        var cache = CacheOf(source, capacity: 1);
        foreach (var (version, loads) in new[] { ("old", 1), ("new", 2), ("new", 2), ("old", 3) })
        {
            source.Version = version;
            await cache.SplitAsync("toy", 1, new(), Cancellation);
            Assert.Equal(loads, source.Loads);
        }
    }

    [Fact]
    public async Task An_unknown_dataset_is_named_with_those_there_are()
    {
        var cache = new DatasetCache(new DataFolders([], "none"));
        var fault = await Assert.ThrowsAsync<DataException>(() => cache.SplitAsync("adlut", 0, new(), Cancellation));
        Assert.Contains("'adlut'; there are adult", fault.Message, StringComparison.Ordinal);
    }

    private static DatasetCache CacheOf(CountingSource source, int capacity = 4) =>
        new(new DataFolders([], "none"), capacity, _ => source);

    private sealed class CountingSource : IDatasetSource, IDataset
    {
        private int _loads;
        private int _splits;

        public CountingSource(bool open = false)
        {
            if (open)
                Gate.SetResult();
        }

        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Missing { get; set; }

        public string Version { get; set; } = "toy";

        public int Loads => _loads;

        public int Splits => _splits;

        public DatasetInfo Info { get; } = new("toy", "Toy", true, "label", "group", "zero", "one");

        public DatasetAvailability Locate(DataFolders folders) => new(true, "memory", false);

        public async Task<IDataset> LoadAsync(DataFolders folders, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _loads);
            await Gate.Task.WaitAsync(cancellation);
            return Missing ? throw new DataException("missing") : this;
        }

        public SplitData Split(int seed, DataEncoding encoding)
        {
            Interlocked.Increment(ref _splits);
            var rows = new EncodedRows([1], [1], [0], 1);
            return new TableSplit(Info, seed, ["feature"], rows, rows, rows);
        }
    }
}
