using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Services;

/// <summary>What a page writes into its own address. The browser says each of them back, later than the page has gone on: such an
/// echo says nothing new, unlike a step back or a followed link.</summary>
/// <param name="navigation">Where the address is written.</param>
internal sealed class WrittenAddresses(NavigationManager navigation)
{
    private readonly List<string> _unanswered = [];

    /// <summary>Writes an address.</summary>
    /// <param name="address">The address, relative to the dashboard's.</param>
    /// <param name="step">Whether the browser's way back leads to the one before.</param>
    public void Write(string address, bool step)
    {
        _unanswered.Add(navigation.ToAbsoluteUri(address).AbsoluteUri);
        navigation.NavigateTo(address, replace: !step);
    }

    /// <summary>Whether a new location is but the echo of what was written.</summary>
    public bool IsEcho(string location)
    {
        var place = _unanswered.IndexOf(new Uri(location).AbsoluteUri);
        _unanswered.RemoveRange(0, place + 1); // They come in order.
        return place >= 0;
    }
}
