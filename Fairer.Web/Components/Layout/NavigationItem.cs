using Microsoft.AspNetCore.Components.Routing;

namespace Fairer.Web.Components.Layout;

/// <summary>A page as the header names it.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Text">Its name.</param>
/// <param name="Icon">Its Material symbol.</param>
public sealed record NavigationItem(string Address, string Text, string Icon)
{
    /// <summary>All pages, in the order of the header; a new page is one file in Pages and one line here.</summary>
    public static IReadOnlyList<NavigationItem> All { get; } =
    [
        new("", "Explore", "scatter_plot"),
        new("figures", "Figures", "auto_stories"),
        new("widths", "Widths", "width"),
        new("rationale", "Rationale", "schema"),
        new("runs", "Runs", "table_rows"),
        new("datasets", "Datasets", "database"),
        new("system", "System", "memory"),
        new("present", "Present", "slideshow"),
    ];

    /// <summary>The first page is everybody's beginning, so only its whole address means it.</summary>
    public NavLinkMatch Match => Address.Length == 0 ? NavLinkMatch.All : NavLinkMatch.Prefix;
}
