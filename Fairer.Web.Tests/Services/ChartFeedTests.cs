using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Fairer.Core.Data;
using Fairer.Core.Methods;
using Fairer.Core.Sweeps;
using Fairer.Web.Components.Charts;
using Fairer.Web.Services;
using Fairer.Web.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Fairer.Web.Tests.Services;

public sealed class ChartFeedTests : IAsyncLifetime
{
    private static readonly ChartChoice Whole = new(SimilarityMode.Whole);

    private readonly FakeSweepService _sweeps = new();
    private WebApplication _app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Uri Address => new(_app.Urls.Single());

    public async ValueTask InitializeAsync()
    {
        _app = DashboardHost.Build(new DashboardOptions { Port = 0 }, services =>
        {
            services.AddSingleton<ISweepService>(_sweeps);
            services.Remove(services.Single(service => service.ImplementationType == typeof(WarmUp)));

            // So long a feed that does not end would hold the dashboard up.
            services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMinutes(1));
        });
        await _app.StartAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task First_come_the_whole_charts_and_then_what_changes()
    {
        var id = await _sweeps.StartAsync(Samples.Sweep(), Cancellation);
        _sweeps.Change(id, run => run.Id == 1, run => Samples.Train(run, 3, RunStatus.Running));
        using var socket = await OpenAsync(ChartFeed.Address(id, Whole));

        var charts = await ReadAsync(socket);
        Assert.Equal(2, charts.Length);
        var view = new BoardView(DatasetCatalogue.InfoOf);
        view.Apply(_sweeps.Board.ChangesSince(0));
        Assert.Equal(Text(new TradeoffChart().Draw(view.Shown!)), charts[0]);
        Assert.Equal(Text(new SimilarityChart().Draw(view.Shown!, SimilarityMode.Whole)), charts[1]);

        _sweeps.Change(id, run => run.Id == 1, run => Samples.Train(run, 4, RunStatus.Running));
        charts = await ReadAsync(socket);
        Assert.Contains("epoch 4 of 10", charts[0], StringComparison.Ordinal);
        using var update = JsonDocument.Parse(charts[1]!);
        Assert.False(update.RootElement.TryGetProperty("layout", out _));
        Assert.InRange(update.RootElement.GetProperty("traces").GetArrayLength(), 1, 2);
    }

    [Fact]
    public async Task A_chart_that_stays_as_it_is_is_not_sent_and_nothing_at_all_where_both_do()
    {
        // What corrects scores has no similarity of its own.
        var correcting = MethodCatalogue.All.First(method => method.Tuning == Tuning.Strength).Id;
        var id = await _sweeps.StartAsync(Samples.Sweep() with { Methods = ["erm", correcting] }, Cancellation);
        var run = _sweeps.Runs(id).First(run => run.Spec.Method == correcting).Id;
        _sweeps.Change(id, other => other.Id == run, run => Samples.Train(run, 3, RunStatus.Running));
        using var socket = await OpenAsync(ChartFeed.Address(id, Whole));
        await ReadAsync(socket);

        // A step moves no point.
        _sweeps.Change(id, other => other.Id == run, run => run with { Step = 7 });
        await Task.Delay(300, Cancellation);
        _sweeps.Change(id, other => other.Id == run, run => Samples.Train(run, 4, RunStatus.Running));

        var charts = await ReadAsync(socket);
        Assert.Contains("epoch 4 of 10", charts[0], StringComparison.Ordinal);
        Assert.Null(charts[1]);
    }

