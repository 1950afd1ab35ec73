using Bunit;
using Fairer.Core.Training;
using Fairer.Core.Training.Gpu;
using Fairer.Web.Components.Controls;
using Fairer.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Fairer.Web.Tests.Components;

public sealed class DevicePanelTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly PageContext _page = new();

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public void Cores_and_memory_are_shown_with_their_loads()
    {
        var panel = Render();

        panel.WaitForAssertion(() => Assert.Equal(["CPU, 4 cores", "Memory"], Meters(panel, "aria-label")), Patience);
        Assert.Equal(["25", "25"], Meters(panel, "aria-valuenow"));
        Assert.Equal(["25 %", "4.0 of 16 GiB"], Meters(panel, "aria-valuetext"));
        Assert.Equal("width: 25%", panel.Find(".bar span").GetAttribute("style"));
        Assert.Equal("Managed (CPU)", panel.Find(".engine.ready").FirstChild!.TextContent.Trim());
    }

    [Fact]
    public void A_graphics_card_is_shown_by_name()
    {
        _page.Monitor.Readings = new(new MachineReading(4, null, null, 16L << 30, 4L << 30), [new GpuReading(0, "NVIDIA H100", 80L << 30, 20L << 30, 73)]);
        _page.Services.AddSingleton<IEngine>(FakeEngine.WithGpu());
        var panel = Render();

        panel.WaitForAssertion(() => Assert.Equal(["–", "4.0 of 16 GiB", "73 %", "20.0 of 80 GiB"], Meters(panel, "aria-valuetext")), Patience);
        Assert.Equal("NVIDIA H100", Meters(panel, "aria-label")[2]);
        Assert.Equal(2, panel.FindAll(".engine.ready").Count);
        Assert.Empty(panel.FindAll("code"));
    }

    [Fact]
    public async Task A_missing_engine_says_what_brings_it_and_the_command_can_be_copied()
    {
        _page.Services.AddSingleton<IEngine>(FakeEngine.NotReady());
        _page.JSInterop.Setup<bool>("fairer.copy", "./fairer setup torch").SetResult(true);
        var panel = Render();

        Assert.Equal("Torch", panel.Find(".engine.missing").FirstChild!.TextContent.Trim());
        Assert.Equal("./fairer setup torch", panel.Find("code").TextContent);
        Assert.Contains("libtorch is not here. Run", panel.Find(".engines > .missing:not(.engine)").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("'", panel.Find(".engines > .missing:not(.engine)").TextContent, StringComparison.Ordinal);
        Assert.Contains("/some/where", panel.Find(".engines > .missing:not(.engine)").GetAttribute("title"), StringComparison.Ordinal);
        await panel.Find("button.copy").ClickAsync();
        Assert.Equal("Copied", panel.Find("button.copy").GetAttribute("title"));
    }

    [Fact]
    public void A_sentence_without_a_command_is_shown_as_it_is()
    {
        var missing = _page.Render<MissingEngine>(parameters => parameters.Add(m => m.Text, "The driver is too old."));

        Assert.Equal("The driver is too old.", missing.Find("span").TextContent.Trim());
        Assert.Empty(missing.FindAll("button"));
    }

    [Fact]
    public async Task Nothing_is_read_while_nobody_looks()
    {
        var panel = Render();
        panel.WaitForAssertion(() => Assert.NotEmpty(panel.FindAll("[role=meter]")), Patience);

        await panel.InvokeAsync(() => panel.Instance.SetVisible(false));
        await NothingIsReadAsync();

        await panel.InvokeAsync(() => panel.Instance.SetVisible(true));
        await ReadAgainAsync();

        await _page.Connection.OnConnectionDownAsync(null!, CancellationToken.None);
        await NothingIsReadAsync();

        await _page.Connection.OnConnectionUpAsync(null!, CancellationToken.None);
        await ReadAgainAsync();

        await panel.Instance.DisposeAsync();
        await NothingIsReadAsync();
    }

    private async Task NothingIsReadAsync()
    {
        await Task.Delay(200, CancellationToken.None);
        var before = _page.Monitor.Reads;
        await Task.Delay(1200, CancellationToken.None);
        Assert.Equal(before, _page.Monitor.Reads);
    }

    private async Task ReadAgainAsync()
    {
        var before = _page.Monitor.Reads;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (_page.Monitor.Reads == before)
        {
            Assert.True(watch.Elapsed < Patience, "It is not read again.");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    private static string[] Meters(IRenderedComponent<DevicePanel> panel, string attribute) =>
        [.. panel.FindAll("[role=meter]").Select(meter => meter.GetAttribute(attribute)!)];

    private IRenderedComponent<DevicePanel> Render() => _page.Render<DevicePanel>();
}
