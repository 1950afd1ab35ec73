using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Methods;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;
using Fairer.Web.Services;
using Fairer.Web.Services.Diagnostics;
using Fairer.Web.Services.Log;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Fairer.Web.Components.Pages;

/// <summary>What the dashboard runs on and what it is doing: engines and devices, load, queue, store, versions, log.</summary>
public sealed partial class SystemPage
{
    private const int ShownLines = 200;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private static readonly (LogLevel Value, string Text)[] Levels =
        [(LogLevel.Information, "all"), (LogLevel.Warning, "warnings"), (LogLevel.Error, "errors")];

    private readonly Dictionary<long, RunState> _open = [];
    private IReadOnlyList<IEngine> _engines = [];
    private IReadOnlyList<(IEngine Engine, TrainingDevice Device)> _devices = [];
    private IReadOnlyList<(string Name, string Missing)> _missing = [];
    private QueueView _queue = new([], []);
    private IReadOnlyList<LogLine> _log = [];
    private StoreSummary? _store;
    private Task _looking = Task.CompletedTask;
    private string? _storeFault;
    private string? _report;
    private LogLevel _level = LogLevel.Information;
    private long _version;
    private bool _copied;

    /// <summary>The least level of the log's shown lines.</summary>
    [SupplyParameterFromQuery]
    public string? Log { get; set; }

    [Inject]
    private IEnumerable<IEngine> Engines { get; set; } = null!;

    [Inject]
    private ResultStore Store { get; set; } = null!;

    [Inject]
    private DataFolders Folders { get; set; } = null!;

    [Inject]
    private LogBuffer Buffer { get; set; } = null!;

    [Inject]
    private DeviceSampler Sampler { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    /// <inheritdoc/>
    protected override long Version => _version;

    private IReadOnlyList<(IEngine Engine, TrainingDevice Device)> Devices => _devices;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        // Asked for once: to look for graphics cards takes time.
        _engines = [.. Engines];
        _devices = [.. _engines.SelectMany(engine => engine.Devices.Select(device => (engine, device)))];
        _missing = [.. _engines.Where(engine => engine.Missing is not null).Select(engine => (engine.Name, engine.Missing!))];
        TakeIn();
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _level = Levels.FirstOrDefault(level => level.Text == Log, Levels[0]).Value;
        _log = Buffer.Tail(_level, ShownLines);
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        base.OnAfterRender(firstRender);
        if (firstRender)
        {
            _looking = LookAsync();
        }
    }

    /// <inheritdoc/>
    protected override void TakeIn()
    {
        var changes = Sweeps.Board.ChangesSince(_version);
        foreach (var run in changes.Runs)
        {
            if (run.Status is RunStatus.Queued or RunStatus.Running)
            {
                _open[run.Id] = run;
            }
            else
            {
                _open.Remove(run.Id);
            }
        }

        foreach (var (_, run) in changes.RemovedRuns)
        {
            _open.Remove(run);
        }

        _version = changes.Version;
        _queue = QueueView.Of(_open.Values, _engines);
        _log = Buffer.Tail(_level, ShownLines);
    }

    /// <inheritdoc/>
    protected override async ValueTask LeaveAsync() => await _looking;

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Size(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.0} MiB");

    private static string Describe(RunState run) => string.Join(", ", new[]
    {
        MethodCatalogue.Find(run.Spec.Method)?.Name(run.Spec.Metric) ?? run.Spec.Method,
        Formats.Network(run.Spec.Network),
        MethodCatalogue.Find(run.Spec.Method) is { Tuning: Tuning.None } ? null : Formats.Tuning(run.Spec.Method, run.Spec.Lambda),
        $"seed {run.Spec.Seed}",
        run.Spec.Dataset,
    }.OfType<string>());

    // What changes without the board: the store's size and the log.
    private async Task LookAsync()
    {
        using var timer = new PeriodicTimer(Period);
        try
        {
            do
            {
                try
                {
                    (_store, _storeFault) = (await Task.Run(Store.Summarise, Leaving), null);
                }
                catch (StoreException exception)
                {
                    (_store, _storeFault) = (null, exception.Message);
                }

                _log = Buffer.Tail(_level, ShownLines);
                StateHasChanged();
            }
            while (await timer.WaitForNextTickAsync(Leaving));
        }
        catch (OperationCanceledException)
        {
            // The viewer has left.
        }
    }

    private void SetLevel(IEnumerable<LogLevel> level)
    {
        _level = level.Single();
        _log = Buffer.Tail(_level, ShownLines);
        Navigation.NavigateTo(_level == LogLevel.Information ? "system" : $"system?log={Levels.First(known => known.Value == _level).Text}", replace: true);
    }

    private async Task CopyAsync()
    {
        var report = SystemReport.Write(_engines, Sampler.Latest, _queue, _store, Buffer.Tail(LogLevel.Information));
        _copied = await Script.InvokeAsync<bool>("fairer.copy", Leaving, report);
        _report = _copied ? null : report;
    }
}
