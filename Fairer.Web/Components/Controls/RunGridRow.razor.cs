using Fairer.Core.Results;
using Fairer.Web.Services;
using Fairer.Web.Services.Runs;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>One run in the grid; rendered anew only when it has changed or been selected.</summary>
public sealed partial class RunGridRow
{
    private (RunEntry Entry, bool Selected)? _rendered;

    /// <summary>The run.</summary>
    [Parameter]
    [EditorRequired]
    public required RunEntry Entry { get; set; }

    /// <summary>Whether it is selected.</summary>
    [Parameter]
    [EditorRequired]
    public required bool Selected { get; set; }

    /// <summary>Is told that the run is selected, or no longer.</summary>
    [Parameter]
    public EventCallback<(long Run, bool Selected)> OnPick { get; set; }

    /// <inheritdoc/>
    protected override bool ShouldRender() => _rendered != (Entry, Selected);

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender) => _rendered = (Entry, Selected);

    private string Score(Func<EpochReport, double> value) =>
        Entry.Selected is { } report && value(report) is var number && !double.IsNaN(number) ? Formats.Score(number) : "";
}
