using Fairer.Web.Components.Layout;
using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>axe finds no serious or critical issue on any page, in light and dark, with nothing trained and with results.</summary>
public sealed class AccessibilityTests(ChromiumFixture chromium) : DashboardTest(chromium)
{
    private readonly List<string> _issues = [];

    // What the header does not name: what only audiences see.
    private static IEnumerable<string> Pages => [.. NavigationItem.All.Select(item => item.Address), "watch/last", "watch/recorded", "present?step=5"];

    [Fact]
    public async Task No_page_has_a_serious_issue()
    {
        var page = (await VisitAsync()).Page;
        await LookEverywhereAsync(page, "empty");

        await page.GotoAsync(Dashboard.Address.ToString());
        var dashboard = new DashboardPage(page);
        await dashboard.FillInAsync(lambdas: "0.2", seeds: "0", epochs: 2);
        await dashboard.Button("Train").ClickAsync();
        await dashboard.WaitUntilFinishedAsync(3);
        await LookEverywhereAsync(page, "filled");

        // What is open only for a while.
        await page.GotoAsync(Dashboard.Address.ToString());
        await page.Locator(".help-button").First.ClickAsync();
        await LookAsync(page, "an explanation");
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("?");
        await LookAsync(page, "the list of keys");
        await page.Keyboard.PressAsync("?");
        await page.Keyboard.PressAsync("p");
        await page.Locator(".stage.large").WaitForAsync();
        await page.Keyboard.PressAsync("End");
        await page.Locator("#talk-ap .main-svg").First.WaitForAsync();
        await LookAsync(page, "a talk");

        Assert.True(_issues.Count == 0, string.Join(Environment.NewLine, _issues));
    }

    private async Task LookEverywhereAsync(IPage page, string state)
    {
        foreach (var address in Pages)
        {
            await page.GotoAsync(new Uri(Dashboard.Address, address).ToString());
            await page.Locator("main > *").First.WaitForAsync();
            await page.WaitForTimeoutAsync(700); // data and charts come over the connection
            await LookAsync(page, $"/{address}, {state}");
        }
    }

    private async Task LookAsync(IPage page, string what)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            _issues.AddRange((await Axe.SeriousIssuesAsync(page)).Select(issue => $"{what}, {scheme}: {issue}"));
        }
    }
}
