using System.Diagnostics;
using Spectre.Console;

namespace Fairer.Cli;

/// <summary>Tells on standard error how far something has come: a bar on a terminal, a line now and then elsewhere.</summary>
internal sealed class ProgressDisplay : IAsyncDisposable
{
    private static readonly TimeSpan LinePeriod = TimeSpan.FromSeconds(10);

    private readonly TextWriter _error;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();
    private IAnsiConsole? _console;
    private ProgressTask? _bar;
    private Task _drawing = Task.CompletedTask;

    private ProgressDisplay(TextWriter error) => _error = error;

    /// <summary>Starts telling.</summary>
    public static async Task<ProgressDisplay> StartAsync(CliHost host)
    {
        var display = new ProgressDisplay(host.Error);
        if (host.ErrorIsTerminal)
        {
            await display.DrawAsync().ConfigureAwait(false);
        }

        return display;
    }

    /// <summary>Shows how far it is.</summary>
    /// <param name="share">0 to 1.</param>
    /// <param name="words">The same in words; asked for when they are shown, and not empty.</param>
    public void Show(double share, Func<string> words)
    {
        if (_bar is not null)
        {
            _bar.Description = Markup.Escape(words());
            _bar.Value = share;
        }
        else if (_sinceLine.Elapsed >= LinePeriod)
        {
            _sinceLine.Restart();
            _error.WriteLine(words());
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
            _error.WriteLine(line);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _done.TrySetResult();
        await _drawing.ConfigureAwait(false);
    }

    private async Task DrawAsync()
    {
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_error) });
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
