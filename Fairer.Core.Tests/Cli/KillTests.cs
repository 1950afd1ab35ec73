using System.Diagnostics;
using Fairer.Core.Data;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Tests.Results;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Cli;

/// <summary>Real processes, killed in the middle: nothing finished is lost, and what follows is bitwise the same.</summary>
public sealed class KillTests
{
    private const int Epochs = 20;

    private static readonly string[] Sweep =
    [
        "sweep", "--dataset", "synthetic", "--hidden", "4", "--method", "erm,fairreg,dralign", "--lambda", "0.2,0.4",
        "--seed", "0:1", "--epochs", $"{Epochs}", "--steps", "200", "--json",
    ];

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_sweep_goes_on_with_the_same_command()
    {
        using var folder = new StoreFolder();
        for (var kill = 1; kill <= 3; kill++)
        {
            await KillOnceItHas(epochs: 9 * kill, folder.File);
        }

        using var process = Start(folder.File);
        var lines = (await process.StandardOutput.ReadToEndAsync(Now)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync(Now);
        Assert.Equal((0, 10), (process.ExitCode, lines.Length));
        await RequireTheUndisturbedResults(folder.File);
    }

    [Fact]
    public async Task A_killed_sweep_is_finished_by_the_next_service()
    {
        using var folder = new StoreFolder();
        await KillOnceItHas(epochs: 20, folder.File);
        using (var store = folder.Open())
        {
            Assert.Contains(store.Load().Runs, run => run.Status == RunStatus.Running);
            await using var service = SweepService.Open(new SweepServiceOptions
            {
                Store = store,
                Datasets = new DatasetCache(DataFolders.Find()),
                Engines = [new ManagedEngine()],
            });
            while (service.Board.ChangesSince(0).Runs.Any(run => run.Status != RunStatus.Finished))
            {
                await service.Board.WaitForChangeAsync(service.Board.Version, Now);
            }
        }

        await RequireTheUndisturbedResults(folder.File);
    }

    private static async Task KillOnceItHas(int epochs, string file)
    {
        using var process = Start(file);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Now);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        while (!File.Exists(file) || Epochs(file) < epochs)
        {
            Assert.False(process.HasExited, "The sweep was at its end before it could be killed.");
            await Task.Delay(5, limit.Token);
        }

        // SIGKILL; on Windows TerminateProcess.
        process.Kill();
        await process.WaitForExitAsync(Now);
        var before = Epochs(file);
        Assert.InRange(before, epochs, (10 * KillTests.Epochs) - 1);

        static int Epochs(string file)
        {
            using var store = ResultStore.Open(file);
            return store.Load().Runs.Sum(run => run.Epochs.Length);
        }
    }

    private static async Task RequireTheUndisturbedResults(string file)
    {
        using var folder = new StoreFolder();
        using (var process = Start(folder.File))
        {
            await process.StandardOutput.ReadToEndAsync(Now);
            await process.WaitForExitAsync(Now);
        }

        using var undisturbed = folder.Open();
        using var killed = ResultStore.Open(file);
        Assert.Single(killed.Load().Sweeps);
        var expected = undisturbed.Load().Runs;
        var runs = killed.Load().Runs;
        Assert.Equal(expected.Select(run => run.Spec), runs.Select(run => run.Spec));
        foreach (var (run, other) in runs.Zip(expected))
        {
            Assert.Equal(RunStatus.Finished, run.Status);
            Assert.Equal(Enumerable.Range(1, Epochs), run.Epochs.Select(epoch => epoch.Epoch));
            Assert.Equal(other.Epochs.Select(Reports.Bits), run.Epochs.Select(Reports.Bits));
            Assert.Equivalent(undisturbed.SelectedWeights(other.Id), killed.SelectedWeights(run.Id), strict: true);
            Assert.Equivalent(undisturbed.FinalWeights(other.Id), killed.FinalWeights(run.Id), strict: true);
        }
    }

    private static Process Start(string file)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "fairer-cli.dll"), .. Sweep, "--store", file])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
