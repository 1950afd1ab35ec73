using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fairer.Core.Tests.Data;

/// <summary>What the server does with one request.</summary>
/// <param name="Status">The status it answers with; 200 and 206 send the file.</param>
/// <param name="ObeysRange">Whether it sends the asked-for rest only.</param>
/// <param name="SendAtMost">How many bytes of the body it sends.</param>
/// <param name="Stalls">Whether it keeps the connection open after that instead of breaking it.</param>
/// <param name="HidesLength">Whether it leaves out the body's length.</param>
internal sealed record Behaviour(
    int Status = 200, bool ObeysRange = true, int SendAtMost = int.MaxValue, bool Stalls = false, bool HidesLength = false);

/// <summary>A small HTTP server on the loopback address that misbehaves as told, one behaviour a request, and then
/// serves well.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IReadOnlyDictionary<string, byte[]> _files;
    private readonly Queue<Behaviour> _script;
    private readonly Task _accepting;

    public ScriptedServer(IReadOnlyDictionary<string, byte[]> files, params Behaviour[] script)
    {
        _files = files;
        _script = new(script);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/data/");

    /// <summary>The requests so far: file name, and the first byte asked for.</summary>
    public List<(string File, long From)> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception fault) when (_stop.IsCancellationRequested && fault is (OperationCanceledException or SocketException))
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            await using var stream = client.GetStream();
            var (file, from) = await ReadRequestAsync(stream);
            Behaviour behaviour;
            lock (Requests)
            {
                Requests.Add((file, from));
                behaviour = _script.Count > 0 ? _script.Dequeue() : new Behaviour();
            }

            await AnswerAsync(stream, _files[file], from, behaviour);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // The client gave up, or the test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream, byte[] content, long from, Behaviour behaviour)
    {
        if (behaviour.Status >= 400)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {behaviour.Status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), _stop.Token);
            return;
        }

        var isPart = from > 0 && behaviour.ObeysRange;
        var body = isPart ? content[(int)from..] : content;
        var head = new StringBuilder($"HTTP/1.1 {(isPart ? "206 Partial Content" : "200 OK")}\r\nConnection: close\r\n");
        if (!behaviour.HidesLength)
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        if (isPart)
            head.Append(CultureInfo.InvariantCulture, $"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}\r\n"), _stop.Token);
        await stream.WriteAsync(body.AsMemory(0, Math.Min(body.Length, behaviour.SendAtMost)), _stop.Token);
        if (behaviour.Stalls)
            await Task.Delay(Timeout.Infinite, _stop.Token);
    }

    private async Task<(string File, long From)> ReadRequestAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var request = await reader.ReadLineAsync(_stop.Token) ?? throw new IOException("no request");
        var from = 0L;
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } header)
        {
            if (header.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                from = long.Parse(header["Range: bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
        }

        return (request.Split(' ')[1].Split('/')[^1], from);
    }
}
