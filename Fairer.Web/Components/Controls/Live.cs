using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Fairer.Web.Components.Controls;

/// <summary>The part of a page that changes many times a second: it can be rendered without the rest, such as a form with all
/// its fields.</summary>
public sealed class Live : ComponentBase
{
    /// <summary>What changes.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>Renders it anew.</summary>
    public void Refresh() => StateHasChanged();

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, ChildContent);
}
