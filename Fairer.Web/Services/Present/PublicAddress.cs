using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Fairer.Web.Services.Present;

/// <summary>The address under which others in the room reach this dashboard.</summary>
/// <param name="options">What the dashboard listens on.</param>
/// <param name="server">Knows the port that was taken.</param>
internal sealed class PublicAddress(DashboardOptions options, IServer server)
{
    /// <summary>The address; null while the dashboard listens on its own machine alone, or has no network.</summary>
    public Uri? Find()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        return address is null ? null : Of(options.Host, new Uri(address).Port, OwnAddresses());
    }

    /// <summary>The address that fits what a dashboard listens on.</summary>
    /// <param name="listening">What it listens on.</param>
    /// <param name="port">The port.</param>
    /// <param name="own">The machine's addresses, the most useful first.</param>
    public static Uri? Of(IPAddress listening, int port, IEnumerable<IPAddress> own)
    {
        ArgumentNullException.ThrowIfNull(listening);
        var everywhere = listening.Equals(IPAddress.Any) || listening.Equals(IPAddress.IPv6Any);
        var host = IPAddress.IsLoopback(listening) ? null : everywhere ? own.FirstOrDefault(address => !IPAddress.IsLoopback(address)) : listening;
        return host is null ? null : new UriBuilder("http", host.ToString(), port).Uri;
    }

    // An interface with a gateway leads to others; one without is often a virtual machine's.
    private static IEnumerable<IPAddress> OwnAddresses()
    {
        try
        {
            return
            [
                .. NetworkInterface.GetAllNetworkInterfaces()
                    .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                    .Select(card => card.GetIPProperties())
                    .OrderByDescending(card => card.GatewayAddresses.Count > 0)
                    .SelectMany(card => card.UnicastAddresses)
                    .Select(address => address.Address)
                    .Where(address => address.AddressFamily == AddressFamily.InterNetwork),
            ];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }
}
