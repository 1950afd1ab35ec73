using System.Net;
using Fairer.Web.Services.Present;

namespace Fairer.Web.Tests.Services.Present;

/// <summary>Which address the room is given.</summary>
public sealed class PublicAddressTests
{
    private static readonly IPAddress[] Own = [IPAddress.Parse("192.168.1.7"), IPAddress.Parse("172.17.0.1")];

    [Theory]
    [InlineData("127.0.0.1", null)]
    [InlineData("::1", null)]
    [InlineData("0.0.0.0", "http://192.168.1.7:5080/")]
    [InlineData("::", "http://192.168.1.7:5080/")]
    [InlineData("10.0.0.3", "http://10.0.0.3:5080/")]
    [InlineData("fd00::3", "http://[fd00::3]:5080/")]
    public void It_is_the_one_that_the_dashboard_listens_on_and_none_for_this_machine_alone(string listening, string? address) =>
        Assert.Equal(address, PublicAddress.Of(IPAddress.Parse(listening), 5080, Own)?.ToString());

    [Fact]
    public void Without_a_network_there_is_none() => Assert.Null(PublicAddress.Of(IPAddress.Any, 5080, []));
}
