using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>One thing to fill in: its label, its control, and one line that explains it or says what is wrong.</summary>
public sealed partial class Field
{
    /// <summary>What the field is called in the page; its explanation is <c>NAME-help</c>.</summary>
    [Parameter]
    [EditorRequired]
    public required string Name { get; set; }

    /// <summary>The id of the control, or null where there are several.</summary>
    [Parameter]
    public string? Id { get; set; }

    /// <summary>What the field is called for people.</summary>
    [Parameter]
    [EditorRequired]
    public required string Label { get; set; }

    /// <summary>What the field means.</summary>
    [Parameter]
    [EditorRequired]
    public required string Help { get; set; }

    /// <summary>What a question mark beside the label explains; none where the line below says enough.</summary>
    [Parameter]
    public IReadOnlyList<HelpTopic> Topics { get; set; } = [];

    /// <summary>What is wrong with its content, or null.</summary>
    [Parameter]
    public string? Fault { get; set; }

    /// <summary>The control.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
