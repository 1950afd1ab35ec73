using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls.Present;

/// <summary>Where others can watch what is shown, as a QR code; or why they cannot.</summary>
public sealed partial class ShareCard
{
    /// <summary>Where others reach the dashboard; null where they do not.</summary>
    [Parameter]
    [EditorRequired]
    public required Uri? Address { get; set; }

    /// <summary>What is to be watched, as the address of its page ends.</summary>
    [Parameter]
    [EditorRequired]
    public required string Watch { get; set; }

    /// <summary>Whether it is seen from the back of a room.</summary>
    [Parameter]
    public bool Large { get; set; }
}
