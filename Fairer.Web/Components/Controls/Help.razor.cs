using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>A question mark beside a word, that explains it where it stands. The browser's own popover: it opens by mouse and key, and
/// Escape or a click elsewhere closes it.</summary>
public sealed partial class Help
{
    // An element needs a name of its own for its button to open it; several on a page explain the same word.
    private readonly string _id = $"help-{Guid.NewGuid():N}";

    /// <summary>What is explained.</summary>
    [Parameter]
    [EditorRequired]
    public required IReadOnlyList<HelpTopic> Topics { get; set; }

    private string Names => string.Join(" and ", Topics.Select(topic => HelpTexts.Of(topic).Name));
}
