using Fairer.Core.Data;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Cli;

/// <summary>Trains what was asked for and tells how it goes and what came of it.</summary>
internal sealed class Training(CliHost host, TrainingRequest request)
{
    /// <summary>Trains to the end, or until cancelled.</summary>
    /// <returns>The exit code: 0, or 1 when a run failed or was cancelled.</returns>
    /// <exception cref="CliException">The dataset is not at hand.</exception>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var folders = DataFolders.Find(request.Data);
        RequireData(host, request.Spec.Datasets, folders);
        using var store = ResultStore.Open(request.Store);
        var datasets = new DatasetCache(folders, Math.Max(10, request.Workers), host.Dataset);
        await using var service = SweepService.Open(new SweepServiceOptions
        {
            Store = store,
            Datasets = datasets,
            Engines = host.Engines,
            Workers = request.Workers,

            // What others left unfinished is the dashboard's to finish; a command does what it was asked for.
            TakeOver = false,
        });

        var (sweep, continued) = await service.ContinueOrStartAsync(request.Spec, cancellation).ConfigureAwait(false);
        if (continued)
        {
            await host.Error.WriteLineAsync($"Going on with sweep {sweep}, which was not at its end.").ConfigureAwait(false);
        }

        var follower = new RunFollower(service, SweepPlanner.Plan(request.Spec), run => run.SweepId == sweep);
        try
        {
            await using var progress = await ProgressDisplay.StartAsync(host).ConfigureAwait(false);
            await follower.FollowAsync(sweep, progress, run => Tell(run, progress.Say), cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await service.CancelOwnAsync(sweep, CancellationToken.None).ConfigureAwait(false);
            follower.TakeIn(run => Tell(run, host.Error.WriteLine));
        }

        foreach (var remark in request.Spec.Datasets.Distinct().SelectMany(dataset => datasets.RemarksOn(host.Dataset(dataset).Info.Id)))
        {
            await host.Error.WriteLineAsync(remark).ConfigureAwait(false);
        }

        return await SumUpAsync(sweep, follower).ConfigureAwait(false);
    }

    /// <summary>Makes sure that datasets are at hand.</summary>
    /// <exception cref="CliException">One is not; the message says how to get it.</exception>
    public static void RequireData(CliHost host, IEnumerable<string> datasets, DataFolders folders)
    {
        foreach (var dataset in datasets.Distinct().Select(host.Dataset))
        {
            if (dataset.Locate(folders) is { AtHand: false, Where: var how })
            {
                throw new CliException($"--dataset: {dataset.Info.Id} is not at hand. {how}", exitCode: 2);
            }
        }
    }

    private void Tell(RunState run, Action<string> say)
    {
        if (run.Status == RunStatus.Failed)
        {
            say($"Run {run.Id} ({RunFollower.Describe(run.Spec)}) failed: {run.Failure}");
        }
        else if (request.Json)
        {
            host.Out.WriteLine(RunJson.Line(run, IsSynthetic(run.Spec.Dataset)));
            host.Out.Flush();
        }
    }

    private async Task<int> SumUpAsync(long sweep, RunFollower follower)
    {
        if (!request.Json)
        {
            ResultTable.Write(host.Out, request.Spec, follower.Runs);
            foreach (var images in request.Spec.Datasets.Where(IsSynthetic).Select(id => host.Dataset(id).Info.Images).Distinct())
            {
                await host.Out.WriteLineAsync(
                    images ? "Synthetic images are drawn by the program; they are nobody's." : "Synthetic data is drawn from a model fitted to a census; it is not real people's.").ConfigureAwait(false);
            }
        }

        var (finished, failed, cancelled) = (follower.Count(RunStatus.Finished), follower.Count(RunStatus.Failed), follower.Count(RunStatus.Cancelled));
        if (failed > 0)
        {
            await host.Error.WriteLineAsync($"{failed} of {follower.Runs.Count} runs failed.").ConfigureAwait(false);
        }

        if (cancelled > 0)
        {
            await host.Error.WriteLineAsync(
                $"Cancelled: {finished} of {follower.Runs.Count} runs are finished, and the finished epochs of the others are kept. "
                + $"The same command goes on with the rest, and so does Resume at sweep {sweep} in the dashboard.").ConfigureAwait(false);
        }

        return failed + cancelled > 0 ? 1 : 0;
    }

    private bool IsSynthetic(string dataset) => host.Dataset(dataset).Info.Synthetic;
}
