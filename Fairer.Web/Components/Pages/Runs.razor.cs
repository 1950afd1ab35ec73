using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Web.Components.Controls;
using Fairer.Web.Services;
using Fairer.Web.Services.Runs;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace Fairer.Web.Components.Pages;

/// <summary>Every sweep and run: found, compared, tagged, trained again, deleted, exported and imported. What is shown and
/// selected is in the page's address.</summary>
public sealed partial class Runs
{
    private readonly HashSet<string> _folded = [];
    private RunList _list = null!;
    private RunsQuery _query = new();
    private WrittenAddresses _addresses = null!;
    private IReadOnlyList<RunGroup> _groups = [];
    private IReadOnlyList<RunEntry> _chosen = [];
    private IReadOnlyList<Deletion> _deletions = [];
    private RunComparison? _comparison;
    private RunComparisonPanel? _panel;
    private Annotating? _annotating;
    private int _shown;
    private string? _message;

    [Inject]
    private KnownDatasets Known { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    /// <inheritdoc/>
    protected override long Version => _list.Version;

    private IReadOnlyList<RunEntry> Chosen => _chosen;

    private string UndoHelp => _deletions.Count == 0
        ? "Nothing was deleted within the last hour"
        : $"Bring back {Words(_deletions[0])}, deleted at {_deletions[0].At.ToLocalTime().ToString("HH:mm", CultureInfo.InvariantCulture)}";

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _list = new RunList(Known.InfoOf);
        _query = RunsQuery.Parse(new Uri(Navigation.Uri).Query);
        _addresses = new WrittenAddresses(Navigation);
        Navigation.LocationChanged += ReadAddress;
        TakeIn();
    }

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => TryAsync(LookForDeletionsAsync);

    /// <inheritdoc/>
    protected override void TakeIn()
    {
        _list.Apply(Sweeps.Board.ChangesSince(_list.Version));
        Arrange();
    }

    /// <inheritdoc/>
    protected override Task DrawAsync(CancellationToken lost) => _panel is { } panel && _comparison is not null ? panel.DrawAsync(lost) : Task.CompletedTask;

    /// <inheritdoc/>
    protected override ValueTask LeaveAsync()
    {
        Navigation.LocationChanged -= ReadAddress;
        return ValueTask.CompletedTask;
    }

    private static string Words(Deletion deletion) => deletion.Sweeps.Count > 0
        ? $"{Formats.Count(deletion.Sweeps.Count, "sweep")} with {Formats.Count(deletion.Runs.Count, "run")}"
        : Formats.Count(deletion.Runs.Count, "run");

    private void ReadAddress(object? sender, LocationChangedEventArgs change)
    {
        var uri = new Uri(change.Location);
        if (_addresses.IsEcho(change.Location) || !uri.AbsolutePath.EndsWith("/runs", StringComparison.Ordinal))
        {
            return; // Nothing new, or the viewer goes to another page.
        }

        var query = RunsQuery.Parse(uri.Query);
        if (query.ToAddress() != _query.ToAddress())
        {
            _query = query;
            Arrange();
            Ask();
        }
    }

    private void Change(RunsQuery query)
    {
        _query = query;
        Arrange();
        _addresses.Write(_query.ToAddress(), step: false);
        Ask();
    }

    private void Arrange()
    {
        _groups = _list.Arrange(_query);
        _shown = _groups.Sum(group => group.Runs.Count);
        _chosen = [.. _query.Selected.Select(_list.Find).OfType<RunEntry>().OrderBy(entry => entry.Run.Id)];
        _comparison = _query.Compare && _chosen.Count > 0 ? RunComparison.Of([.. _chosen.Take(RunComparison.MaxRuns)]) : null;
    }

    private void Sort(RunColumn column) => Change(_query with { Sort = column, Descending = column == _query.Sort && !_query.Descending });

    private void Select(IReadOnlySet<long> runs) => Change(_query with { Selected = runs });

    private void Fold(string group)
    {
        if (!_folded.Remove(group))
        {
            _folded.Add(group);
        }
    }

    private void AnnotateRuns()
    {
        RunState[] runs = [.. _chosen.Select(entry => entry.Run)];
        _annotating = new Annotating(
            runs.Length == 1 ? $"Run {runs[0].Id}" : $"{runs.Length:N0} runs",
            [.. runs.Select(run => run.Annotation)],
            said => Sweeps.AnnotateRunsAsync(runs.Zip(said).ToDictionary(pair => pair.First.Id, pair => pair.Second), Leaving),
            this);
    }

    private void AnnotateSweep(SweepState sweep) => _annotating = new Annotating(
        $"Sweep {sweep.Id}", [sweep.Annotation], said => Sweeps.AnnotateSweepAsync(sweep.Id, said[0], Leaving), this);

    private void CloseAnnotation() => _annotating = null;

    private Task RerunAsync() => TryAsync(async () =>
    {
        var runs = _chosen.Select(entry => entry.Run.Id).ToArray();
        var sweeps = await Sweeps.RerunAsync(runs, Leaving);
        _message = $"{Formats.Count(runs.Length, "run")} queued again in sweep {string.Join(" and ", sweeps)}.";
    });

