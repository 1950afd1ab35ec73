using Fairer.Core.Data;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;
using Fairer.Web.Components.Charts;

namespace Fairer.Web.Services;

/// <summary>Does while nobody waits what the first page and the first points would wait for: looks what the engines can train on,
/// reads the dataset that the form offers first, and rehearses the sweep that it offers.</summary>
/// <param name="known">The datasets there are.</param>
/// <param name="cache">Keeps what is read.</param>
/// <param name="engines">The engines; making them is a part of the work, since finding a graphics card takes seconds.</param>
internal sealed class WarmUp(KnownDatasets known, DatasetCache cache, Lazy<IReadOnlyList<IEngine>> engines) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // Starting does not wait for it.
        _ = Task.Run(() => engines.Value, CancellationToken.None);
        if (DatasetOption.First(DatasetOption.All(known)) is not { Found.AtHand: true, Info: var dataset })
        {
            return;
        }

        try
        {
            await cache.SplitAsync(dataset.Id, seed: 0, new(), stoppingToken);
            if (new SweepForm { Dataset = dataset.Id, Images = dataset.Images }.Read().Spec is { } spec)
            {
                var board = new BoardView(known.InfoOf);
                board.Apply(await Rehearsal.RunAsync(spec, cache, engines.Value, stoppingToken));
                if (board.Shown is { } sweep)
                {
                    PlotlyChart.Rehearse(new TradeoffChart().Draw(sweep));
                    PlotlyChart.Rehearse(new SimilarityChart().Draw(sweep, SimilarityMode.Whole));
                }
            }
        }
        catch (Exception exception) when (exception is DataException or StoreException or IOException or OperationCanceledException)
        {
            // Whoever trains is told what is wrong; and an ending program needs none of it.
        }
    }
}
