using System.Globalization;
using System.Text;
using Fairer.Core.Results;
using Fairer.Core.Training;
using Fairer.Core.Training.Gpu;
using Fairer.Web.Services.Log;

namespace Fairer.Web.Services.Diagnostics;

/// <summary>What somebody who mends a fault wants to know, as text to be copied. It names no folder of a person.</summary>
public static class SystemReport
{
    private const int Lines = 60;

    /// <summary>Writes the report.</summary>
    /// <param name="engines">What trains.</param>
    /// <param name="readings">How busy the machine is, if known.</param>
    /// <param name="queue">What is trained and what waits.</param>
    /// <param name="store">How much the store holds, if known.</param>
    /// <param name="log">The log's last lines, the newest first.</param>
    public static string Write(
        IReadOnlyList<IEngine> engines, DeviceReadings? readings, QueueView queue, StoreSummary? store, IReadOnlyList<LogLine> log)
    {
        ArgumentNullException.ThrowIfNull(engines);
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(log);
        var text = new StringBuilder();
        void Line(FormattableString line) => text.AppendLine(FormattableString.Invariant(line));

        Line($"## Fairer: system report");
        Line($"### Versions");
        foreach (var (name, version) in Versions.All)
        {
            Line($"- {name}: {version}");
        }

        Line($"### Engines");
        foreach (var engine in engines)
        {
            foreach (var device in engine.Devices)
            {
                Line($"- {engine.Name}: {device.Id}, {device.Name}, trains {device.Trains}{(device.Memory is { } memory ? Gibibytes(memory) : "")}");
            }

            if (engine.Missing is { } missing)
            {
                Line($"- {engine.Name}: {missing}");
            }
        }

        if (readings is { Machine: var machine })
        {
            Line($"### Load");
            Line($"- {machine.Cores} cores, load {machine.Load ?? 0:0 %}; memory{Gibibytes(machine.MemoryUsed)} of{Gibibytes(machine.MemoryTotal)}");
            foreach (var gpu in readings.Gpus)
            {
                Line($"- {gpu.Name}: {gpu.LoadPercent} %; memory{Gibibytes(gpu.MemoryUsed)} of{Gibibytes(gpu.MemoryTotal)}");
            }
        }

        Line($"### Queue");
        Line($"- {queue.Running.Count} running, {queue.Queued.Sum(waiting => waiting.Count)} waiting");
        foreach (var (run, place) in queue.Running)
        {
            Line($"- run {run.Id} ({run.Spec.Method}, {run.Spec.Network}, {run.Spec.Dataset}): {run.Progress:0 %}, {place}");
        }

        if (store is not null)
        {
            Line($"### Store");
            Line($"- {store.Path}, {store.Bytes / 1e6:0.0} MB, form {store.Version}");
            Line($"- {store.Sweeps} sweeps, {store.Runs} runs, {store.Epochs} epochs, {store.Deleted} deleted runs");
        }

        Line($"### Log");
        Line($"```");
        foreach (var line in log.Take(Lines).Reverse())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{line.At:yyyy-MM-dd HH:mm:ss}Z {line.Level} {line.Category}: {line.Text}");
        }

        Line($"```");
        return LogBuffer.Tidy(text.ToString());
    }

    private static string Gibibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $" {bytes / (double)(1L << 30):0.0} GiB");
}
