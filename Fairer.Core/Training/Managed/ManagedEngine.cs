using System.Runtime.CompilerServices;
using Fairer.Core.Data;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Training.Managed;

/// <summary>Trains MLPs on the CPU in float32, one run a core, with nothing to install.</summary>
/// <remarks>The same run on the same machine gives bitwise the same result, whoever else trains beside it: a run is one
/// thread's work from its first to its last step.</remarks>
public sealed class ManagedEngine : IEngine
{
    /// <summary>The most weights a network may have: a run holds some 80 bytes for each.</summary>
    public const int MaxWeights = 50_000_000;

    /// <summary>The panels of the splits in use, made once for all runs that share a split.</summary>
    private readonly ConditionalWeakTable<TableSplit, Lazy<SplitPanels<float>>> _panels = [];

    private readonly SharedBatches _batches = new();

    /// <inheritdoc/>
    public string Name => "Managed (CPU)";

    /// <inheritdoc/>
    public IReadOnlyList<TrainingDevice> Devices { get; } =
        [new(Training.Devices.Managed, $"Managed engine, {Environment.ProcessorCount} {(Environment.ProcessorCount == 1 ? "core" : "cores")}", "MLPs, one run a core")];

    /// <inheritdoc/>
    public string? WhyNot(RunSpec run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (MethodCatalogue.Find(run.Method) is null)
        {
            return $"There is no method '{run.Method}'.";
        }

        if (run.Device is not (null or Training.Devices.Managed))
        {
            return $"It does not train on {run.Device}.";
        }

        if (run.Network is not MlpShape)
        {
            return $"It trains MLPs only, not {run.Network}.";
        }

        var weights = run.Network.ParameterCount(inputWidth: 1);
        return weights > MaxWeights
            ? $"A network {run.Network} has {weights / 1_000_000} million weights; at most {MaxWeights / 1_000_000} million are possible."
            : null;
    }

    /// <inheritdoc/>
    public void Train(
        RunSpec run, SplitData data, RunCheckpoint? from, IRunObserver observer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(observer);
        var table = (TableSplit)data;
        using var trainer = new MlpTrainer<float>(run, table, PanelsOf(table), _batches);
        trainer.Train(from, observer, cancellation);
    }

    /// <summary>A split as the kernels read it.</summary>
    internal SplitPanels<float> PanelsOf(TableSplit table) =>
        _panels.GetValue(table, split => new Lazy<SplitPanels<float>>(() => new SplitPanels<float>(split))).Value;
}
