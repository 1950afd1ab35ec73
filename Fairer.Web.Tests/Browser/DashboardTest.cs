using System.Diagnostics;
using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>
/// A test with a dashboard of its own and any number of visitors. It fails when a visitor's page met an error; when it
/// fails, the dashboard's log and the visitors' screens are kept.
/// </summary>
public abstract class DashboardTest(ChromiumFixture chromium) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly List<Visitor> _visitors = [];
    private DashboardProcess? _dashboard;

    /// <summary>The dashboard.</summary>
    protected DashboardProcess Dashboard => _dashboard ?? throw new InvalidOperationException("Not started yet.");

    /// <summary>Cancelled when the test run is stopped.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _dashboard = await DashboardProcess.StartNewAsync(Cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var errors = _visitors.SelectMany(visitor => visitor.Errors).ToList();
        if (TestContext.Current.TestState?.Result == TestResult.Failed || errors.Count > 0)
        {
            await KeepEvidenceAsync();
        }

        foreach (var visitor in _visitors)
        {
            await visitor.DisposeAsync();
        }

        if (_dashboard is not null)
        {
            await _dashboard.DisposeAsync();
        }

        Assert.True(errors.Count == 0, $"A page met errors:{Environment.NewLine}{string.Join(Environment.NewLine, errors)}");
    }

    /// <summary>Opens the dashboard in a new browser profile.</summary>
    protected async Task<Visitor> VisitAsync(string path = "")
    {
        var visitor = await Visitor.ArriveAsync(await chromium.BrowserAsync());
        _visitors.Add(visitor);
        await visitor.Page.GotoAsync(new Uri(Dashboard.Address, path).ToString());
        return visitor;
    }

    /// <summary>Waits until something holds, such as what charts show.</summary>
    protected static async Task UntilAsync(Func<Task<bool>> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < Patience, "Waited too long.");
            await Task.Delay(50, Cancellation);
        }
    }

    private async Task KeepEvidenceAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults")).FullName;
        var name = TestContext.Current.Test?.TestDisplayName ?? GetType().Name;
        name = string.Concat(name.Select(letter => char.IsLetterOrDigit(letter) ? letter : '_'));
        TestContext.Current.TestOutputHelper?.WriteLine($"Dashboard's log:{Environment.NewLine}{_dashboard?.Log}");
        for (var i = 0; i < _visitors.Count; i++)
        {
            var file = Path.Combine(folder, $"{name}-{i}.png");
            try
            {
                await _visitors[i].Page.ScreenshotAsync(new() { Path = file, FullPage = true });
                TestContext.Current.TestOutputHelper?.WriteLine($"Visitor {i}'s screen: {file}");
            }
            catch (PlaywrightException fault)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"Visitor {i}'s screen is lost: {fault.Message}");
            }
        }
    }
}
