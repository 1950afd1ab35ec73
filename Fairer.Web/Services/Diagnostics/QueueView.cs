using Fairer.Core.Sweeps;
using Fairer.Core.Training;

namespace Fairer.Web.Services.Diagnostics;

/// <summary>Runs of one sweep that wait for the same thing.</summary>
/// <param name="Sweep">The sweep.</param>
/// <param name="Place">What they wait for.</param>
/// <param name="Count">How many.</param>
/// <param name="First">The run whose turn comes first.</param>
public sealed record Waiting(long Sweep, string Place, int Count, long First);

/// <summary>What is being trained now and what waits, each with the place where it is trained.</summary>
/// <param name="Running">The runs under way.</param>
/// <param name="Queued">The runs that wait, in the order of their turns.</param>
public sealed record QueueView(IReadOnlyList<(RunState Run, string Place)> Running, IReadOnlyList<Waiting> Queued)
{
    /// <summary>Looks at runs.</summary>
    /// <param name="runs">Runs at any stage.</param>
    /// <param name="engines">What trains them.</param>
    public static QueueView Of(IEnumerable<RunState> runs, IReadOnlyList<IEngine> engines)
    {
        var open = runs.Where(run => run.Status is RunStatus.Queued or RunStatus.Running).OrderBy(run => run.Id).ToLookup(run => run.Status);
        return new QueueView(
            [.. open[RunStatus.Running].Select(run => (run, PlaceOf(engines, run.Spec)))],
            [
                .. open[RunStatus.Queued].GroupBy(run => (run.SweepId, Place: PlaceOf(engines, run.Spec)))
                    .Select(group => new Waiting(group.Key.SweepId, group.Key.Place, group.Count(), group.First().Id)),
            ]);
    }

    private static string PlaceOf(IReadOnlyList<IEngine> engines, RunSpec run)
    {
        var (engine, lane) = EngineChoice.PlaceOf(engines, run);
        return engine is null ? "nothing here can" : lane is null ? $"a core · {engine.Name}"
            : $"{engine.Devices.FirstOrDefault(device => device.Id == lane)?.Name ?? lane} · {engine.Name}";
    }
}
