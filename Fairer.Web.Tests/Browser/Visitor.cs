using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>A person's browser: a profile of its own with one page, and every error that the page met.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _errors = new();

    private Visitor(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _errors.Enqueue($"console: {message.Text}");
            }
        };
        page.PageError += (_, error) => _errors.Enqueue($"page: {error}");
        page.Response += (_, response) =>
        {
            if (response.Status >= 400)
            {
                _errors.Enqueue($"{response.Status}: {response.Url}");
            }
        };
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>What went wrong in the page so far: console errors, uncaught exceptions, answers of status 400 and up.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Opens an empty page in a new profile.</summary>
    public static async Task<Visitor> ArriveAsync(IBrowser browser)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        return new Visitor(await context.NewPageAsync());
    }

    /// <summary>Forgets the errors so far: those that a test caused on purpose.</summary>
    public void ForgiveErrors() => _errors.Clear();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
