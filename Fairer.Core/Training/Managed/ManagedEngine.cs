using System.Runtime.CompilerServices;
using Fairer.Core.Data;
using Fairer.Core.Methods;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Training.Managed;

/// <summary>Trains MLPs on the CPU in float32, one run a core, with nothing to install.</summary>
/// <remarks>The same run on the same machine gives bitwise the same result, whoever else trains beside it: a run is one
/// thread's work from its first to its last step.</remarks>
public sealed class ManagedEngine : IEngine
{
    /// <summary>The panels of the splits in use, made once for all runs that share a split.</summary>
    private readonly ConditionalWeakTable<SplitData, Lazy<SplitPanels<float>>> _panels = [];

    /// <inheritdoc/>
    public string Name => "Managed (CPU)";

    /// <inheritdoc/>
    public string? WhyNot(RunSpec run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return MethodCatalogue.Find(run.Method) is null ? $"There is no method '{run.Method}'." : null;
    }

    /// <inheritdoc/>
    public void Train(
        RunSpec run, SplitData data, RunCheckpoint? from, IRunObserver observer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(observer);
        var panels = _panels.GetValue(data, split => new Lazy<SplitPanels<float>>(() => new SplitPanels<float>(split)));
        using var trainer = new MlpTrainer<float>(run, data, panels.Value);
        trainer.Train(from, observer, cancellation);
    }
}
