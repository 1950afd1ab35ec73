using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Fairer.Web.Components.Rationale;

/// <summary>Goes through the epochs of a training: by hand, by keys (arrows, Home, End, space) or playing.</summary>
public sealed partial class EpochPlayer
{
    /// <summary>The last epoch.</summary>
    [Parameter]
    [EditorRequired]
    public required int Last { get; set; }

    /// <summary>The epoch that is chosen.</summary>
    [Parameter]
    [EditorRequired]
    public required int Shown { get; set; }

    /// <summary>Whether it is chosen as the reported one.</summary>
    [Parameter]
    public bool Reported { get; set; }

    /// <summary>Whether epochs follow one another by themselves.</summary>
    [Parameter]
    public bool Playing { get; set; }

    /// <summary>Whether there is no choice at the moment.</summary>
    [Parameter]
    public bool Disabled { get; set; }

    /// <summary>Takes each epoch on the way.</summary>
    [Parameter]
    public EventCallback<int> OnMove { get; set; }

    /// <summary>Takes the epoch at which the viewer has let go.</summary>
    [Parameter]
    public EventCallback<int> OnSettle { get; set; }

    /// <summary>Plays or pauses.</summary>
    [Parameter]
    public EventCallback OnToggle { get; set; }

    /// <summary>Goes back to the reported epoch.</summary>
    [Parameter]
    public EventCallback OnReported { get; set; }

    private static Task MoveAsync(ChangeEventArgs change, EventCallback<int> take) =>
        int.TryParse((string?)change.Value, CultureInfo.InvariantCulture, out var epoch) ? take.InvokeAsync(epoch) : Task.CompletedTask;

    private Task KeyAsync(KeyboardEventArgs key) => key.Key == " " && Last > 1 ? OnToggle.InvokeAsync() : Task.CompletedTask;
}
