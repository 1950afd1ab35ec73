using System.Globalization;
using System.Text.RegularExpressions;
using Fairer.Core.Results;
using Fairer.Web.Services.Present;
using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>A speaker with a keyboard and a fresh installation.</summary>
public sealed class PresentJourneyTests(ChromiumFixture chromium) : DashboardTest(chromium)
{
    [Fact]
    public async Task The_scripted_demo_is_given_by_keyboard_alone()
    {
        var page = (await VisitAsync()).Page;
        var keys = page.Keyboard;
        var where = page.Locator(".where");
        await page.Locator("#plan").WaitForAsync();

        // The list of keys, from anywhere; a field takes the same letters as text.
        await keys.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" })).ToBeVisibleAsync();
        await keys.PressAsync("?");
        await Assertions.Expect(page.Locator("#keys")).Not.ToBeVisibleAsync();
        await page.Locator("#seeds").FocusAsync();
        await keys.TypeAsync("p");
        await Assertions.Expect(page.Locator("#seeds")).ToHaveValueAsync(new Regex("p"));
        await page.EvaluateAsync("document.activeElement.blur()");

        // One key to the talk: nothing but the talk is seen.
        await keys.PressAsync("p");
        await Assertions.Expect(page.Locator(".stage.large h2")).ToHaveTextAsync("Fairness as Decision Rationale Alignment");
        await Assertions.Expect(page.Locator("header")).Not.ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".desk")).Not.ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollHeight <= innerHeight"));

        // The replay runs, faster when asked, and its points are the recording's.
        await keys.PressAsync("ArrowRight");
        await Assertions.Expect(where).ToContainTextAsync("replay, 30×");
        await page.WaitForFunctionAsync("document.getElementById('talk-ap')?.data?.some(trace => trace.meta.kind === 'running' && trace.x.length > 0)");
        await keys.PressAsync("Space");
        await Assertions.Expect(where).ToContainTextAsync("(paused)");
        var paused = await where.InnerTextAsync();
        await page.WaitForTimeoutAsync(500);
        Assert.Equal(paused, await where.InnerTextAsync());
        await keys.PressAsync("Space");
        for (var i = 0; i < 3; i++)
        {
            await keys.PressAsync("+");
        }

        await Assertions.Expect(where).ToContainTextAsync("replay, 100×");
        await Assertions.Expect(where).ToContainTextAsync("33 of 33 runs");
        var mean = SweepRecording.BuiltIn.Runs.Where(run => run.Spec is { Method: "dralign", Lambda: 0.4 }).Average(run => run.Selected!.Test.AveragePrecision);
        await page.WaitForFunctionAsync(
            $"document.getElementById('talk-ap').data.find(trace => trace.meta.kind === 'mean' && trace.meta.method === 'dralign').y.some(y => Math.abs(y - {mean.ToString("R", CultureInfo.InvariantCulture)}) < 1e-9)");

        // Again, so slowly that no run has ended when the second key arrives, a little back, and on to every other step.
        for (var i = 0; i < Talk.Speeds.Count; i++)
        {
            await keys.PressAsync("-");
        }

        await Assertions.Expect(where).ToContainTextAsync("replay, 0.");
        await keys.PressAsync("r");
        await keys.PressAsync("Space");
        await Assertions.Expect(where).ToContainTextAsync(" 0 of 33 runs");
        await Assertions.Expect(where).ToContainTextAsync("(paused)");
        await keys.PressAsync("Space");
        foreach (var view in new[] { "similarity", "layers", "both" })
        {
            await keys.PressAsync("PageDown");
            await Assertions.Expect(page.Locator(".stage")).ToHaveAttributeAsync("data-view", view);
            await Assertions.Expect(page.Locator("#talk-similarity .main-svg").First).ToBeVisibleAsync();
        }

        await Assertions.Expect(where).ToContainTextAsync("5 of 5 · 33 of 33 runs");
        await keys.PressAsync("Shift+ArrowLeft");
        await Assertions.Expect(where).Not.ToContainTextAsync("(ended)");
        await keys.PressAsync("3");
        await Assertions.Expect(where).ToContainTextAsync("3 of 5");
        await Assertions.Expect(page.Locator(".stage")).ToHaveAttributeAsync("data-view", "similarity");
        await keys.PressAsync("v");
        await Assertions.Expect(page.Locator(".stage")).ToHaveAttributeAsync("data-view", "layers");
        await keys.PressAsync("End");
        await keys.PressAsync("q");
        await Assertions.Expect(page.Locator(".sheet")).ToContainTextAsync("listens on this machine alone");
        await keys.PressAsync("q");

        // A page that has to be loaded again goes on at its step; the same key ends the talk.
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".stage.large")).ToBeVisibleAsync();
        await Assertions.Expect(where).ToContainTextAsync("5 of 5");
        await keys.PressAsync("p");
        await Assertions.Expect(page.Locator("header")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".desk")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_demo_of_one_s_own_trains_live_and_others_watch_it()
    {
        var page = (await VisitAsync("present")).Page;
        await page.Locator("#demo-text").FillAsync("title: Live\nview: gap\nsweep: train methods=erm,dralign hidden=10 lambda=0.4 seeds=0 epochs=40 steps=100\nspede: 2");
        await Assertions.Expect(page.Locator("#demo-faults")).ToContainTextAsync("Line 4: 'spede' is not a key");
        await page.Locator("#demo-text").FillAsync("title: Live\nview: gap\nsweep: train methods=erm,dralign hidden=10 lambda=0.4 seeds=0 epochs=40 steps=100");
        await page.Locator("#demo-name").FillAsync("My talk");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#demo")).ToHaveValueAsync("My talk");
        await page.EvaluateAsync("document.activeElement.blur()");

        await page.Keyboard.PressAsync("p");
        await Assertions.Expect(page.Locator(".where")).ToContainTextAsync("live");
        var watcher = (await VisitAsync("watch/1")).Page;
        await Assertions.Expect(watcher.GetByRole(AriaRole.Status)).ToHaveTextAsync("2 of 2 runs finished", new() { Timeout = 120_000 });
        await Assertions.Expect(page.Locator(".where")).ToContainTextAsync("2 of 2 runs");
        await page.Keyboard.PressAsync("r");
        await Assertions.Expect(page.Locator(".where")).ToContainTextAsync("replay");
        Assert.Equal(0, await watcher.Locator("main :is(button, input, select, textarea, form):not(.modebar *)").CountAsync());
    }
}
