using Bunit;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;
using Fairer.Web.Components.Pages;
using Fairer.Web.Services.Diagnostics;
using Fairer.Web.Services.Log;
using Fairer.Web.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fairer.Web.Tests.Components;

/// <summary>The page that says what the dashboard runs on and what it does.</summary>
public sealed class SystemPageTests : IAsyncDisposable
{
    private readonly PageContext _page = new();

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    private ILogger Logger => _page.Services.GetRequiredService<LogBuffer>().CreateLogger("Fairer.Test");

    private static void Log(ILogger logger, LogLevel level, string text, Exception? exception = null) =>
        logger.Log(level, default, text, exception, (said, _) => said);

    [Fact]
    public void Engines_say_what_they_train_and_what_they_lack()
    {
        _page.Services.AddSingleton<IEngine>(FakeEngine.NotReady());
        var page = _page.Render<SystemPage>();

        Assert.Contains("managed", page.Find("section[aria-label='Engines and devices'] tbody").TextContent, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("./fairer setup torch", page.Find(".missing-engine code").TextContent);
    }

    [Fact]
    public async Task The_queue_says_what_is_trained_where_and_what_waits()
    {
        var page = _page.Render<SystemPage>();
        Assert.Contains("Nothing is being trained", page.Find("section[aria-label=Queue]").TextContent, StringComparison.Ordinal);

        var id = await _page.Sweeps.StartAsync(Samples.Sweep(), CancellationToken.None);
        _page.Sweeps.Change(id, run => run.Id == 1, run => Samples.Train(run, 5, RunStatus.Running));

        page.WaitForAssertion(() => Assert.Contains("50 %", page.Find("tr[data-running='1']").TextContent, StringComparison.Ordinal));
        Assert.Contains("a core", page.Find("tr[data-running='1']").TextContent, StringComparison.Ordinal);
        Assert.Contains("32 waiting of sweep 1", page.Find("section[aria-label=Queue]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void The_store_and_versions_are_named()
    {
        var page = _page.Render<SystemPage>();

        page.WaitForAssertion(() => Assert.Contains("0 sweeps, 0 runs, 0 epochs", page.Find("section[aria-label=Store]").TextContent, StringComparison.Ordinal));
        Assert.All(Versions.All, item => Assert.False(string.IsNullOrWhiteSpace(item.Version), item.Name));
        Assert.Contains("SQLite", page.Find("section[aria-label=Versions]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_is_filtered_and_keeps_no_secrets()
    {
        Log(Logger, LogLevel.Information, "A sweep is launched.");
        Log(Logger, LogLevel.Error, $"Wrong password=hunter2 in {Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)}/x", new InvalidOperationException("Broken."));
        var page = _page.Render<SystemPage>();

        Assert.Equal(2, page.FindAll(".line").Count);
        var error = page.Find(".line.error").TextContent;
        Assert.Contains("password=*** in ~/x", error, StringComparison.Ordinal);
        Assert.Contains("Broken.", error, StringComparison.Ordinal);

        // In one go: the page renders itself once a second, and what was found before is another element after.
        await page.InvokeAsync(() => page.Find("input[name=log-level][id$=errors]").Change(true));
        Assert.Single(page.FindAll(".line"));
        Assert.EndsWith("system?log=errors", _page.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void The_log_keeps_its_last_lines()
    {
        using var buffer = new LogBuffer(TimeProvider.System);
        var logger = buffer.CreateLogger("x");
        for (var i = 1; i <= LogBuffer.Capacity + 10; i++)
        {
            Log(logger, LogLevel.Information, $"line {i}");
        }

        var tail = buffer.Tail(LogLevel.Trace);
        Assert.Equal(LogBuffer.Capacity, tail.Count);
        Assert.Equal(("line 510", "line 11"), (tail[0].Text, tail[^1].Text));
        Assert.Equal(510, buffer.Number);
    }

    [Fact]
    public async Task The_report_is_copied_or_shown_to_be_copied_by_hand()
    {
        Log(Logger, LogLevel.Warning, "Something is odd.");
        var page = _page.Render<SystemPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("section[aria-label=Store] dl")));
        _page.JSInterop.Setup<bool>("fairer.copy", _ => true).SetResult(true);
        await page.Find("#copy-report").ClickAsync();

        var report = (string)_page.JSInterop.Invocations["fairer.copy"][0].Arguments[0]!;
        Assert.All(["### Versions", "### Engines", "### Queue", "### Store", "Something is odd."], part => Assert.Contains(part, report, StringComparison.Ordinal));
        Assert.Contains("Copied", page.Find("#copy-report").TextContent, StringComparison.Ordinal);

        _page.JSInterop.Setup<bool>("fairer.copy", _ => true).SetResult(false);
        await page.Find("#copy-report").ClickAsync();
        Assert.Contains("### Versions", page.Find("textarea.report").TextContent, StringComparison.Ordinal);
    }
}
