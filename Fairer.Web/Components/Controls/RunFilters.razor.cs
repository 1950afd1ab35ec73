using System.Globalization;
using Fairer.Web.Services.Runs;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>Chooses which runs are shown, and what they are put together by.</summary>
public sealed partial class RunFilters
{
    private static readonly (RunGrouping Group, string Text)[] Groupings =
    [
        (RunGrouping.Sweep, "sweep"), (RunGrouping.Dataset, "dataset"), (RunGrouping.Method, "method"), (RunGrouping.Network, "network"),
        (RunGrouping.Lambda, "λ"), (RunGrouping.Tag, "tag"), (RunGrouping.None, "nothing"),
    ];

    /// <summary>All runs.</summary>
    [Parameter]
    [EditorRequired]
    public required RunList List { get; set; }

    /// <summary>What is asked for.</summary>
    [Parameter]
    [EditorRequired]
    public required RunsQuery Query { get; set; }

    /// <summary>How many runs that shows.</summary>
    [Parameter]
    [EditorRequired]
    public required int Shown { get; set; }

    /// <summary>Takes what is asked for next.</summary>
    [Parameter]
    public EventCallback<RunsQuery> OnChange { get; set; }

    private string CountText => Query.Filters
        ? string.Create(CultureInfo.InvariantCulture, $"{Shown:N0} of {List.Count:N0} runs")
        : string.Create(CultureInfo.InvariantCulture, $"{List.Count:N0} run{(List.Count == 1 ? "" : "s")} in {List.SweepCount:N0} sweep{(List.SweepCount == 1 ? "" : "s")}");

    // A tag that an address names may no longer be in use.
    private IEnumerable<string> Tags => Query.Tag is { } tag ? List.Tags.Append(tag).Distinct(StringComparer.OrdinalIgnoreCase) : List.Tags;

    private static string? Chosen(ChangeEventArgs change) => change.Value is string { Length: > 0 } text ? text : null;

    private Task SearchAsync(ChangeEventArgs change) => OnChange.InvokeAsync(Query with { Search = (string?)change.Value ?? "" });

    private Task ClearAsync() =>
        OnChange.InvokeAsync(Query with { Search = "", Dataset = null, Method = null, Status = null, Tag = null });
}
