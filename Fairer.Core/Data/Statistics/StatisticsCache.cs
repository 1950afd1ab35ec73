using System.Collections.Concurrent;

namespace Fairer.Core.Data.Statistics;

/// <summary>Looks through each dataset once, for any number of viewers, and again when its rows are others.</summary>
/// <param name="find">Finds a dataset by its id.</param>
/// <param name="datasets">Loads it.</param>
public sealed class StatisticsCache(Func<string, IDatasetSource?> find, DatasetCache datasets)
{
    private const int MaxKept = 64;

    private readonly ConcurrentDictionary<string, Lazy<Task<DatasetStatistics>>> _kept = [];

    /// <summary>What is known already; null where a dataset has not been looked through, or cannot be.</summary>
    public DatasetStatistics? Known(string dataset) =>
        find(dataset) is { } source && _kept.TryGetValue(source.Version, out var kept) && kept.IsValueCreated && kept.Value.IsCompletedSuccessfully
            ? kept.Value.Result
            : null;

    /// <summary>What a dataset is like. Whoever asks at the same time shares the work, which goes on when one of them stops
    /// waiting.</summary>
    /// <param name="dataset">The dataset's id.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="DataException">There is no such dataset, or it is missing or damaged.</exception>
    public async Task<DatasetStatistics> OfAsync(string dataset, CancellationToken cancellation)
    {
        var source = find(dataset) ?? throw new DataException($"There is no dataset '{dataset}'.");
        if (_kept.Count >= MaxKept)
        {
            _kept.Clear();
        }

        var kept = _kept.GetOrAdd(source.Version, _ => new Lazy<Task<DatasetStatistics>>(() => Task.Run(async () =>
            DatasetStatistics.Of(await datasets.LoadAsync(dataset, CancellationToken.None).ConfigureAwait(false), CancellationToken.None))));
        try
        {
            return await kept.Value.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch when (kept.Value.IsFaulted)
        {
            _kept.TryRemove(new(source.Version, kept)); // so that asking again after mending the data works
            throw;
        }
    }
}
