using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>Says above a page that its data is nobody's.</summary>
public sealed partial class SyntheticNote
{
    /// <summary>Where the data comes from.</summary>
    [Parameter]
    [EditorRequired]
    public required string Text { get; set; }
}
