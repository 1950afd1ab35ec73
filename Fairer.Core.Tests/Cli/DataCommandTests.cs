using System.Security.Cryptography;
using System.Text;
using Fairer.Core.Data.Download;
using Fairer.Core.Tests.Data;
using Fairer.Core.Tests.Sweeps;

namespace Fairer.Core.Tests.Cli;

/// <summary><c>data download</c>, from a server on this machine.</summary>
public sealed class DataCommandTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Downloads_into_the_named_folder(bool terminal)
    {
        var content = Encoding.ASCII.GetBytes("39, State-gov, 77516");
        await using var server = new ScriptedServer(new Dictionary<string, byte[]> { ["adult.data"] = content });
        using var line = new CommandLine { Terminal = terminal, Dataset = _ => Remote(server.Address, content) };
        var folder = Path.Combine(line.Folder, "data");
        var outcome = await line.RunAsync($"data download adult --data {folder}", Now);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Out));
        Assert.EndsWith($"Empty is in {folder}.\n", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(folder, "adult.data"), Now));
    }

    [Fact]
    public async Task A_wrong_file_is_a_failure()
    {
        var content = Encoding.ASCII.GetBytes("39, State-gov, 77516");
        await using var server = new ScriptedServer(new Dictionary<string, byte[]> { ["adult.data"] = Encoding.ASCII.GetBytes("40, State-gov, 77516") });
        using var line = new CommandLine { Dataset = _ => Remote(server.Address, content) };
        var outcome = await line.RunAsync($"data download adult --data {line.Folder}", Now);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("adult.data", outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(line.Folder, "adult.data")));
    }

    [Fact]
    public async Task What_cannot_be_downloaded_is_bad_usage()
    {
        using var line = new CommandLine();
        var outcome = await line.RunAsync("data download synthetic", Now);
        Assert.Equal((2, "'synthetic' cannot be downloaded; there are adult, credit.\nSee ./fairer data download --help.\n"), (outcome.ExitCode, outcome.Error));
    }

    private static EmptyDataset Remote(Uri address, byte[] content) => new()
    {
        Remote = new RemoteDataset(address, [new RemoteFile("adult.data", content.Length, Convert.ToHexStringLower(SHA256.HashData(content)))], address),
    };
}
