using Fairer.Web.Services;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>Which attribute of a family's images is the label, and which the sensitive one.</summary>
public sealed partial class AttributeChoice
{
    /// <summary>The datasets to choose among.</summary>
    [Parameter]
    [EditorRequired]
    public required AttributeFamily Family { get; set; }

    /// <summary>The label.</summary>
    [Parameter]
    [EditorRequired]
    public required string Label { get; set; }

    /// <summary>The sensitive attribute.</summary>
    [Parameter]
    [EditorRequired]
    public required string Sensitive { get; set; }

    /// <summary>Takes label and sensitive attribute, whenever one of them is chosen.</summary>
    [Parameter]
    public EventCallback<(string Label, string Sensitive)> OnChosen { get; set; }

    private Task ChooseAsync(string? label, string? sensitive) =>
        label is not null && sensitive is not null && label != sensitive ? OnChosen.InvokeAsync((label, sensitive)) : Task.CompletedTask;
}