    [Fact]
    public async Task When_the_sweep_is_deleted_it_says_good_bye()
    {
        var id = await _sweeps.StartAsync(Samples.Sweep(), Cancellation);
        using var socket = await OpenAsync(ChartFeed.Address(id, Whole));
        await ReadAsync(socket);

        await _sweeps.DeleteAsync([id], [], Cancellation);

        var came = await socket.ReceiveAsync(new byte[16], Cancellation).WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.NormalClosure), (came.MessageType, socket.CloseStatus));
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Cancellation);
    }

    [Fact]
    public async Task Whoever_talks_is_let_go_whoever_leaves_harms_nobody_and_the_dashboard_ends_while_others_look_on()
    {
        var id = await _sweeps.StartAsync(Samples.Sweep(), Cancellation);
        using var talking = await OpenAsync(ChartFeed.Address(id, Whole));
        using (var leaving = await OpenAsync(ChartFeed.Address(id, Whole)))
        {
            await ReadAsync(leaving);
        }

        await ReadAsync(talking);
        await talking.SendAsync(new byte[100_000], WebSocketMessageType.Binary, endOfMessage: true, Cancellation);
        await Assert.ThrowsAsync<WebSocketException>(() => ReadAsync(talking));

        using var other = await OpenAsync(ChartFeed.Address(id, Whole));
        await ReadAsync(other);
        _sweeps.Change(id, run => run.Id == 1, run => Samples.Train(run, 4, RunStatus.Running));
        Assert.Contains("epoch 4 of 10", (await ReadAsync(other))[0], StringComparison.Ordinal);

        await _app.StopAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    [Theory]
    [InlineData("sweeps/9/charts?mode=Whole", HttpStatusCode.NotFound, "There is no sweep 9.")]
    [InlineData("sweeps/1/charts?mode=7", HttpStatusCode.BadRequest, "There is no mode 7: it is one of Whole, Layers, Epochs.")]
    [InlineData("sweeps/1/charts?mode=Whole&method=magic", HttpStatusCode.BadRequest, "Sweep 1 has no such method: its methods are erm, fairreg, dralign.")]
    [InlineData("sweeps/1/charts?mode=Whole", HttpStatusCode.BadRequest, "Charts are sent over a WebSocket.")]
    public async Task What_cannot_be_sent_is_explained(string address, HttpStatusCode code, string message)
    {
        await _sweeps.StartAsync(Samples.Sweep(), Cancellation);
        using var client = new HttpClient { BaseAddress = Address };

        using var response = await client.GetAsync(new Uri(address, UriKind.Relative), Cancellation);

        Assert.Equal(code, response.StatusCode);
        Assert.Contains(message, await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://attacker.example", null, false)]
    [InlineData("http://127.0.0.1:1", null, false)]
    [InlineData("http://{host}.attacker.example", null, false)]
    [InlineData("null", null, false)]
    [InlineData("http://{host}", "cross-site", false)]
    [InlineData("http://{host}", "same-site", false)]
    [InlineData("http://{host}", null, true)]
    [InlineData("https://name.that.a.proxy.knows", "same-origin", true)]
    public async Task Another_sites_page_gets_nothing(string origin, string? site, bool served)
    {
        var id = await _sweeps.StartAsync(Samples.Sweep(), Cancellation);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", origin.Replace("{host}", Address.Authority, StringComparison.Ordinal));
        socket.Options.SetRequestHeader("Sec-Fetch-Site", site);
        socket.Options.CollectHttpResponseDetails = true;

        var opening = socket.ConnectAsync(Of(ChartFeed.Address(id, Whole)), Cancellation);

        if (served)
        {
            await opening;
            Assert.Equal(2, (await ReadAsync(socket)).Length);
        }
        else
        {
            await Assert.ThrowsAsync<WebSocketException>(() => opening);
            Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
        }
    }

    private static string Text(Figure figure) => FigureUpdate.Between(null, figure, new FigureJson())!.ToString();

    private Uri Of(string address) => new UriBuilder(new Uri(Address, address)) { Scheme = "ws" }.Uri;

    private async Task<ClientWebSocket> OpenAsync(string address)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(Of(address), Cancellation);
        return socket;
    }

    private static async Task<string?[]> ReadAsync(ClientWebSocket socket)
    {
        var (buffer, filled) = (new byte[1 << 20], 0);
        while (true)
        {
            var came = await socket.ReceiveAsync(buffer.AsMemory(filled), Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
            filled += came.Count;
            if (came.EndOfMessage)
            {
                return JsonSerializer.Deserialize<string?[]>(buffer.AsSpan(0, filled))!;
            }
        }
    }
}
