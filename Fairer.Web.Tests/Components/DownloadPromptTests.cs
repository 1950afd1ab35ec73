using System.Net;
using Bunit;
using Fairer.Web.Components.Controls;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Components;

public sealed class DownloadPromptTests : IAsyncDisposable
{
    private readonly PageContext _page = new();
    private int _done;

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task A_click_downloads_the_files_and_says_so()
    {
        _page.Server.Answer = _ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(FakeDataset.Content) });
        var prompt = Render();

        await prompt.Find("button").ClickAsync();

        Assert.Equal(1, _done);
        Assert.Equal(FakeDataset.Content, await File.ReadAllBytesAsync(Path.Combine(_page.Folder, "adult.data"), CancellationToken.None));
    }

    [Fact]
    public async Task A_refusal_is_explained_and_can_be_tried_again()
    {
        var prompt = Render();

        await prompt.Find("button").ClickAsync();

        Assert.Contains("404", prompt.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Download", prompt.Find("button").TextContent, StringComparison.Ordinal);
        Assert.Equal(0, _done);
    }

    [Fact]
    public async Task A_download_can_be_stopped()
    {
        _page.Server.Answer = async cancellation =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            throw new InvalidOperationException("unreachable");
        };
        var prompt = Render();
        var download = prompt.Find("button").ClickAsync();
        Assert.Equal("0", prompt.Find("[role=progressbar]").GetAttribute("aria-valuenow"));

        await prompt.Find("button").ClickAsync();
        await download;

        Assert.Contains("Download", prompt.Find("button").TextContent, StringComparison.Ordinal);
        Assert.Empty(prompt.FindAll("[role=alert]"));
        Assert.Equal(0, _done);
    }

    private IRenderedComponent<DownloadPrompt> Render() => _page.Render<DownloadPrompt>(parameters => parameters
        .Add(prompt => prompt.Source, new FakeDataset(Views.Adult))
        .Add(prompt => prompt.OnDone, () => _done++));
}
