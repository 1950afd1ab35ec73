using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>What axe finds on a page.</summary>
internal static class Axe
{
    /// <summary>The serious and critical issues, each with where it is.</summary>
    public static async Task<IReadOnlyList<string>> SeriousIssuesAsync(IPage page)
    {
        var found = await page.RunAxe();
        return
        [
            .. from issue in found.Violations
               where issue.Impact is "serious" or "critical"
               from node in issue.Nodes
               select $"{issue.Id} at {node.Target}: {issue.Help}. {node.Html}",
        ];
    }

    /// <summary>Fails where there is one.</summary>
    public static async Task AssertAccessibleAsync(IPage page) => Assert.Empty(await SeriousIssuesAsync(page));
}
