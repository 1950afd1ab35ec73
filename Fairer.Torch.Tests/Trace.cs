using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Tests.Training;
using Fairer.Core.Training;

namespace Fairer.Torch.Tests;

/// <summary>What an observer hears of a run.</summary>
internal sealed class Trace : IRunObserver
{
    public List<EpochReport> Reports { get; } = [];

    public List<RunCheckpoint> Checkpoints { get; } = [];

    public int Steps { get; private set; }

    public Action<int> AfterStep { get; set; } = _ => { };

    public Action<int> AfterEpoch { get; set; } = _ => { };

    /// <summary>Trains a run on the small table.</summary>
    public static Trace Of(IEngine engine, RunSpec run, RunCheckpoint? from = null)
    {
        var trace = new Trace();
        engine.Train(run, SmallTable.Split(run.Seed), from, trace, TestContext.Current.CancellationToken);
        return trace;
    }

    public void OnStep(int step) => AfterStep(++Steps);

    public void OnEpoch(EpochReport report, RunCheckpoint checkpoint)
    {
        Reports.Add(report);
        Checkpoints.Add(checkpoint);
        AfterEpoch(report.Epoch);
    }
}
