using System.Globalization;
using Fairer.Core.Fairness;
using Fairer.Core.Sweeps;
using Fairer.Web.Services;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>Which sweep is shown, and how far it has come.</summary>
public sealed partial class SweepBar
{
    private readonly Dictionary<long, string> _descriptions = [];

    /// <summary>All sweeps, the newest first.</summary>
    [Parameter]
    [EditorRequired]
    public required IEnumerable<SweepView> Sweeps { get; set; }

    /// <summary>The one that is shown.</summary>
    [Parameter]
    [EditorRequired]
    public required SweepView Shown { get; set; }

    /// <summary>How far it has come.</summary>
    [Parameter]
    [EditorRequired]
    public required SweepProgress Progress { get; set; }

    /// <summary>Takes the number of the sweep that is to be shown.</summary>
    [Parameter]
    public EventCallback<long> OnChoose { get; set; }

    /// <summary>Asks for the runs as a file.</summary>
    [Parameter]
    public EventCallback OnDownload { get; set; }

    /// <summary>What else the bar offers.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    // Only what is done counts as done: 99.6 % is not 100 %.
    private int Percent => (int)(100 * Progress.Share);

    private string State
    {
        get
        {
            string[] parts =
            [
                $"{Progress.Finished} of {Progress.Total} runs finished",
                .. Progress.Running > 0 ? [$"{Progress.Running} running"] : Array.Empty<string>(),
                .. Progress.Failed > 0 ? [$"{Progress.Failed} failed"] : Array.Empty<string>(),
                .. Progress.Cancelled > 0 ? [$"{Progress.Cancelled} cancelled"] : Array.Empty<string>(),
                .. Progress.Active && Progress.Left is { } left ? [$"{Formats.Duration(left)} left"] : Array.Empty<string>(),
            ];
            return string.Join(" · ", parts);
        }
    }

    private string? Failure => Progress.Failed > 0
        ? Shown.Runs.First(run => run.Status == RunStatus.Failed) is var run
            ? $"{(Progress.Failed == 1 ? "A run failed" : $"{Progress.Failed} runs failed")}: {run.Failure}"
            : null
        : null;

    // There may be hundreds of sweeps, and what is said of them never changes.
    private string Describe(SweepView view)
    {
        if (!_descriptions.TryGetValue(view.Sweep.Id, out var text))
        {
            _descriptions[view.Sweep.Id] = text = DescriptionOf(view);
        }

        return text;
    }

    private static string DescriptionOf(SweepView view)
    {
        var spec = view.Sweep.Spec;
        var time = view.Sweep.Created.ToLocalTime().ToString("d MMM HH:mm", CultureInfo.InvariantCulture);
        var networks = string.Join(", ", spec.Networks.Select(Formats.Network));
        return spec.Title is { } title
            ? $"Sweep {view.Sweep.Id} · {title} · {time}"
            : $"Sweep {view.Sweep.Id} · {view.Dataset.Name} · {spec.Metric.Abbreviation()} · {networks} · {time}";
    }

    private Task Choose(ChangeEventArgs change) =>
        long.TryParse(change.Value as string, CultureInfo.InvariantCulture, out var id) ? OnChoose.InvokeAsync(id) : Task.CompletedTask;
}
