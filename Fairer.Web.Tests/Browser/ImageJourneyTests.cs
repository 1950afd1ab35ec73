using Fairer.Core.Data;
using Fairer.Core.Training;
using Fairer.Core.Training.Gpu;
using Fairer.Core.Training.Managed;
using Fairer.Web.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>A person looks at images and trains convolutional networks on a graphics card, in a real browser. The card and
/// its engine are made up, so that the way is there on every machine.</summary>
/// <remarks>Where <c>FAIRER_SCREENSHOTS</c> names a folder, pictures of the page go there.</remarks>
public sealed class ImageJourneyTests(ChromiumFixture chromium) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fairer-images-").FullName;
    private readonly FakeMonitor _monitor = new()
    {
        Readings = new(
            new MachineReading(16, 0.34, 0.3, 128L << 30, 21L << 30),
            [new GpuReading(0, "NVIDIA H100 80GB HBM3", 80L << 30, 11L << 30, 87)]),
    };

    private WebApplication? _app;
    private Visitor? _visitor;

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_visitor is not null)
        {
            await _visitor.DisposeAsync();
        }

        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None); // pages still connected end before what they use
            await _app.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
        Assert.Empty(_visitor?.Errors ?? []);
    }

    [Fact]
    public async Task From_faces_to_curves_on_a_graphics_card()
    {
        var page = await VisitAsync(FakeEngine.WithGpu());
        var dashboard = new DashboardPage(page);
        await page.GetByLabel("Dataset").SelectOptionAsync("faces");

        // Every picture has arrived, and each subgroup and label has some.
        await Assertions.Expect(page.Locator("figure")).ToHaveCountAsync(4);
        await page.WaitForFunctionAsync("[...document.querySelectorAll('figure img')].length === 32 && [...document.querySelectorAll('figure img')].every(image => image.naturalWidth > 0)");
        await Assertions.Expect(page.Locator("details.samples")).ToContainTextAsync("Synthetic");

        var devices = page.GetByRole(AriaRole.Region, new() { Name = "Devices" });
        await Assertions.Expect(devices.GetByRole(AriaRole.Meter, new() { Name = "NVIDIA H100 80GB HBM3", Exact = true })).ToHaveAttributeAsync("aria-valuenow", "87");
        _monitor.Readings = _monitor.Readings with { Gpus = [_monitor.Readings.Gpus[0] with { LoadPercent = 95 }] };
        await Assertions.Expect(devices.GetByRole(AriaRole.Meter, new() { Name = "NVIDIA H100 80GB HBM3", Exact = true })).ToHaveAttributeAsync("aria-valuenow", "95");

        // Another attribute is another dataset, with pictures of its own.
        var before = await page.Locator("figure img").First.GetAttributeAsync("src");
        await page.GetByLabel("Label attribute").SelectOptionAsync("Wavy_Hair");
        await Assertions.Expect(page.Locator("figure img").First).Not.ToHaveAttributeAsync("src", before!);
        await Assertions.Expect(page.GetByLabel("Dataset")).ToHaveValueAsync("faces:Wavy_Hair");
        await PictureAsync(page, "images");

        await page.Locator("label[for=convnets-ResNet-18]").ClickAsync();
        await page.GetByLabel("Device", new() { Exact = true }).SelectOptionAsync("cuda:0");
        await page.GetByLabel("Seeds").FillAsync("0:2");
        await Assertions.Expect(page.Locator("#plan")).ToContainTextAsync("42 runs of 10 epochs");
        await page.SetViewportSizeAsync(1920, 1080);
        await dashboard.Button("Train").ClickAsync();
        await dashboard.WaitUntilFinishedAsync(42);
        await Assertions.Expect(page.Locator("tr[data-run]").Filter(new() { HasText = "ResNet-18" }).First).ToBeVisibleAsync();
        await page.GetByText("per layer", new() { Exact = true }).ClickAsync();
        await page.WaitForFunctionAsync("document.getElementById('chart-similarity').data?.some(trace => trace.meta.kind === 'profile' && trace.x.length === 22)");
        await Assertions.Expect(page.Locator("details.samples[open]")).ToHaveCountAsync(1);
        await PictureAsync(page, "networks");

        // On a low screen the curves get the room.
        await page.SetViewportSizeAsync(1366, 768);
        await page.GetByLabel("Seeds").FillAsync("0");
        await dashboard.Button("Train").ClickAsync();
        await Assertions.Expect(page.Locator("details.samples:not([open])")).ToHaveCountAsync(1);
        await dashboard.WaitUntilFinishedAsync(14);
        await PictureAsync(page, "folded");
    }

    [Fact]
    public async Task Without_an_engine_for_images_the_page_says_what_brings_one()
    {
        var page = await VisitAsync(FakeEngine.NotReady());
        await page.GetByLabel("Dataset").SelectOptionAsync("faces");

        await Assertions.Expect(page.Locator("#device-help")).ToContainTextAsync("./fairer setup torch");
        await Assertions.Expect(new DashboardPage(page).Button("Train")).ToBeDisabledAsync();
        await Assertions.Expect(page.Locator("#plan")).ToContainTextAsync("Nothing here trains AlexNet");
        await PictureAsync(page, "missing");
    }

    private async Task<IPage> VisitAsync(IEngine engine)
    {
        _app = DashboardHost.Build(
            new DashboardOptions { Port = 0, Store = Path.Combine(_folder, "fairer.db") },
            services =>
            {
                services.AddSingleton(new DataFolders([], _folder));

                // Not what this machine has.
                services.RemoveAll<IEngine>();
                services.AddSingleton<IEngine, ManagedEngine>();
                services.AddSingleton(engine);
                services.AddSingleton<IDeviceMonitor>(_monitor);
            });
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _visitor = await Visitor.ArriveAsync(await chromium.BrowserAsync());
        await _visitor.Page.GotoAsync(_app.Urls.First());
        return _visitor.Page;
    }

    private static async Task PictureAsync(IPage page, string name)
    {
        foreach (var (width, height) in new[] { (1920, 1080), (1366, 768), (1280, 720), (390, 844) })
        {
            await page.SetViewportSizeAsync(width, height);
            await SidewaysScroll.AssertNoneAsync(page, width);
            await Pictures.TakeInThisSizeAsync(page, $"{name}-{width}");
        }

        await page.SetViewportSizeAsync(1440, 900);
    }
}
