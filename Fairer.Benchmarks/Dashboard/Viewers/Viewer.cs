using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fairer.Benchmarks.Dashboard.Viewers;

/// <summary>One who looks at the dashboard, without a browser: opens the page's circuit as Blazor's script does, takes in
/// all that is sent, there and by a feed, and says at once that it is drawn.</summary>
internal sealed partial class Viewer : IAsyncDisposable
{
    private const int Reference = 1; // what a call answers with, in Blazor's numbers
    private const double TableHeight = 400;
    private const byte Invocation = 1, Completion = 3, Ping = 6, Close = 7;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _leaving = new();
    private readonly TaskCompletionSource _firstPicture = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Uri _address;
    private readonly Action<string>? _onPicture;
    private Task _following = Task.CompletedTask;
    private readonly List<Task> _left = [];
    private Feed? _feed;
    private string? _circuit;
    private long _references;
    private int _pictures;
    private long _bytes;

    private Viewer(Uri address, Action<string>? onPicture)
    {
        _address = address;
        _onPicture = onPicture;

        // As browsers offer it.
        _socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
    }

    /// <summary>How many updates of a chart have come.</summary>
    public int Pictures => Volatile.Read(ref _pictures);

    /// <summary>How many bytes have come, after decompression.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Whether the dashboard still talks to this viewer.</summary>
    public bool IsThere => !_following.IsCompleted && _feed is null or { IsThere: true };

    /// <summary>Opens the page and waits for the first picture.</summary>
    /// <param name="address">The dashboard's.</param>
    /// <param name="client">Fetches the page.</param>
    /// <param name="onPicture">Takes every update of a chart, as JSON.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="BenchException">The dashboard does not talk as expected.</exception>
    public static async Task<Viewer> OpenAsync(Uri address, HttpClient client, Action<string>? onPicture, CancellationToken cancellation)
    {
        var viewer = new Viewer(address, onPicture);
        try
        {
            var page = await client.GetStringAsync(address, cancellation).ConfigureAwait(false);
            await viewer.StartAsync(page, cancellation).ConfigureAwait(false);
            await viewer._firstPicture.Task.WaitAsync(Patience, cancellation).ConfigureAwait(false);
            return viewer;
        }
        catch (Exception exception) when (exception is TimeoutException or WebSocketException or InvalidDataException or HttpRequestException)
        {
            await viewer.DisposeAsync().ConfigureAwait(false);
            throw new BenchException($"A viewer could not open the page: {exception.Message}");
        }
    }

    /// <summary>Leaves as a browser does that closes its page, so that the dashboard forgets the circuit at once.</summary>
    public async Task LeaveAsync(HttpClient client, CancellationToken cancellation)
    {
        using var form = new MultipartFormDataContent { { new StringContent(_circuit ?? ""), "circuitId" } };
        using var _ = await client.PostAsync(new Uri(_address, "_blazor/disconnect"), form, cancellation).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(false);
        LeaveFeed();
        await Task.WhenAll(_left).ConfigureAwait(false);
        _socket.Dispose();
    }

    // The components of a page stand in its comments, each with a description that the server has signed.
    [GeneratedRegex("<!--Blazor:(\\{.*?\\})-->")]
    private static partial Regex Component { get; }

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->")]
    private static partial Regex State { get; }

    private async Task StartAsync(string page, CancellationToken cancellation)
    {
        await _socket.ConnectAsync(new UriBuilder(_address) { Scheme = "ws", Path = "_blazor" }.Uri, cancellation).ConfigureAwait(false);
        await _socket.SendAsync("""{"protocol":"blazorpack","version":1}"""u8.ToArray().Append((byte)0x1e).ToArray(), WebSocketMessageType.Text, endOfMessage: true, cancellation).ConfigureAwait(false);
        var state = State.Match(page).Groups[1].Value;
        await SendAsync(PackWriter.Call("0", "StartCircuit", _address.ToString(), _address.ToString(), "[]", state)).ConfigureAwait(false);
        var operations = string.Join(',', Component.Matches(page).Select((marker, i) =>
            string.Create(CultureInfo.InvariantCulture, $$"""{"type":"add","ssrComponentId":{{i + 1}},"marker":{{marker.Groups[1].Value}}}""")));
        await SendAsync(PackWriter.Call(null, "UpdateRootComponents", $$"""{"batchId":1,"operations":[{{operations}}]}""", state)).ConfigureAwait(false);
        _following = FollowAsync(_leaving.Token);
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        var buffer = new byte[1 << 16];
        var filled = 0;
        var greeted = false;
        try
        {
            while (true)
            {
                if (filled == buffer.Length)
                {
                    Array.Resize(ref buffer, 2 * buffer.Length);
                }

                var came = await _socket.ReceiveAsync(buffer.AsMemory(filled), cancellation).ConfigureAwait(false);
                if (came.MessageType == WebSocketMessageType.Close)
                {
                    throw new InvalidDataException("the dashboard has hung up");
                }

                filled += came.Count;
                Interlocked.Add(ref _bytes, came.Count);
                var read = 0;
                if (!greeted && Array.IndexOf(buffer, (byte)0x1e, 0, filled) is >= 0 and var end)
                {
                    (greeted, read) = (true, end + 1);
                }

                while (greeted && Frame(buffer.AsSpan(read, filled - read)) is var (start, length) && length > 0)
                {
                    var answers = Take(buffer.AsSpan(read + start, length));
                    foreach (var answer in answers)
                    {
                        await SendAsync(answer).ConfigureAwait(false);
                    }

                    read += start + length;
                }

                buffer.AsSpan(read, filled - read).CopyTo(buffer);
                filled -= read;
            }
        }
        catch (OperationCanceledException)
        {
            // The viewer leaves.
        }
        catch (Exception exception) when (exception is WebSocketException or InvalidDataException)
        {
            _firstPicture.TrySetException(exception);
        }
    }

