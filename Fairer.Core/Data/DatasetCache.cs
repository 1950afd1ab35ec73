namespace Fairer.Core.Data;

/// <summary>
/// Loads each dataset once and keeps the splits used last, for any number of workers: those who ask for the same thing
/// at the same time share one load.
/// </summary>
/// <remarks>A failed load is not kept, so that asking again after mending the data works. A caller who gives up stops
/// waiting at once; the load goes on for the others.</remarks>
public sealed class DatasetCache
{
    // So many images that were left out are named.
    private const int NamedAtMost = 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string Version, Task<IDataset> Load)> _datasets = [];
    private readonly LinkedList<(SplitKey Key, Task<SplitData> Split)> _splits = [];
    private readonly DataFolders _folders;
    private readonly Func<string, IDatasetSource> _source;
    private readonly int _capacity;

    // Whoever trains holds as much again in panels.
    private readonly long _mostBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8;

    /// <summary>An empty cache.</summary>
    /// <param name="folders">Where datasets are looked for.</param>
    /// <param name="capacity">How many splits are kept, fewer where they are large; one of Adult takes about 22 MB.</param>
    /// <param name="source">Finds a dataset by its id; <see cref="KnownDatasets.Get"/> when left out.</param>
    public DatasetCache(DataFolders folders, int capacity = 10, Func<string, IDatasetSource>? source = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _folders = folders;
        _capacity = capacity;
        _source = source ?? new KnownDatasets(folders).Get;
    }

    /// <summary>How many splits are kept at most.</summary>
    public int Capacity => _capacity;

    /// <summary>A dataset's split for one seed. The result is shared: it must not be written to.</summary>
    /// <param name="dataset">The dataset's id.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="encoding">How its samples are turned into numbers.</param>
    /// <param name="cancellation">Stops this caller's waiting.</param>
    /// <exception cref="DataException">There is no such dataset, or it is missing or damaged.</exception>
    public async Task<SplitData> SplitAsync(string dataset, int seed, DataEncoding encoding, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var source = _source(dataset);
        return await SharedSplit(source, new SplitKey(source.Version, seed, encoding)).WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>A dataset, loaded. The result is shared: it must not be written to.</summary>
    /// <param name="dataset">The dataset's id.</param>
    /// <param name="cancellation">Stops this caller's waiting.</param>
    /// <exception cref="DataException">There is no such dataset, or it is missing or damaged.</exception>
    public Task<IDataset> LoadAsync(string dataset, CancellationToken cancellation) => SharedDataset(_source(dataset)).WaitAsync(cancellation);

    /// <summary>What the dataset of that id is.</summary>
    /// <exception cref="DataException">There is none; the message lists those there are.</exception>
    public DatasetInfo InfoOf(string dataset) => _source(dataset).Info;

    /// <summary>What a person must know about a dataset's images that have been read so far: which were left out, and why; and
    /// what else the images have to say. Empty for tables and for what is not kept here.</summary>
    public IReadOnlyList<string> RemarksOn(string dataset)
    {
        IImages[] images;
        lock (_lock)
        {
            images =
            [
                .. _splits.Where(kept => kept.Split.IsCompletedSuccessfully).Select(kept => kept.Split.Result)
                    .OfType<ImageSplit>().Where(split => split.Dataset.Id == dataset).Select(split => split.Train.Images).Distinct(),
            ];
        }

        return
        [
            .. images.Where(some => some.Skipped.Count > 0).Select(some =>
                $"Left out, since they cannot be read: {string.Join("; ", some.Skipped.Take(NamedAtMost))}{(some.Skipped.Count > NamedAtMost ? $"; and {some.Skipped.Count - NamedAtMost} more" : "")}."),
            .. images.Select(some => some.Remark).OfType<string>(),
        ];
    }

    private Task<SplitData> SharedSplit(IDatasetSource source, SplitKey key)
    {
        lock (_lock)
        {
            var node = _splits.First;
            while (node is not null && (node.Value.Key != key || IsBroken(node.Value.Split)))
                node = node.Next;

            if (node is not null)
                _splits.Remove(node);
            else
                node = new((key, SplitOf(source, key)));

            _splits.AddFirst(node);
            while (_splits.Count > _capacity || (_splits.Count > 1 && _splits.Sum(BytesOf) > _mostBytes))
                _splits.RemoveLast();
            return node.Value.Split;
        }
    }

    private async Task<SplitData> SplitOf(IDatasetSource source, SplitKey key)
    {
        var dataset = await SharedDataset(source).ConfigureAwait(false);
        return await Task.Run(() => dataset.Split(key.Seed, key.Encoding)).ConfigureAwait(false);
    }

    private Task<IDataset> SharedDataset(IDatasetSource source)
    {
        lock (_lock)
        {
            // By id, so that rows that have been replaced are let go.
            if (!_datasets.TryGetValue(source.Info.Id, out var kept) || kept.Version != source.Version || IsBroken(kept.Load))
                _datasets[source.Info.Id] = kept = (source.Version, Task.Run(() => source.LoadAsync(_folders, CancellationToken.None)));
            return kept.Load;
        }
    }

    private static long BytesOf((SplitKey Key, Task<SplitData> Split) kept) =>
        kept.Split.IsCompletedSuccessfully ? kept.Split.Result.Bytes : 0;

    private static bool IsBroken(Task task) => task.IsFaulted || task.IsCanceled;

    private sealed record SplitKey(string Version, int Seed, DataEncoding Encoding);
}
