using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>Pictures of pages, for people to look at; none are taken unless <c>FAIRER_SCREENSHOTS</c> names a folder.</summary>
internal static class Pictures
{
    private static readonly (int Width, int Height)[] Sizes = [(1920, 1080), (1366, 768)];

    /// <summary>The folder; null where none are taken.</summary>
    public static string? Folder { get; } = Environment.GetEnvironmentVariable("FAIRER_SCREENSHOTS");

    /// <summary>Takes a page in both sizes that it is judged in, dark and light.</summary>
    public static async Task TakeAsync(IPage page, string name)
    {
        foreach (var (width, height) in Folder is null ? [] : Sizes)
        {
            await page.SetViewportSizeAsync(width, height);
            await TakeInThisSizeAsync(page, $"{name}-{width}");
        }
    }

    /// <summary>Takes a page in the size that it has, dark and light.</summary>
    public static async Task TakeInThisSizeAsync(IPage page, string name)
    {
        foreach (var scheme in Folder is null ? [] : new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await page.WaitForTimeoutAsync(700); // the charts redraw
            await page.ScreenshotAsync(new() { Path = Path.Combine(Folder!, $"{name}-{scheme}.png".ToLowerInvariant()) });
        }
    }
}