    /// <summary>Where the first message is that is all there; no length where there is none.</summary>
    private static (int Start, int Length) Frame(ReadOnlySpan<byte> bytes)
    {
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            length |= (bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] < 0x80)
            {
                return i + 1 + length <= bytes.Length ? (i + 1, length) : default;
            }
        }

        return default;
    }

    private List<ReadOnlyMemory<byte>> Take(ReadOnlySpan<byte> message)
    {
        var reader = new PackReader(message);
        reader.Array();
        switch (reader.Integer())
        {
            case Invocation:
                reader.Skip();
                reader.Skip();
                var target = reader.Text();
                reader.Array();
                return target switch
                {
                    "JS.RenderBatch" => [PackWriter.Call(null, "OnRenderCompleted", reader.Integer(), null)],
                    "JS.BeginInvokeJS" => Answer(ref reader),
                    "JS.Error" => throw new InvalidDataException(reader.Text()),
                    _ => [],
                };
            case Completion:
                reader.Skip();
                reader.Skip();
                _circuit = reader.Integer() == 3 ? reader.Text() : throw new InvalidDataException("the circuit was refused");
                return [];
            case Ping:
                return [PackWriter.Ping];
            case Close:
                throw new InvalidDataException(reader.Text() ?? "the dashboard has hung up");
            default:
                return [];
        }
    }

    private List<ReadOnlyMemory<byte>> Answer(ref PackReader reader)
    {
        var (call, what, arguments, result) = (reader.Integer(), reader.Text(), reader.Text(), reader.Integer());
        List<ReadOnlyMemory<byte>> answers = [];
        switch (what)
        {
            case "show":
                LeaveFeed();
                See(1);
                if (_onPicture is not null)
                {
                    using var show = JsonDocument.Parse(arguments!);
                    _onPicture(show.RootElement[1].GetString()!);
                }

                break;
            case "follow":
                using (var follow = JsonDocument.Parse(arguments!))
                {
                    LeaveFeed();
                    _feed = new Feed(new UriBuilder(new Uri(_address, follow.RootElement[0].GetString())) { Scheme = "ws" }.Uri, Take);
                }

                break;
        }

        if (call != 0)
        {
            var value = what == "follow" ? "true" : result == Reference ? string.Create(CultureInfo.InvariantCulture, $$"""{"__jsObjectId":{{++_references}}}""") : "null";
            answers.Add(PackWriter.Call(null, "EndInvokeJSFromDotNet", call, true, string.Create(CultureInfo.InvariantCulture, $"[{call},true,{value}]")));
        }

        if (what == "Blazor._internal.Virtualize.init")
        {
            // A table renders the rows that the browser says are in sight.
            using var of = JsonDocument.Parse(arguments!);
            answers.Add(PackWriter.Call(
                null, "BeginInvokeDotNetFromJS", "1", null, "OnSpacerBeforeVisible", of.RootElement[0].GetProperty("__dotNetObject").GetInt64(),
                string.Create(CultureInfo.InvariantCulture, $"[0,0,{TableHeight}]")));
        }

        return answers;
    }

    // What a feed has sent: of the two charts those that have changed.
    private void Take(ReadOnlyMemory<byte> message)
    {
        Interlocked.Add(ref _bytes, message.Length);
        if (_onPicture is null)
        {
            See(message.Span.StartsWith("[null,"u8) || message.Span.EndsWith(",null]"u8) ? 1 : 2);
            return;
        }

        string[] charts = [.. Feed.Read(message).OfType<string>()];
        See(charts.Length);
        Array.ForEach(charts, _onPicture);
    }

    private void See(int charts)
    {
        Interlocked.Add(ref _pictures, charts);
        _firstPicture.TrySetResult();
    }

    private void LeaveFeed()
    {
        if (_feed is { } left)
        {
            _feed = null;
            _left.Add(left.DisposeAsync().AsTask());
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> message) =>
        await _socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, _leaving.Token).ConfigureAwait(false);
}
