using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>Whether a page has to be scrolled sideways, which none should.</summary>
internal static class SidewaysScroll
{
    // Charts follow a new size a moment later.
    private const string TooWide =
        """
        async () => {
          for (let patience = 20; patience > 0 && document.documentElement.scrollWidth > innerWidth; patience--) {
            await new Promise(resolve => setTimeout(resolve, 100));
          }
          const clipped = element => element && (getComputedStyle(element).overflowX !== 'visible' || clipped(element.parentElement));
          return document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
            .filter(element => element.getBoundingClientRect().right > innerWidth && !clipped(element.parentElement))
            .map(element => `${element.tagName}.${element.getAttribute('class')}`);
        }
        """;

    /// <summary>Fails where the page is wider than its window, and names what is.</summary>
    public static async Task AssertNoneAsync(IPage page, int width)
    {
        var wide = await page.EvaluateAsync<string[]>(TooWide);
        Assert.True(wide.Length == 0, $"The page scrolls sideways when it is {width} pixels wide: {string.Join(", ", wide.Take(12))}");
    }
}
