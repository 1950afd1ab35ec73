using Fairer.Core.Models;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Training;

/// <summary>What several engines can do together, in words for people.</summary>
public static class EngineChoice
{
    /// <summary>Everything that can train here, the engines' best first.</summary>
    public static IReadOnlyList<TrainingDevice> Devices(IEnumerable<IEngine> engines) => [.. engines.SelectMany(engine => engine.Devices)];

    /// <summary>What the engines lack to work here, a sentence each with the step that brings it.</summary>
    public static IReadOnlyList<string> Missing(IEnumerable<IEngine> engines) =>
        [.. engines.Select(engine => engine.Missing).OfType<string>()];

    /// <summary>Who trains a run, and what the run needs for itself: null for a core; no engine where nobody can train it.</summary>
    public static (IEngine? Engine, string? Lane) PlaceOf(IReadOnlyList<IEngine> engines, RunSpec run)
    {
        ArgumentNullException.ThrowIfNull(engines);
        var engine = engines.FirstOrDefault(engine => engine.WhyNot(run) is null);
        return (engine, engine?.Lane(run));
    }

    /// <summary>Why nothing here can train a run, in a sentence or more; null when something can.</summary>
    public static string? WhyNot(IReadOnlyList<IEngine> engines, RunSpec run)
    {
        ArgumentNullException.ThrowIfNull(engines);
        ArgumentNullException.ThrowIfNull(run);
        var answers = engines.Select(engine => (Engine: engine, Reason: engine.WhyNot(run))).ToArray();
        if (answers.Any(answer => answer.Reason is null))
        {
            return null;
        }

        // Whose device was asked for knows best; otherwise an engine that is not ready may be the one that could.
        var own = answers.FirstOrDefault(answer => run.Device is not null && answer.Engine.Devices.Any(device => device.Id == run.Device));
        return own.Engine is not null ? $"{own.Engine.Name}: {own.Reason}"
            : Missing(engines) is { Count: > 0 } missing ? string.Join(' ', [$"Nothing here trains {(run.Network is ConvNet net ? net.Name : run.Network)}{(run.Device is null ? "" : $" on {run.Device}")}.", .. missing])
            : string.Join(' ', answers.Select(answer => $"{answer.Engine.Name}: {answer.Reason}"));
    }
}
