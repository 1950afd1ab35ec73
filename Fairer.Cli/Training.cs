using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Cli;

/// <summary>Trains what was asked for and tells how it goes and what came of it.</summary>
internal sealed class Training(CliHost host, TrainingRequest request)
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(100);

    private readonly SortedDictionary<long, RunState> _runs = [];

    /// <summary>Trains to the end, or until cancelled.</summary>
    /// <returns>The exit code: 0, or 1 when a run failed or was cancelled.</returns>
    /// <exception cref="CliException">The dataset is not at hand.</exception>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var folders = DataFolders.Find(request.Data);
        foreach (var dataset in request.Spec.Datasets.Distinct().Select(host.Dataset))
        {
            if (dataset.Locate(folders) is { AtHand: false, Where: var how })
            {
                throw new CliException($"--dataset: {dataset.Info.Id} is not at hand. {how}", exitCode: 2);
            }
        }

        using var store = ResultStore.Open(request.Store);
        await using var service = SweepService.Open(new SweepServiceOptions
        {
            Store = store,
            Datasets = new DatasetCache(folders, Math.Max(10, request.Workers), host.Dataset),
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

        try
        {
            await using var progress = await ProgressDisplay.StartAsync(host).ConfigureAwait(false);
            await FollowAsync(service, sweep, progress, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await service.CancelOwnAsync(sweep, CancellationToken.None).ConfigureAwait(false);
            TakeIn(service.Board.ChangesSince(0), sweep, host.Error.WriteLine);
        }

        return await SumUpAsync(sweep).ConfigureAwait(false);
    }

    private async Task FollowAsync(SweepService service, long sweep, ProgressDisplay progress, CancellationToken cancellation)
    {
        long version = 0;
        while (true)
        {
            await service.Board.WaitForChangeAsync(version, cancellation).ConfigureAwait(false);
            var changes = service.Board.ChangesSince(version);
            version = changes.Version;
            TakeIn(changes, sweep, progress.Say);
            progress.Show(Share(), Describe);
            if (_runs.Values.All(run => run.Status is not (RunStatus.Queued or RunStatus.Running)))
            {
                return;
            }

            // Small networks finish epochs faster than anybody can read.
            await Task.Delay(LookPeriod, cancellation).ConfigureAwait(false);
        }
    }

    private double Share() =>
        _runs.Values.Average(run => run.Status is RunStatus.Queued or RunStatus.Running ? run.Progress : 1);

    private string Describe()
    {
        var words = $"{Count(RunStatus.Finished)} of {_runs.Count} runs finished";
        words += Count(RunStatus.Failed) is > 0 and var failed ? $", {failed} failed" : "";
        return TimeLeft() is { } left ? $"{words}, {Text(left)} left" : words;
    }

    private TimeSpan? TimeLeft()
    {
        var open = _runs.Values
            .Where(run => run.Status is RunStatus.Queued or RunStatus.Running)
            .Select(run => (run.Spec, 1 - run.Progress))
            .ToArray();
        return open.Length > 0 && _runs.Values.Any(run => run.Epochs.Length > 0)
            ? new TimeEstimate(_runs.Values).Of(open, request.Workers)
            : null;
    }

    private int Count(RunStatus status) => _runs.Values.Count(run => run.Status == status);

    /// <summary>Takes in new states, and tells of the runs that have just finished or failed.</summary>
    private void TakeIn(BoardChanges changes, long sweep, Action<string> say)
    {
        foreach (var run in changes.Runs.Where(run => run.SweepId == sweep))
        {
            var before = _runs.GetValueOrDefault(run.Id)?.Status;
            _runs[run.Id] = run;
            if (run.Status == before)
            {
                continue;
            }

            if (run.Status == RunStatus.Finished && request.Json)
            {
                host.Out.WriteLine(RunJson.Line(run, IsSynthetic(run.Spec.Dataset)));
                host.Out.Flush();
            }
            else if (run.Status == RunStatus.Failed)
            {
                say($"Run {run.Id} ({Describe(run.Spec)}) failed: {run.Failure}");
            }
        }
    }

    private async Task<int> SumUpAsync(long sweep)
    {
        if (!request.Json)
        {
            ResultTable.Write(host.Out, request.Spec, _runs.Values);
            if (request.Spec.Datasets.Any(IsSynthetic))
            {
                await host.Out.WriteLineAsync("Synthetic data is drawn from a model fitted to a census; it is not real people's.").ConfigureAwait(false);
            }
        }

        var (finished, failed, cancelled) = (Count(RunStatus.Finished), Count(RunStatus.Failed), Count(RunStatus.Cancelled));
        if (failed > 0)
        {
            await host.Error.WriteLineAsync($"{failed} of {_runs.Count} runs failed.").ConfigureAwait(false);
        }

        if (cancelled > 0)
        {
            await host.Error.WriteLineAsync(
                $"Cancelled: {finished} of {_runs.Count} runs are finished, and the finished epochs of the others are kept. "
                + $"The same command goes on with the rest, and so does Resume at sweep {sweep} in the dashboard.").ConfigureAwait(false);
        }

        return failed + cancelled > 0 ? 1 : 0;
    }

    private static string Describe(RunSpec spec) => FormattableString.Invariant(
        $"{spec.Method}, hidden {spec.Hidden}, λ {spec.Lambda}, β {spec.Beta}, seed {spec.Seed}");

    /// <summary>A time in words.</summary>
    internal static string Text(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => "1 s",
        { TotalSeconds: < 90 } => $"{time.TotalSeconds:0} s",
        { TotalMinutes: < 90 } => $"{time.TotalMinutes:0} min",
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.0} h"),
    };

    private bool IsSynthetic(string dataset) => host.Dataset(dataset).Info.Synthetic;
}
