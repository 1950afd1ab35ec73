using System.Globalization;
using System.Net.WebSockets;
using Fairer.Core.Sweeps;
using Fairer.Web.Components.Charts;
using Microsoft.AspNetCore.WebUtilities;

namespace Fairer.Web.Services;

/// <summary>Sends a sweep's two charts, as all viewers see them alike, to every browser that asks: over a WebSocket of their own,
/// with nothing to be said back. A picture costs the server a fraction of what it costs through a page's circuit.</summary>
/// <remarks>
/// The first message has the whole charts, each later one what has changed (<see cref="SweepDrawing.UpdateFrom"/>). A browser
/// that draws slowly draws several messages at once; one that cannot be reached quickly gets fewer. When the sweep is deleted the
/// socket is closed.
/// </remarks>
internal sealed class ChartFeed(ISweepService sweeps, SharedDrawings drawings, FigureJson json, TimeProvider time, Audience audience)
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    // A browser that does not answer to being asked for so long has gone.
    private static readonly WebSocketAcceptContext KeptAlive = new() { KeepAliveInterval = TimeSpan.FromSeconds(15), KeepAliveTimeout = TimeSpan.FromSeconds(15) };

    /// <summary>Where a sweep's charts are to be had.</summary>
    public static string Address(long sweep, ChartChoice choice) => QueryHelpers.AddQueryString(
        string.Create(CultureInfo.InvariantCulture, $"sweeps/{sweep}/charts"),
        new Dictionary<string, string?> { ["mode"] = choice.Mode.ToString(), ["method"] = choice.Method });

    /// <summary>Maps the addresses.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
        "/sweeps/{sweep:long}/charts",
        async Task<IResult> (long sweep, SimilarityMode mode, string? method, ChartFeed feed, HttpContext context, IHostApplicationLifetime life) =>
        {
            if (feed.WhyNot(sweep, mode, method, context) is { } refusal)
            {
                return refusal;
            }

            using var socket = await context.WebSockets.AcceptWebSocketAsync(KeptAlive);
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life.ApplicationStopping);
            await feed.ServeAsync(socket, sweep, new ChartChoice(mode, method), leaving);
            return TypedResults.Empty;
        });

    private IResult? WhyNot(long sweep, SimilarityMode mode, string? method, HttpContext context)
    {
        if (sweeps.Board.Sweep(sweep) is not { Spec: var spec })
        {
            return TypedResults.NotFound($"There is no sweep {sweep}.");
        }

        if (!Enum.IsDefined(mode))
        {
            return TypedResults.BadRequest($"There is no mode {mode}: it is one of {string.Join(", ", Enum.GetNames<SimilarityMode>())}.");
        }

        if (method is not null && !spec.Methods.Contains(method))
        {
            return TypedResults.BadRequest($"Sweep {sweep} has no such method: its methods are {string.Join(", ", spec.Methods)}.");
        }

        if (IsForeign(context.Request))
        {
            return TypedResults.Text("Charts are sent to this dashboard's own pages only.", statusCode: StatusCodes.Status403Forbidden);
        }

        return context.WebSockets.IsWebSocketRequest ? null : TypedResults.BadRequest("Charts are sent over a WebSocket.");
    }

    // Any site's page may open a WebSocket to here, and would read what comes; a program that is no browser names no page.
    private static bool IsForeign(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site
            ? site != "same-origin"
            : request.Headers.Origin.ToString() is { Length: > 0 } from
                && !(Uri.TryCreate(from, UriKind.Absolute, out var origin) && string.Equals(origin.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));

    private async Task ServeAsync(WebSocket socket, long sweep, ChartChoice choice, CancellationTokenSource leaving)
    {
        var gone = UntilItLeavesAsync(socket, leaving);
        try
        {
            await SendAsync(socket, sweep, choice, leaving.Token);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "The sweep is gone.", leaving.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // The viewer has left, or the dashboard ends.
        }
        finally
        {
            leaving.CancelAfter(Farewell);
            await gone;
        }
    }

    /// <summary>Sends what changes until there is no such sweep any more.</summary>
    private async Task SendAsync(WebSocket socket, long sweep, ChartChoice choice, CancellationToken leaving)
    {
        var pace = new UpdatePace(time, audience);
        SweepDrawing? shown = null;
        while (true)
        {
            var started = pace.Now;
            if (drawings.Draw(sweep, choice, pace.Tolerance) is not { } drawing)
            {
                return;
            }

            var update = drawing.UpdateFrom(shown, json);
            var work = pace.Now - started;
            if (update is not null)
            {
                await socket.SendAsync(update, WebSocketMessageType.Text, endOfMessage: true, leaving);
            }

            shown = drawing;
            await Task.Delay(pace.PauseAfter(started, work), leaving);
            await sweeps.Board.WaitForChangeAsync(drawing.Version, leaving);
        }
    }

    private static async Task UntilItLeavesAsync(WebSocket socket, CancellationTokenSource leaving)
    {
        try
        {
            // Pages say nothing but good-bye.
            await socket.ReceiveAsync(new byte[16].AsMemory(), leaving.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // It has left without a word.
        }

        await leaving.CancelAsync();
    }
}
