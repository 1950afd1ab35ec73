using Fairer.Web.Services;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Tests.Services;

public sealed class WrittenAddressesTests
{
    private readonly SlowBrowser _browser = new();

    [Fact]
    public void What_comes_back_late_is_an_echo_each_time_it_was_written()
    {
        var addresses = new WrittenAddresses(_browser);
        addresses.Write("widths?lambda=0.1", step: false);
        addresses.Write("widths?lambda=0.12", step: false);
        addresses.Write("widths?lambda=0.1", step: true);

        Assert.All(_browser.Told, location => Assert.True(addresses.IsEcho(location)));
        Assert.Equal([true, true, false], _browser.Replaced);
    }

    [Fact]
    public void A_step_back_is_none()
    {
        var addresses = new WrittenAddresses(_browser);
        addresses.Write("runs?search=a%20b", step: false);

        Assert.False(addresses.IsEcho("http://localhost/runs"));
        Assert.True(addresses.IsEcho("http://localhost/runs?search=a b"));
        Assert.False(addresses.IsEcho("http://localhost/runs?search=a%20b"));
    }

    [Fact]
    public void An_echo_that_never_came_is_not_waited_for()
    {
        var addresses = new WrittenAddresses(_browser);
        addresses.Write("runs?search=a", step: false);
        addresses.Write("runs?search=ab", step: false);

        Assert.True(addresses.IsEcho("http://localhost/runs?search=ab"));
        Assert.False(addresses.IsEcho("http://localhost/runs?search=a"));
    }

    /// <summary>It notes where it is sent and says nothing back.</summary>
    private sealed class SlowBrowser : NavigationManager
    {
        public SlowBrowser() => Initialize("http://localhost/", "http://localhost/runs");

        public List<string> Told { get; } = [];

        public List<bool> Replaced { get; } = [];

        protected override void NavigateToCore(string uri, NavigationOptions options)
        {
            Told.Add(ToAbsoluteUri(uri).AbsoluteUri);
            Replaced.Add(options.ReplaceHistoryEntry);
        }
    }
}
