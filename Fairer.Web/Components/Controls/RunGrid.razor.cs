using System.Globalization;
using Fairer.Core.Fairness;
using Fairer.Core.Sweeps;
using Fairer.Web.Services;
using Fairer.Web.Services.Runs;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>All runs in groups, to be sorted and selected; only the lines in sight are rendered.</summary>
public sealed partial class RunGrid
{
    private List<RunLine> _lines = [];
    private IReadOnlyList<RunEntry> _shown = [];

    /// <summary>The groups, in order.</summary>
    [Parameter]
    [EditorRequired]
    public required IReadOnlyList<RunGroup> Groups { get; set; }

    /// <summary>What is asked for.</summary>
    [Parameter]
    [EditorRequired]
    public required RunsQuery Query { get; set; }

    /// <summary>The groups that show their headings alone.</summary>
    [Parameter]
    public IReadOnlySet<string> Folded { get; set; } = new HashSet<string>();

    /// <summary>Takes the column to sort by; the one that is sorted by already for the other direction.</summary>
    [Parameter]
    public EventCallback<RunColumn> OnSort { get; set; }

    /// <summary>Takes the key of a group that is to be folded or unfolded.</summary>
    [Parameter]
    public EventCallback<string> OnFold { get; set; }

    /// <summary>Takes the selected runs.</summary>
    [Parameter]
    public EventCallback<IReadOnlySet<long>> OnSelect { get; set; }

    /// <summary>Takes a sweep whose tags and note are to be written.</summary>
    [Parameter]
    public EventCallback<SweepState> OnAnnotate { get; set; }

    private IReadOnlyList<RunLine> Lines => _lines;

    private bool AllSelected => _shown.Count > 0 && _shown.All(entry => Query.Selected.Contains(entry.Run.Id));

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _shown = [.. Groups.SelectMany(group => group.Runs)];
        _lines = [.. RunLine.Of(Groups, Query.Group != RunGrouping.None, Folded)];
    }

    private static string Describe(SweepState sweep)
    {
        var spec = sweep.Spec;
        return string.Join(" · ", new[]
        {
            spec.Title,
            string.Join(", ", spec.Datasets),
            spec.Metric.Abbreviation(),
            string.Join(", ", spec.Networks.Take(4).Select(Formats.Network)) + (spec.Networks.Count > 4 ? ", …" : ""),
            sweep.Created.ToLocalTime().ToString("d MMM HH:mm", CultureInfo.InvariantCulture),
        }.OfType<string>());
    }

    private bool IsSelected(RunGroup group) => group.Runs.All(entry => Query.Selected.Contains(entry.Run.Id));

    private Task PickAsync(IReadOnlyList<RunEntry> entries, ChangeEventArgs change) =>
        SelectAsync(entries.Select(entry => entry.Run.Id), change.Value is true);

    private Task PickAsync((long Run, bool Selected) pick) => SelectAsync([pick.Run], pick.Selected);

    private Task SelectAsync(IEnumerable<long> runs, bool selected)
    {
        var all = Query.Selected.ToHashSet();
        if (selected)
        {
            all.UnionWith(runs);
        }
        else
        {
            all.ExceptWith(runs);
        }

        return OnSelect.InvokeAsync(all);
    }

    private string SortOf(RunColumn column) => column != Query.Sort ? "none" : Query.Descending ? "descending" : "ascending";

    private string ArrowOf(RunColumn column) => column != Query.Sort ? "" : Query.Descending ? " ↓" : " ↑";
}
