using System.Security.Cryptography;
using Fairer.Core.Data;
using Fairer.Core.Data.Census;
using Fairer.Core.Data.Download;

namespace Fairer.Core.Tests.Data;

public sealed class DatasetDownloadTests : IDisposable
{
    private const int Size = 300_000;
    private static readonly Dictionary<string, byte[]> Files = new() { ["a.data"] = Bytes(1, Size), ["b.test"] = Bytes(2, 5_000) };

    private static readonly DownloadPatience Quick = new()
    {
        Attempts = 3,
        Delay = TimeSpan.FromMilliseconds(5),
        Stall = TimeSpan.FromSeconds(20),
    };

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Part => Path.Combine(_folder.Path, "a.data.part");

    [Fact]
    public async Task Fetches_every_file_and_tells_how_far_it_is()
    {
        await using var server = new ScriptedServer(Files);
        var seen = new Recorder();
        await Download(server).DownloadAsync(seen, Cancellation);
        AssertComplete();
        Assert.Equal(new DownloadProgress("b.test", Size + 5_000, Size + 5_000), seen.Reports[^1]);
        Assert.Equal(seen.Reports.Select(report => report.Received).Order(), seen.Reports.Select(report => report.Received));
        Assert.True(seen.Reports.Count > 3);

        await Download(server).DownloadAsync(null, Cancellation);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_broken_connection_is_resumed_where_it_broke()
    {
        await using var server = new ScriptedServer(
            Files, new Behaviour(SendAtMost: 100_000), new Behaviour(SendAtMost: 50_000, HidesLength: true));
        await Download(server).DownloadAsync(null, Cancellation);
        AssertComplete();
        Assert.Equal([("a.data", 0), ("a.data", 100_000), ("a.data", 150_000), ("b.test", 0)], server.Requests);
    }

    [Fact]
    public async Task A_server_that_cannot_resume_sends_it_all_again()
    {
        await using var server = new ScriptedServer(Files, new Behaviour(SendAtMost: 100_000), new Behaviour(ObeysRange: false));
        await Download(server).DownloadAsync(null, Cancellation);
        AssertComplete();
        Assert.Equal([("a.data", 0), ("a.data", 100_000), ("b.test", 0)], server.Requests);
    }

    [Fact]
    public async Task A_server_that_refuses_the_range_is_asked_for_it_all()
    {
        await File.WriteAllBytesAsync(Part, Files["a.data"][..1000], Cancellation);
        await using var server = new ScriptedServer(Files, new Behaviour(Status: 416));
        await Download(server).DownloadAsync(null, Cancellation);
        AssertComplete();
        Assert.Equal([("a.data", 1000), ("a.data", 0), ("b.test", 0)], server.Requests);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(Size)]
    [InlineData(Size + 1)]
    public async Task A_beginning_of_something_else_is_thrown_away(int length)
    {
        await File.WriteAllBytesAsync(Part, Bytes(3, length), Cancellation);
        await using var server = new ScriptedServer(Files);
        await Download(server).DownloadAsync(null, Cancellation);
        AssertComplete();
    }

    [Fact]
    public async Task A_damaged_file_is_replaced()
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "a.data"), Bytes(3, Size), Cancellation);
        await using var server = new ScriptedServer(Files);
        await Download(server).DownloadAsync(null, Cancellation);
        AssertComplete();
    }

    [Fact]
    public async Task A_wrong_digest_is_refused_and_nothing_of_it_kept()
    {
        await using var server = new ScriptedServer(new Dictionary<string, byte[]> { ["a.data"] = Bytes(4, Size), ["b.test"] = Files["b.test"] });
        await AssertRefused(server, "digest differs");
        Assert.Single(server.Requests);
        Assert.False(File.Exists(Part));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task More_than_the_file_has_is_not_stored(bool hidesLength)
    {
        await using var server = new ScriptedServer(
            new Dictionary<string, byte[]> { ["a.data"] = Bytes(1, 10 * Size) }, new Behaviour(HidesLength: hidesLength));
        await AssertRefused(server, "more than the 300,000 bytes");
        Assert.Equal(0, new FileInfo(Part).Length);
    }

    [Fact]
    public async Task A_missing_file_is_not_asked_for_twice()
    {
        await using var server = new ScriptedServer(Files, new Behaviour(Status: 404));
        await AssertRefused(server, "answered 404");
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_in_trouble_is_asked_again()
    {
        await using var server = new ScriptedServer(Files, new Behaviour(Status: 503), new Behaviour(Status: 500));
        await Download(server).DownloadAsync(null, Cancellation);
        AssertComplete();
    }

    [Fact]
    public async Task A_server_that_stays_in_trouble_is_given_up()
    {
        await using var server = new ScriptedServer(Files, [.. Enumerable.Repeat(new Behaviour(Status: 503), 9)]);
        await AssertRefused(server, "answered 503");
        Assert.Equal(Quick.Attempts, server.Requests.Count);
    }

    [Fact]
    public async Task A_stalled_server_is_left_and_asked_for_the_rest()
    {
        await using var server = new ScriptedServer(Files, new Behaviour(SendAtMost: 100_000, Stalls: true));
        await Download(server, Quick with { Stall = TimeSpan.FromSeconds(1) }).DownloadAsync(null, Cancellation);
        AssertComplete();
        Assert.Equal(("a.data", 100_000), server.Requests[1]);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_explained()
    {
        var server = new ScriptedServer(Files);
        await server.DisposeAsync();
        var remote = Remote(new Uri("http://127.0.0.1:1/"));
        var fault = await Assert.ThrowsAsync<DataException>(
            () => new DatasetDownload(_http, remote, _folder.Path, Quick).DownloadAsync(null, Cancellation));
        Assert.Contains("http://127.0.0.1:1/a.data could not be downloaded", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_download_keeps_what_arrived_for_the_next_one()
    {
        await using var server = new ScriptedServer(Files, new Behaviour(SendAtMost: 100_000, Stalls: true));
        using var cancel = new CancellationTokenSource();
        var progress = new Recorder { OnReport = report => _ = report.Received == 100_000 ? cancel.CancelAsync() : null };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Download(server).DownloadAsync(progress, cancel.Token));
        Assert.Equal(100_000, new FileInfo(Part).Length);

        await Download(server).DownloadAsync(null, Cancellation);
        AssertComplete();
        Assert.Equal(("a.data", 100_000), server.Requests[1]);
    }

    [Fact]
    public async Task Two_at_once_take_turns_and_the_second_finds_the_files()
    {
        await using var server = new ScriptedServer(Files, new Behaviour(SendAtMost: 100_000));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Download(server).DownloadAsync(null, Cancellation)));
        AssertComplete();
        Assert.Equal([("a.data", 0), ("a.data", 100_000), ("b.test", 0)], server.Requests);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_explained()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "in the way", Cancellation);
        var fault = await Assert.ThrowsAsync<DataException>(
            () => new DatasetDownload(_http, Remote(new Uri("http://127.0.0.1:1/")), Path.Combine(file, "data"), Quick)
                .DownloadAsync(null, Cancellation));
        Assert.Contains("cannot be written to", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adult_can_be_loaded_once_it_is_downloaded()
    {
        var folder = RealData.Folder();
        var adult = new Adult();
        var files = new Dictionary<string, byte[]>();
        foreach (var file in adult.Remote.Files)
            files[file.Name] = await File.ReadAllBytesAsync(Path.Combine(folder, file.Name), Cancellation);
        await using var server = new ScriptedServer(files, new Behaviour(SendAtMost: 1_000_000));

        var folders = new DataFolders([], _folder.Path);
        Assert.False(adult.Locate(folders).AtHand);
        await new DatasetDownload(_http, adult.Remote with { Address = server.Address }, folders.Download, Quick)
            .DownloadAsync(null, Cancellation);
        Assert.True(adult.Locate(folders).AtHand);
        Assert.Equal(45_222, (await Adult.ReadAsync(folders, Cancellation)).Rows);
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    private static byte[] Bytes(int seed, int count)
    {
        var random = new SeededRandom(seed, RandomPurpose.Synthesis);
        return [.. Enumerable.Range(0, count).Select(_ => (byte)random.NextInt(256))];
    }

    private static RemoteDataset Remote(Uri address) => new(
        address,
        [.. Files.Select(file => new RemoteFile(file.Key, file.Value.Length, Convert.ToHexStringLower(SHA256.HashData(file.Value))))],
        new Uri("https://example.org/page"));

    private DatasetDownload Download(ScriptedServer server, DownloadPatience? patience = null) =>
        new(_http, Remote(server.Address), _folder.Path, patience ?? Quick);

    private async Task AssertRefused(ScriptedServer server, string problem)
    {
        var fault = await Assert.ThrowsAsync<DataException>(() => Download(server).DownloadAsync(null, Cancellation));
        Assert.Contains($"{server.Address}a.data could not be downloaded", fault.Message, StringComparison.Ordinal);
        Assert.Contains(problem, fault.Message, StringComparison.Ordinal);
        Assert.Contains($"get a.data and b.test from https://example.org/page and put them into {_folder.Path}", fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder.Path, "a.data")));
    }

    private void AssertComplete()
    {
        foreach (var (name, content) in Files)
            Assert.Equal(content, File.ReadAllBytes(Path.Combine(_folder.Path, name)));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.part"));
    }

    private sealed class Recorder : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> Reports { get; } = [];

        public Action<DownloadProgress>? OnReport { get; init; }

        public void Report(DownloadProgress value)
        {
            Reports.Add(value);
            OnReport?.Invoke(value);
        }
    }
}
