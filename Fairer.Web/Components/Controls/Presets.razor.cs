using Fairer.Web.Services.Explore;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>Forms filled in advance, and a link to this one.</summary>
public sealed partial class Presets
{
    /// <summary>Whether there is a last sweep.</summary>
    [Parameter]
    public bool HasLast { get; set; }

    /// <summary>Whether the link has just been copied.</summary>
    [Parameter]
    public bool Copied { get; set; }

    /// <summary>Takes the preset that is to fill the form.</summary>
    [Parameter]
    public EventCallback<SweepPreset> OnChosen { get; set; }

    /// <summary>Asks for the form of the last sweep.</summary>
    [Parameter]
    public EventCallback OnLast { get; set; }

    /// <summary>Asks for a link to what is seen.</summary>
    [Parameter]
    public EventCallback OnCopy { get; set; }
}
