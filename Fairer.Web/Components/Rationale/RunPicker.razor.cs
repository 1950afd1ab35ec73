using Fairer.Core.Sweeps;
using Fairer.Web.Services.Rationale;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Rationale;

/// <summary>Chooses a finished run by what tells runs apart: each list has what there is among the runs that the lists before
/// it leave.</summary>
public sealed partial class RunPicker
{
    /// <summary>What the lists are called in the page.</summary>
    [Parameter]
    [EditorRequired]
    public required string Name { get; set; }

    /// <summary>What is chosen, for people who cannot see where it stands.</summary>
    [Parameter]
    [EditorRequired]
    public required string Label { get; set; }

    /// <summary>What there is to choose from.</summary>
    [Parameter]
    [EditorRequired]
    public required RunChoice Choice { get; set; }

    /// <summary>The chosen run.</summary>
    [Parameter]
    [EditorRequired]
    public required RunState Run { get; set; }

    /// <summary>Takes each new choice.</summary>
    [Parameter]
    public EventCallback<RunState> RunChanged { get; set; }

    private Task ChooseAsync(RunField field, ChangeEventArgs change) =>
        Choice.Choose(field, (string?)change.Value ?? "", Run) is { } run ? RunChanged.InvokeAsync(run) : Task.CompletedTask;
}
