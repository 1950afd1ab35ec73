using Fairer.Core.Sweeps;
using Fairer.Web.Components.Pages;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Components;

public sealed class LivePageTests : IAsyncDisposable
{
    private readonly PageContext _page = new();

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task What_ends_after_the_viewer_has_left_harms_nobody()
    {
        var page = _page.Render<Asking>().Instance;
        var asked = page.AskAsync();

        await page.DisposeAsync();
        page.Answer.SetResult();

        await asked;
        Assert.True(page.HasLeft);
    }

    [Fact]
    public async Task Why_something_cannot_be_done_is_said()
    {
        var page = _page.Render<Asking>().Instance;
        page.Answer.SetException(new SweepException("There is no room."));

        await page.AskAsync();

        Assert.Equal("There is no room.", page.Reason);
    }

    private sealed class Asking : LivePage
    {
        public TaskCompletionSource Answer { get; } = new();

        public string? Reason => Refusal;

        public bool HasLeft => Leaving.IsCancellationRequested;

        protected override long Version => Sweeps.Board.Version;

        public Task AskAsync() => RequestAsync(async () =>
        {
            await Answer.Task;
            await Task.Delay(0, Leaving);
        });

        protected override void TakeIn()
        {
        }
    }
}
