using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Fairer.Core.Sweeps;
using Fairer.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Fairer.Web.Tests.Services;

public sealed class DashboardHostTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_taken_port_is_explained()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var (exitCode, errors) = await RunAsync("--port", port);

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"Port {port} is taken", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_store_is_explained()
    {
        var store = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(store, "This is no database, whatever its name says.", Cancellation);

            var (exitCode, errors) = await RunAsync("--port", "0", "--store", store);

            Assert.Equal(1, exitCode);
            Assert.Contains(store, errors, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(store);
        }
    }

    [Fact]
    public async Task It_answers_under_this_machines_names_alone()
    {
        await using var app = DashboardHost.Build(
            new DashboardOptions { Port = 0 }, services => services.AddSingleton<ISweepService>(new FakeSweepService()));
        await app.StartAsync(Cancellation);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        Assert.Equal(HttpStatusCode.OK, await AskAsync("localhost"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("127.0.0.1"));
        Assert.Equal(HttpStatusCode.BadRequest, await AskAsync("attacker.example"));
        Assert.Equal("127.0.0.1", client.BaseAddress.Host);

        async Task<HttpStatusCode> AskAsync(string host)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = host } };
            using var response = await client.SendAsync(request, Cancellation);
            return response.StatusCode;
        }
    }

    private static async Task<(int ExitCode, string Errors)> RunAsync(params string[] args)
    {
        using var errors = new StringWriter();
        var exitCode = await DashboardHost.RunAsync(args, TextWriter.Null, errors).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        return (exitCode, errors.ToString());
    }
}