    private Task ResumeAsync() => TryAsync(async () =>
    {
        long[] runs = [.. _chosen.Where(entry => entry.Run.Status is RunStatus.Cancelled or RunStatus.Failed).Select(entry => entry.Run.Id)];
        await Sweeps.ResumeRunsAsync(runs, Leaving);
        _message = $"{Formats.Count(runs.Length, "run")} queued again, from where they were.";
    });

    private Task DeleteAsync() => TryAsync(async () =>
    {
        var runs = _chosen.Select(entry => entry.Run.Id).ToHashSet();
        long[] whole = [.. _chosen.GroupBy(entry => entry.Sweep.Id).Where(group => group.Count() == _list.Of(group.Key).Count).Select(group => group.Key)];
        var deletion = await Sweeps.DeleteAsync(whole, runs, Leaving);
        _message = $"{Words(deletion)} deleted. For an hour, Undo delete brings {(deletion.Runs.Count == 1 ? "it" : "them")} back.";
        await LookForDeletionsAsync();
        Leaving.ThrowIfCancellationRequested();
        Change(_query with { Selected = new HashSet<long>(), Compare = false });
    });

    private Task UndoAsync() => TryAsync(async () =>
    {
        var deletion = _deletions[0];
        await LookForDeletionsAsync(); // Another viewer may have been quicker.
        if (_deletions.All(other => other.Id != deletion.Id))
        {
            throw new SweepException($"{Words(deletion)} were brought back by somebody else, or it is too late.");
        }

        await Sweeps.RestoreAsync(deletion.Id, Leaving);
        _message = $"{Words(deletion)} brought back.";
        await LookForDeletionsAsync();
    });

    private async Task LookForDeletionsAsync() => _deletions = await Sweeps.DeletionsAsync(Leaving);

    private Task ExportAsync(string form) => TryAsync(async () =>
    {
        RunState[] runs = [.. _chosen.Count > 0 ? _chosen.Select(entry => entry.Run) : _groups.SelectMany(group => group.Runs).Select(entry => entry.Run).OrderBy(run => run.Id)];
        var kept = runs.Select(run => run.SweepId).ToHashSet();
        SweepState[] sweeps = [.. _list.Sweeps.Where(sweep => kept.Contains(sweep.Id)).OrderBy(sweep => sweep.Id)];
        using var content = new MemoryStream();
        await Task.Run(
            () => form switch
            {
                "csv" => RunColumns.WriteCsvAsync(content, runs, Known.InfoOf, Leaving),
                "parquet" => RunColumns.WriteParquetAsync(content, runs, Known.InfoOf, Leaving),
                _ => SweepArchive.Of(sweeps, runs).WriteAsync(content, Leaving),
            },
            Leaving);
        using var stream = new DotNetStreamReference(new MemoryStream(content.ToArray()));
        var name = string.Create(CultureInfo.InvariantCulture, $"fairer-runs-{DateTime.Now:yyyyMMdd-HHmm}.{form}");
        await Script.InvokeVoidAsync("fairer.save", Leaving, name, stream);
    });

    private Task ImportAsync(InputFileChangeEventArgs change) => TryAsync(async () =>
    {
        var file = change.File;
        if (file.Size > SweepArchiveReader.MaxBytes)
        {
            throw new DataException($"{file.Name} has {file.Size / 1e6:0} MB; at most {SweepArchiveReader.MaxBytes / 1e6:0} are taken. Export its sweeps in parts.");
        }

        var archive = await file.ReadAsync(SweepArchiveReader.MaxBytes, content => SweepArchiveReader.ReadAsync(content, file.Name, Leaving), Leaving);
        var here = Sweeps.Board.ChangesSince(0).Runs.Where(run => run.Status == RunStatus.Finished).Select(run => run.Spec).ToHashSet();
        var known = archive.Sweeps.Sum(sweep => sweep.Runs.Count(run => here.Contains(run.Spec)));
        var sweeps = await Sweeps.ImportAsync(archive, file.Name, Leaving);
        _message = $"{Formats.Count(archive.Sweeps.Sum(sweep => sweep.Runs.Count), "run")} imported as sweep {string.Join(", ", sweeps.Take(5))}{(sweeps.Count > 5 ? ", …" : "")}.{(known > 0 ? $" {Formats.Count(known, "run")} of them {(known == 1 ? "was" : "were")} here before, alike in everything; charts that take all runs count them once." : "")}";
    });

    private void Silence() => (_message, Refusal) = (null, null);

    private Task TryAsync(Func<Task> act)
    {
        _message = null;
        return RequestAsync(act);
    }

    /// <summary>What tags and a note are being written for.</summary>
    private sealed record Annotating(string Title, IReadOnlyList<Annotation> Said, Func<IReadOnlyList<Annotation>, Task> Keep, Runs Page)
    {
        public Task SaveAsync(IReadOnlyList<Annotation> annotations)
        {
            Page._annotating = null;
            return Page.TryAsync(() => Keep(annotations));
        }
    }
}
