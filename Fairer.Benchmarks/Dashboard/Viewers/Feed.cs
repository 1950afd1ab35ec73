using System.Net.WebSockets;
using System.Text.Json;

namespace Fairer.Benchmarks.Dashboard.Viewers;

/// <summary>A page's second connection, over which a viewer among many gets the charts; nothing is said on it.</summary>
internal sealed class Feed : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _leaving = new();
    private readonly Task _following;

    /// <summary>Opens it.</summary>
    /// <param name="address">Where the page was told to fetch the charts.</param>
    /// <param name="onMessage">Takes each message.</param>
    public Feed(Uri address, Action<ReadOnlyMemory<byte>> onMessage) => _following = FollowAsync(address, onMessage, _leaving.Token);

    /// <summary>Whether the dashboard still sends.</summary>
    public bool IsThere => !_following.IsCompleted;

    /// <summary>The charts of a message: the update of each, null for one that stays as it is.</summary>
    public static string?[] Read(ReadOnlyMemory<byte> message) => JsonSerializer.Deserialize<string?[]>(message.Span)!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(false);
        _socket.Dispose();
        _leaving.Dispose();
    }

    private async Task FollowAsync(Uri address, Action<ReadOnlyMemory<byte>> onMessage, CancellationToken cancellation)
    {
        var buffer = new byte[1 << 16];
        var filled = 0;
        try
        {
            await _socket.ConnectAsync(address, cancellation).ConfigureAwait(false);
            while (true)
            {
                if (filled == buffer.Length)
                {
                    Array.Resize(ref buffer, 2 * buffer.Length);
                }

                var came = await _socket.ReceiveAsync(buffer.AsMemory(filled), cancellation).ConfigureAwait(false);
                if (came.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                filled += came.Count;
                if (came.EndOfMessage)
                {
                    onMessage(buffer.AsMemory(0, filled));
                    filled = 0;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // The viewer leaves, or the dashboard has gone; IsThere tells.
        }
    }
}
