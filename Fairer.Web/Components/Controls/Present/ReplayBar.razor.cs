using System.Globalization;
using Fairer.Web.Services;
using Fairer.Web.Services.Present;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls.Present;

/// <summary>What moves a talk when it is rehearsed: steps, start and pause, the place in a replay, and its speed.</summary>
public sealed partial class ReplayBar
{
    private const double Whole = 1000;

    /// <summary>The talk.</summary>
    [Parameter]
    [EditorRequired]
    public required Talk Talk { get; set; }

    /// <summary>Asks for the step before.</summary>
    [Parameter]
    public EventCallback OnPrevious { get; set; }

    /// <summary>Asks for the next step.</summary>
    [Parameter]
    public EventCallback OnNext { get; set; }

    /// <summary>Asks to begin, to stop or to go on.</summary>
    [Parameter]
    public EventCallback OnToggle { get; set; }

    /// <summary>Asks to begin from the beginning.</summary>
    [Parameter]
    public EventCallback OnReplay { get; set; }

    /// <summary>Is told that the place or the speed has been changed.</summary>
    [Parameter]
    public EventCallback OnMoved { get; set; }

    // A script may ask for a speed between the notches.
    private IEnumerable<double> Speeds => Talk.Speeds.Append(Talk.Speed).Distinct().Order();

    private int Permille => Talk.Clock is { Length.Ticks: > 0 } clock ? (int)(Whole * (clock.Position / clock.Length)) : 0;

    private string Position => Talk.Clock is { } clock ? $"{Formats.Duration(clock.Position)} of {Formats.Duration(clock.Length)}" : Talk.Live ? "live" : "";

    private Task Seek(ChangeEventArgs change)
    {
        if (int.TryParse(change.Value as string, CultureInfo.InvariantCulture, out var permille))
        {
            Talk.Seek(permille / Whole);
        }

        return OnMoved.InvokeAsync();
    }

    private Task SetSpeed(ChangeEventArgs change)
    {
        if (double.TryParse(change.Value as string, CultureInfo.InvariantCulture, out var speed))
        {
            Talk.SetSpeed(speed);
        }

        return OnMoved.InvokeAsync();
    }
}
