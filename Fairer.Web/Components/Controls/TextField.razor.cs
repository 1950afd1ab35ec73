using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>A line of text that is understood while it is typed.</summary>
public sealed partial class TextField
{
    /// <summary>The id and name of the input.</summary>
    [Parameter]
    [EditorRequired]
    public required string Name { get; set; }

    /// <summary>What the field is called for people.</summary>
    [Parameter]
    [EditorRequired]
    public required string Label { get; set; }

    /// <summary>What the field means.</summary>
    [Parameter]
    [EditorRequired]
    public required string Help { get; set; }

    /// <summary>What a question mark beside the label explains.</summary>
    [Parameter]
    public IReadOnlyList<HelpTopic> Topics { get; set; } = [];

    /// <summary>What is wrong with the text, or null.</summary>
    [Parameter]
    public string? Fault { get; set; }

    /// <summary>An example, shown while the field is empty.</summary>
    [Parameter]
    public string? Placeholder { get; set; }

    /// <summary>Whether the field does not matter now.</summary>
    [Parameter]
    public bool Disabled { get; set; }

    /// <summary>The text.</summary>
    [Parameter]
    public string Value { get; set; } = "";

    /// <summary>Takes each new text.</summary>
    [Parameter]
    public EventCallback<string> ValueChanged { get; set; }

    private Task OnInput(ChangeEventArgs change) => ValueChanged.InvokeAsync(change.Value as string ?? "");
}
