using Fairer.Core.Data;
using Fairer.Core.Results;
using Fairer.Core.Training;

namespace Fairer.Core.Sweeps;

/// <summary>
/// Goes the whole way of a small sweep once, from the plan to the board, in a store that is thrown away: what the first real
/// sweep would wait for (code that is compiled, the split's panels) is done before anybody waits.
/// </summary>
public static class Rehearsal
{
    private const int Units = 10;
    private const int Epochs = 3;
    private const int Steps = 40; // As many calls as it takes for code to be compiled for speed.

    /// <summary>Rehearses a sweep with its first seed, one λ and a network of few units. Where a run waits for a device of its own,
    /// nothing is done: an idle program must not occupy a graphics card.</summary>
    /// <param name="spec">The sweep that is expected.</param>
    /// <param name="datasets">Keeps the split for the real one.</param>
    /// <param name="engines">What will train it.</param>
    /// <param name="cancellation">Stops it within a step.</param>
    /// <returns>What the board showed in the end.</returns>
    /// <exception cref="DataException">The dataset is damaged.</exception>
    /// <exception cref="StoreException">There is no room for a temporary store.</exception>
    public static async Task<BoardChanges> RunAsync(SweepSpec spec, DatasetCache datasets, IReadOnlyList<IEngine> engines, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var small = spec with
        {
            Networks = [new Models.MlpShape(Units, Units)],
            Lambdas = [.. spec.Lambdas.Take(1)],
            Strengths = [.. spec.Strengths.Take(1)],
            Betas = [.. spec.Betas.Take(1)],
            Seeds = [.. spec.Seeds.Take(1)],
            Epochs = Epochs,
            StepsPerEpoch = Steps,
        };
        var run = SweepPlanner.Plan(small)[0];
        if (engines.FirstOrDefault(engine => engine.WhyNot(run) is null) is not { } trainer || trainer.Lane(run) is not null)
        {
            return new BoardChanges(0, [], []);
        }

        var folder = Directory.CreateTempSubdirectory("fairer-rehearsal-").FullName;
        try
        {
            using var store = ResultStore.Open(Path.Combine(folder, "rehearsal.db"));
            await using var service = SweepService.Open(new() { Store = store, Datasets = datasets, Engines = engines, Workers = 1 });
            await service.StartAsync(small, cancellation).ConfigureAwait(false);
            while (true)
            {
                var changes = service.Board.ChangesSince(0);
                if (changes.Runs.All(each => each.Status is not (RunStatus.Queued or RunStatus.Running)))
                {
                    return changes;
                }

                await service.Board.WaitForChangeAsync(changes.Version, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
