using System.CommandLine;
using System.Globalization;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Cli;

/// <summary><c>record</c>: writes a sweep with all that was measured into one file, to be shown again in a talk.</summary>
internal static class RecordCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(CliHost host)
    {
        var sweep = new Argument<long>("sweep") { Description = "The number of a sweep, as the dashboard and --json tell it.", HelpName = "SWEEP" };
        var store = new Option<string?>("--store") { Description = $"The file that keeps the results. Default: {ResultStore.DefaultPath}", HelpName = "FILE" };
        store.Validators.Add(result => TrainingOptions.Require(result, File.Exists, "is not there; name a store that has sweeps."));
        var file = new Option<string>("--out") { Description = "The file to write.", HelpName = "FILE", Required = true };
        file.Validators.Add(result => TrainingOptions.Require(result, path => !Directory.Exists(path), "is a folder; name a file."));
        var command = new Command("record", "Write a sweep with every epoch of its runs into one JSON file, as the page Present shows it again.") { sweep, store, file };
        command.SetAction((parsed, cancellation) => RunAsync(host, parsed.GetValue(sweep), parsed.GetValue(store) ?? ResultStore.DefaultPath, parsed.GetValue(file)!));
        return command;
    }

    private static async Task<int> RunAsync(CliHost host, long sweep, string path, string file)
    {
        if (!File.Exists(path))
        {
            throw new CliException($"There is no store {path} yet, and so no sweep. Train one first, or name another file with --store.", exitCode: 2);
        }

        using var store = ResultStore.Open(path);
        var stored = store.Load();
        var recording = SweepRecording.Of(stored, sweep) ?? throw new CliException(
            stored.Sweeps.Count == 0
                ? $"There is no sweep {sweep}: the store {path} has no sweeps."
                : $"There is no sweep {sweep} in the store {path}; its sweeps are {string.Join(", ", stored.Sweeps.Select(each => each.Id))}.",
            exitCode: 2);
        if (recording.Runs.Count(run => run.Status is RunStatus.Queued or RunStatus.Running) is > 0 and var open)
        {
            throw new CliException($"{open} of the {recording.Runs.Count} runs of sweep {sweep} are not finished. Let them finish, or cancel them, and ask again.", exitCode: 1);
        }

        // Beside the file first, so that a broken write leaves what was there.
        var unfinished = file + ".unfinished";
        await using (var stream = File.Create(unfinished))
        {
            recording.Write(stream);
        }

        File.Move(unfinished, file, overwrite: true);
        await host.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"Recorded {recording.Runs.Count} runs: {file}, {new FileInfo(file).Length} bytes.")).ConfigureAwait(false);
        return 0;
    }
}
