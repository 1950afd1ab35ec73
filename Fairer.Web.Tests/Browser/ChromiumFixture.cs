using Fairer.Web.Tests.Browser;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(ChromiumFixture))]

namespace Fairer.Web.Tests.Browser;

/// <summary>One headless Chromium for all tests, started when the first of them wants it.</summary>
/// <remarks>
/// It is the one that <c>FAIRER_CHROMIUM</c> names, or one found on the path, or the system's Edge (Windows) or Chrome
/// (macOS); Playwright downloads nothing.
/// </remarks>
public sealed class ChromiumFixture : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private readonly Lazy<Task<IBrowser>> _browser;
    private IPlaywright? _playwright;

    /// <summary>A fixture whose browser is not started yet.</summary>
    public ChromiumFixture() => _browser = new(LaunchAsync);

    /// <summary>The browser.</summary>
    /// <exception cref="InvalidOperationException">There is none on this machine.</exception>
    public Task<IBrowser> BrowserAsync() => _browser.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser.IsValueCreated && _browser.Value.IsCompletedSuccessfully)
        {
            await (await _browser.Value).DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private static string? Executable()
    {
        if (Environment.GetEnvironmentVariable("FAIRER_CHROMIUM") is { Length: > 0 } named)
        {
            return File.Exists(named)
                ? named
                : throw new InvalidOperationException($"FAIRER_CHROMIUM names '{named}', and there is no such file.");
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }

    private static string? Channel() =>
        OperatingSystem.IsWindows() ? "msedge" : OperatingSystem.IsMacOS() ? "chrome" : null;

    private async Task<IBrowser> LaunchAsync()
    {
        var executable = Executable();
        var channel = executable is null ? Channel() : null;
        if (executable is null && channel is null)
        {
            throw new InvalidOperationException(
                "Browser tests need Chromium: 'apt-get install chromium', or name one in FAIRER_CHROMIUM.");
        }

        _playwright = await Playwright.CreateAsync();
        return await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = executable,
            Channel = channel,
            Args =
            [
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        });
    }
}
