using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Web.Services.Log;

/// <summary>Logs what becomes of sweeps and runs while the dashboard is up: what starts, ends, fails, or is deleted.</summary>
/// <param name="services">Has the sweeps, once the dashboard answers.</param>
/// <param name="lifetime">Says when it does.</param>
/// <param name="logger">The log.</param>
internal sealed partial class BoardLog(IServiceProvider services, IHostApplicationLifetime lifetime, ILogger<BoardLog> logger) : BackgroundService
{
    private readonly Dictionary<long, RunStatus> _runs = [];
    private readonly HashSet<long> _sweeps = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task.WaitAsync(stoppingToken);
            var board = services.GetRequiredService<ISweepService>().Board;
            var changes = board.ChangesSince(0);
            Note(changes.Runs, tell: false);
            _sweeps.UnionWith(changes.Sweeps.Select(sweep => sweep.Id));
            Opened(Formats.Count(changes.Sweeps.Count, "sweep"), Formats.Count(changes.Runs.Count, "run"));
            while (true)
            {
                await board.WaitForChangeAsync(changes.Version, stoppingToken);
                changes = board.ChangesSince(changes.Version);
                foreach (var sweep in changes.Sweeps.Where(sweep => changes.Runs.Any(run => run.SweepId == sweep.Id) && _sweeps.Add(sweep.Id)))
                {
                    Shown(sweep.Id, Formats.Count(changes.Runs.Count(run => run.SweepId == sweep.Id), "run"), sweep.Imported is null ? "launched" : "imported");
                }

                Note(changes.Runs, tell: true);
                if (changes.RemovedRuns.Count > 0)
                {
                    Deleted(Formats.Count(changes.RemovedRuns.Count, "run"));
                }

                await Task.Delay(500, stoppingToken); // a log needs no more
            }
        }
        catch (OperationCanceledException)
        {
            // The dashboard ends.
        }
        catch (StoreException)
        {
            // Whoever starts the dashboard is told.
        }
    }

    private void Note(IReadOnlyList<RunState> runs, bool tell)
    {
        foreach (var run in runs)
        {
            var known = _runs.TryGetValue(run.Id, out var before);
            _runs[run.Id] = run.Status;
            if (!tell || !known || before == run.Status)
            {
                continue;
            }

            if (run.Status == RunStatus.Failed)
            {
                Failed(run.Id, run.SweepId, run.Failure ?? "");
            }
            else if (run.Status is RunStatus.Finished or RunStatus.Cancelled)
            {
                Ended(run.Id, run.SweepId, run.Status == RunStatus.Finished ? "finished" : "cancelled");
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "The store is open: {Sweeps}, {Runs}.")]
    private partial void Opened(string sweeps, string runs);

    [LoggerMessage(LogLevel.Information, "Sweep {Sweep} with {Runs} is {How}.")]
    private partial void Shown(long sweep, string runs, string how);

    [LoggerMessage(LogLevel.Information, "Run {Run} of sweep {Sweep} is {How}.")]
    private partial void Ended(long run, long sweep, string how);

    [LoggerMessage(LogLevel.Warning, "Run {Run} of sweep {Sweep} failed: {Reason}")]
    private partial void Failed(long run, long sweep, string reason);

    [LoggerMessage(LogLevel.Information, "Deleted: {Runs}.")]
    private partial void Deleted(string runs);
}
