using Fairer.Core.Data;

namespace Fairer.Web.Services;

/// <summary>Reads the dataset that the form offers first while nobody waits for it, so that the first points of the first
/// sweep come at once.</summary>
internal sealed class DatasetWarmUp(KnownDatasets known, DatasetCache cache) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // Starting does not wait for it.
        if (DatasetOption.First(DatasetOption.All(known)) is { Found.AtHand: true } dataset)
        {
            try
            {
                await cache.SplitAsync(dataset.Info.Id, seed: 0, new(), stoppingToken);
            }
            catch (Exception exception) when (exception is DataException or OperationCanceledException)
            {
                // Whoever trains on damaged data is told; and an ending program needs none.
            }
        }
    }
}
