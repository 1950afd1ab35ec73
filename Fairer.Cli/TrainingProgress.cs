using System.Diagnostics;
using Fairer.Core.Sweeps;
using Spectre.Console;

namespace Fairer.Cli;

/// <summary>Tells on standard error how far training has come: a bar on a terminal, a line now and then elsewhere.</summary>
internal sealed class TrainingProgress : IAsyncDisposable
{
    private static readonly TimeSpan LinePeriod = TimeSpan.FromSeconds(10);

    private readonly CliHost _host;
    private readonly int _workers;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();
    private IAnsiConsole? _console;
    private ProgressTask? _bar;
    private Task _drawing = Task.CompletedTask;

    private TrainingProgress(CliHost host, int workers)
    {
        _host = host;
        _workers = workers;
    }

    /// <summary>Starts telling.</summary>
    public static async Task<TrainingProgress> StartAsync(CliHost host, int workers)
    {
        var progress = new TrainingProgress(host, workers);
        if (host.ErrorIsTerminal)
        {
            await progress.DrawAsync().ConfigureAwait(false);
        }

        return progress;
    }

    /// <summary>Takes in how the runs stand.</summary>
    public void Show(IReadOnlyCollection<RunState> runs)
    {
        if (_bar is not null)
        {
            _bar.Description = Describe(runs);
            _bar.Value = Share(runs);
        }
        else if (_sinceLine.Elapsed >= LinePeriod)
        {
            _sinceLine.Restart();
            _host.Error.WriteLine(Describe(runs));
        }
    }

    /// <summary>Writes a line, above the bar where there is one.</summary>
    public void Say(string line)
    {
        if (_console is not null)
        {
            _console.WriteLine(line);
        }
        else
        {
            _host.Error.WriteLine(line);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _done.TrySetResult();
        await _drawing.ConfigureAwait(false);
    }

    private static double Share(IReadOnlyCollection<RunState> runs) =>
        runs.Average(run => run.Status is RunStatus.Queued or RunStatus.Running ? run.Progress : 1);

    private string Describe(IReadOnlyCollection<RunState> runs)
    {
        var finished = runs.Count(run => run.Status == RunStatus.Finished);
        var failed = runs.Count(run => run.Status == RunStatus.Failed);
        var text = $"{finished} of {runs.Count} runs finished";
        text += failed > 0 ? $", {failed} failed" : "";
        return TimeLeft(runs) is { } left ? $"{text}, {Text(left)} left" : text;
    }

    private TimeSpan? TimeLeft(IReadOnlyCollection<RunState> runs)
    {
        var open = runs
            .Where(run => run.Status is RunStatus.Queued or RunStatus.Running)
            .Select(run => (run.Spec, 1 - run.Progress))
            .ToArray();
        return open.Length > 0 && runs.Any(run => run.Epochs.Length > 0) ? new TimeEstimate(runs).Of(open, _workers) : null;
    }

    private static string Text(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => "1 s",
        { TotalSeconds: < 90 } => $"{time.TotalSeconds:0} s",
        { TotalMinutes: < 90 } => $"{time.TotalMinutes:0} min",
        _ => $"{time.TotalHours:0.0} h",
    };

    private async Task DrawAsync()
    {
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_host.Error) });
        var started = new TaskCompletionSource<ProgressTask>();
        _drawing = _console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                started.SetResult(context.AddTask("starting", maxValue: 1));
                await _done.Task.ConfigureAwait(false);
            });

        // Should drawing fail, it ends before it starts.
        await await Task.WhenAny(started.Task, _drawing).ConfigureAwait(false);
        _bar = await started.Task.ConfigureAwait(false);
    }
}
