using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>How much of something is in use: a slim bar between what it is and what it amounts to.</summary>
public sealed partial class Meter
{
    /// <summary>What is measured.</summary>
    [Parameter]
    [EditorRequired]
    public required string Label { get; set; }

    /// <summary>The share in use, 0 to 1; null while it is unknown.</summary>
    [Parameter]
    [EditorRequired]
    public required double? Share { get; set; }

    /// <summary>The share in words.</summary>
    [Parameter]
    [EditorRequired]
    public required string Text { get; set; }

    /// <summary>Whether the text tells what is measured, so that the label is for screen readers alone.</summary>
    [Parameter]
    public bool Bare { get; set; }

    private int Percent => (int)Math.Round(100 * Math.Clamp(Share ?? 0, 0, 1));
}
