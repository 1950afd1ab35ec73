using Fairer.Core.Results;

namespace Fairer.Core.Tests.Cli;

/// <summary><c>record</c>: what it writes and refuses.</summary>
public sealed class RecordCommandTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_writes_what_the_store_has_of_a_sweep()
    {
        using var line = new CommandLine();
        await line.RunAsync("sweep --hidden 4 --method erm,fairreg --lambda 0.2,0.3 --epochs 2 --seed 0", Now);
        var file = Path.Combine(line.Folder, "sweep.json");
        var outcome = await line.RunAsync($"record 1 --store {line.Store} --out {file}", Now);
        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith($"Recorded 3 runs: {file}, ", outcome.Error, StringComparison.Ordinal);

        using var store = ResultStore.Open(line.Store);
        await using var stream = File.OpenRead(file);
        var recording = SweepRecording.Read(stream);
        Assert.Equal(
            store.Load().Runs.SelectMany(run => run.Epochs).Select(Results.Reports.Bits),
            recording.Runs.SelectMany(run => run.Epochs).Select(Results.Reports.Bits));
    }

    [Fact]
    public async Task It_says_which_sweeps_there_are_when_there_is_none_of_that_number()
    {
        using var line = new CommandLine();
        await line.RunAsync("train --hidden 4 --method erm --epochs 2", Now);
        var outcome = await line.RunAsync($"record 7 --store {line.Store} --out {Path.Combine(line.Folder, "sweep.json")}", Now);
        Assert.Equal((2, $"There is no sweep 7 in the store {line.Store}; its sweeps are 1.\n"), (outcome.ExitCode, outcome.Error));
    }

    [Fact]
    public async Task A_folder_is_no_file()
    {
        using var line = new CommandLine();
        var outcome = await line.RunAsync($"record 1 --out {line.Folder}", Now);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("is a folder; name a file.", outcome.Error, StringComparison.Ordinal);
    }
}
