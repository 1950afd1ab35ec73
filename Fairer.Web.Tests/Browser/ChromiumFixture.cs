using Fairer.Web.Tests.Browser;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(ChromiumFixture))]

namespace Fairer.Web.Tests.Browser;

/// <summary>One headless Chromium for all tests, started when the first of them wants it.</summary>
public sealed class ChromiumFixture : IAsyncDisposable
{
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

    private async Task<IBrowser> LaunchAsync()
    {
        _playwright = await Playwright.CreateAsync();
        return await Chromium.LaunchAsync(_playwright);
    }
}
