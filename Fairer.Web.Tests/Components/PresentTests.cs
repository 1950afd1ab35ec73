using Bunit;
using Fairer.Web.Components.Controls.Present;
using Fairer.Web.Components.Pages;
using Fairer.Web.Services.Present;
using Fairer.Web.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Fairer.Web.Tests.Components;

public sealed class PresentTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly PageContext _page = new();

    public PresentTests() => _page.JSInterop.SetupModule("./Components/Pages/Present.razor.js").Mode = JSRuntimeMode.Loose;

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    private static string Where(IRenderedComponent<Present> page) => page.Find(".where").TextContent;

    [Fact]
    public async Task The_built_in_demo_is_rehearsed_step_by_step()
    {
        var page = _page.Render<Present>();
        Assert.Equal("Fairness as Decision Rationale Alignment", page.Find(".stage h2").TextContent);
        Assert.Empty(_page.Drawn);

        await page.Find("[aria-label='Next step']").ClickAsync(new());
        Assert.Equal("gap", page.Find(".stage").GetAttribute("data-view"));
        Assert.Equal("2 of 5 · 33 of 33 runs · replay, 30× (ended)", Where(page));
        await Wait.UntilAsync(() => Assert.Contains(_page.Drawn, drawn => drawn.Contains("mean-synthetic-dralign-200", StringComparison.Ordinal)));
        Assert.EndsWith("present?step=2", _page.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);

        await page.Find("input[type=range]").InputAsync("0");
        Assert.Equal("2 of 5 · 0 of 33 runs · replay, 30× (paused)", Where(page));
        await page.Find("#speed").ChangeAsync("64");
        await page.Find("[aria-label=Start]").ClickAsync(new());
        Assert.Contains("replay, 64×", Where(page), StringComparison.Ordinal);
        Assert.Empty(_page.Sweeps.Asked);
    }

    [Fact]
    public async Task On_stage_there_is_no_chrome_and_keys_do_everything()
    {
        var page = _page.Render<Present>();
        await page.InvokeAsync(() => page.Instance.DoAsync("enter"));
        Assert.Empty(page.FindAll(".controls"));
        Assert.True(page.Find(".desk").HasAttribute("hidden"));

        await page.InvokeAsync(() => page.Instance.DoAsync("last"));
        Assert.StartsWith("5 of 5 · 33 of 33 runs", Where(page), StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll(".caption"));
        await page.InvokeAsync(() => page.Instance.DoAsync("view"));
        Assert.Equal("gap", page.Find(".stage").GetAttribute("data-view"));
        Assert.Empty(page.FindAll(".caption")); // which is about the step's own view
        await page.InvokeAsync(() => page.Instance.DoAsync("step-3"));
        Assert.Equal("similarity", page.Find(".stage").GetAttribute("data-view"));
        Assert.StartsWith("3 of 5", Where(page), StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Instance.DoAsync("step-9"));
        Assert.StartsWith("3 of 5", Where(page), StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Instance.DoAsync("share"));
        Assert.Contains("listens on this machine alone", page.Find(".sheet").TextContent, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Instance.DoAsync("leave"));
        Assert.Single(page.FindAll(".controls"));
        Assert.Empty(page.FindAll(".sheet"));
    }

    [Fact]
    public async Task A_fault_in_the_script_is_said_by_line_and_keeps_the_talk_from_beginning()
    {
        var page = _page.Render<Present>();
        await page.Find("#demo-text").InputAsync("view: gap\nsweep: recorded\nspede: 3");
        Assert.Equal("Line 3: 'spede' is not a key: write title, view, sweep, speed or caption.", page.Find("#demo-faults li").TextContent);
        Assert.True(page.Find(".controls .primary").HasAttribute("disabled"));

        await page.Find("#demo-text").InputAsync("view: gap\nsweep: recorded");
        Assert.Equal("1 step, nothing wrong.", page.Find("#demo-faults p").TextContent);
        Assert.False(page.Find(".controls .primary").HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_demo_is_saved_under_a_name_and_can_be_deleted()
    {
        var page = _page.Render<DemoEditor>();
        await page.Find("#demo-text").InputAsync("view: title\ncaption: mine");
        await page.Find("#demo-name").InputAsync("../x");
        await page.Find("form").SubmitAsync();
        Assert.Contains("A name has", page.Find(".message.bad").TextContent, StringComparison.Ordinal);

        await page.Find("#demo-name").InputAsync("Mine");
        await page.Find("form").SubmitAsync();
        Assert.Equal("view: title\ncaption: mine", _page.Services.GetRequiredService<DemoStore>().Load("Mine"));
        Assert.Equal("Mine", page.Find("#demo").GetAttribute("value"));

        await page.Find("button.button").ClickAsync(new());
        Assert.Equal([DemoStore.BuiltIn], page.FindAll("#demo option").Select(option => option.TextContent));
        Assert.Equal("view: title\ncaption: mine", page.Find("#demo-text").GetAttribute("value"));
    }

    [Fact]
    public void A_page_that_is_loaded_again_goes_on_where_it_was()
    {
        _page.Services.GetRequiredService<NavigationManager>().NavigateTo("present?step=4&talk=on");
        var page = _page.Render<Present>();
        Assert.Equal("layers", page.Find(".stage").GetAttribute("data-view"));
        page.WaitForAssertion(() => Assert.Contains("large", page.Find(".stage").ClassList), Patience);
    }

    [Fact]
    public void The_audience_gets_a_code_of_the_read_only_page_where_it_can_open_it()
    {
        var card = _page.Render<ShareCard>(parameters => parameters
            .Add(control => control.Address, new Uri("http://192.168.1.7:5080/"))
            .Add(control => control.Watch, "3"));
        Assert.Equal("http://192.168.1.7:5080/watch/3", card.Find(".address").TextContent);
        Assert.Equal("QR code of http://192.168.1.7:5080/watch/3", card.Find("svg").GetAttribute("aria-label"));
    }

    [Fact]
    public void A_code_has_the_three_corners_that_readers_look_for()
    {
        var code = _page.Render<QrCode>(parameters => parameters.Add(control => control.Text, "http://192.168.1.7:5080/watch/3"));
        var size = int.Parse(code.Find("svg").GetAttribute("viewBox")!.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
        var dark = code.Find("path").GetAttribute("d")!;
        foreach (var (x, y) in new[] { (4, 4), (size - 11, 4), (4, size - 11) }) // after the quiet zone of four modules
        {
            for (var i = 0; i < 7; i++)
            {
                Assert.Contains($"M{x + i} {y}h", dark, StringComparison.Ordinal);
                Assert.Contains($"M{x} {y + i}h", dark, StringComparison.Ordinal);
            }

            Assert.DoesNotContain($"M{x + 1} {y + 1}h", dark, StringComparison.Ordinal);
            Assert.Contains($"M{x + 3} {y + 3}h", dark, StringComparison.Ordinal);
        }
    }
}
