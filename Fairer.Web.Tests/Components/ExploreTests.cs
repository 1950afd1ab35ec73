using System.Text;
using Bunit;
using Fairer.Core.Data;
using Fairer.Core.Data.Tables;
using Fairer.Core.Sweeps;
using Fairer.Web.Components.Charts;
using Fairer.Web.Components.Layout;
using Fairer.Web.Components.Pages;
using Fairer.Web.Services;
using Fairer.Web.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection;

namespace Fairer.Web.Tests.Components;

public sealed class ExploreTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly PageContext _page = new();

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task At_first_there_are_two_empty_charts_and_an_invitation()
    {
        var page = _page.Render<Explore>();

        await Eventually(() => Assert.Equal(2, _page.Drawn.Count));
        Assert.All(_page.Drawn, drawn => Assert.Contains("\"order\":[]", drawn, StringComparison.Ordinal));
        Assert.Contains("Nothing has been trained yet", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Points_appear_as_runs_are_trained()
    {
        var page = _page.Render<Explore>();
        await page.Find("form").SubmitAsync();
        await Eventually(() => Assert.Equal("0 of 33 runs finished", page.Find("#sweep-state").TextContent));

        var first = _page.Sweeps.Runs(1).First();
        _page.Sweeps.Board.Show([Samples.Train(first, 3, RunStatus.Running)]);

        await Eventually(() => Assert.Contains("1 running", page.Find("#sweep-state").TextContent, StringComparison.Ordinal));
        await Eventually(() => Assert.Equal(2, _page.Drawn.Count(drawn => drawn.Contains("epoch 3 of 10", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Many_viewers_follow_one_feed_until_they_are_few_again_or_choose_something_of_their_own()
    {
        var audience = _page.Services.GetRequiredService<Audience>();
        await GatherAsync(16, audience.OnConnectionUpAsync);
        var id = await _page.Sweeps.StartAsync(Samples.Sweep(), CancellationToken.None);
        _page.Sweeps.Change(id, run => run.Id == 1, run => Samples.Train(run, 3, RunStatus.Running));
        var page = _page.Render<Explore>();

        await Eventually(() => Assert.Equal("sweeps/1/charts?mode=Whole", _page.Followed is [.., var last] ? last : null));
        Assert.Empty(_page.Drawn);
        await page.Find("input[name=layers][id$='per-layer']").ChangeAsync(true);
        await Eventually(() => Assert.Equal("sweeps/1/charts?mode=Layers", _page.Followed[^1]));
        await page.Find("#emphasis").ChangeAsync("dralign");
        await Eventually(() => Assert.Equal("sweeps/1/charts?mode=Layers&method=dralign", _page.Followed[^1]));

        // A run that is open stands out in this viewer's charts alone.
        await page.Find("tr[data-run='1']").ClickAsync();
        await Eventually(() => Assert.Equal(2, _page.Drawn.Count));
        await page.Find("tr[data-run='2']").ClickAsync();
        await page.Find("button[title^='Close']").ClickAsync();
        await Eventually(() => Assert.Equal(4, _page.Followed.Count));

        var drawn = _page.Drawn.Count;
        await GatherAsync(16, audience.OnConnectionDownAsync);
        _page.Sweeps.Change(id, run => run.Id == 2, run => Samples.Train(run, 4, RunStatus.Running));
        await Eventually(() => Assert.Equal(drawn + 2, _page.Drawn.Count));
        Assert.Contains("epoch 4 of 10", _page.Drawn[drawn] + _page.Drawn[drawn + 1], StringComparison.Ordinal);
        Assert.Equal(4, _page.Followed.Count);

        static async Task GatherAsync(int viewers, Func<Circuit, CancellationToken, Task> change)
        {
            for (var i = 0; i < viewers; i++)
            {
                await change(null!, CancellationToken.None);
            }
        }
    }

    [Fact]
    public async Task Whoever_comes_late_sees_everything()
    {
        var id = await _page.Sweeps.StartAsync(Samples.Sweep(), CancellationToken.None);
        _page.Sweeps.Change(id, _ => true, run => Samples.Train(run, 10, RunStatus.Finished));

        var page = _page.Render<Explore>();

        Assert.Equal("33 of 33 runs finished", page.Find("#sweep-state").TextContent);
        Assert.Equal(33, page.FindAll("tr[data-run]").Count);
        await Eventually(() => Assert.Contains(_page.Drawn, drawn => drawn.Contains("mean-adult-dralign-50-0_05-0", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Tables_that_others_add_and_remove_are_noticed_when_the_list_is_opened()
    {
        var page = _page.Render<Explore>();
        var tables = new TableRegistry(new DataFolders([], _page.Folder));
        var file = Encoding.UTF8.GetBytes("age,sex,paid\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 9},{i % 2},{i / 2 % 2}\n")));
        using (var draft = await tables.StageAsync(new MemoryStream(file), "loans.csv", file.Length, null, CancellationToken.None))
        {
            await tables.AddAsync(draft, "loans", new TableChoice("paid", null, "sex", null), null, CancellationToken.None);
        }

        await page.Find("#dataset").FocusAsync(new());
        await page.Find("#dataset").ChangeAsync("loans");
        Assert.Equal("Predicts paid = 1, by sex.", page.Find("#dataset-help").TextContent);

        tables.Remove("loans");
        await page.Find("#dataset").FocusAsync(new());
        Assert.Equal("synthetic", page.Find("#dataset").GetAttribute("value"));
        Assert.Empty(page.FindAll("option[value=loans]"));
    }

    [Theory]
    [InlineData("synthetic", 1)]
    [InlineData("adult", 0)]
    public async Task The_header_says_whether_the_data_is_synthetic(string dataset, int banners)
    {
        await _page.Sweeps.StartAsync(Samples.Sweep() with { Datasets = [dataset] }, CancellationToken.None);

        var page = _page.Render<MainLayout>(parameters => parameters.Add(layout => layout.Body, builder =>
        {
            builder.OpenComponent<Explore>(0);
            builder.CloseComponent();
        }));

        Assert.Equal(banners, page.FindAll("header .synthetic").Count);
    }

    [Fact]
    public async Task The_newest_sweep_is_shown_and_an_earlier_one_can_be_chosen()
    {
        await _page.Sweeps.StartAsync(Samples.Sweep(), CancellationToken.None);
        await _page.Sweeps.StartAsync(Samples.Sweep() with { Methods = ["erm"] }, CancellationToken.None);
        var page = _page.Render<Explore>();
        Assert.Equal("0 of 3 runs finished", page.Find("#sweep-state").TextContent);

        await page.Find("#sweep").ChangeAsync("1");

        await Eventually(() => Assert.Equal("0 of 33 runs finished", page.Find("#sweep-state").TextContent));
    }

    [Fact]
    public async Task The_shown_sweep_is_cancelled_and_resumed()
    {
        var page = _page.Render<Explore>();
        Assert.True(Button(page, "Cancel").HasAttribute("disabled"));
        await page.Find("form").SubmitAsync();
        await Eventually(() => Assert.False(Button(page, "Cancel").HasAttribute("disabled")));
        Assert.True(Button(page, "Resume").HasAttribute("disabled"));

        await Button(page, "Cancel").ClickAsync();
        await Eventually(() => Assert.Contains("33 cancelled", page.Find("#sweep-state").TextContent, StringComparison.Ordinal));
        Assert.True(Button(page, "Cancel").HasAttribute("disabled"));

        await Button(page, "Resume").ClickAsync();
        await Eventually(() => Assert.True(Button(page, "Resume").HasAttribute("disabled")));
        Assert.Equal(["start", "cancel 1", "resume 1"], _page.Sweeps.Asked);
    }

    [Fact]
    public async Task A_refused_sweep_is_explained()
    {
        _page.Sweeps.Refusal = "Adult is not at hand.";
        var page = _page.Render<Explore>();

        await page.Find("form").SubmitAsync();

        Assert.Equal("Adult is not at hand.", page.Find(".foot [role=alert]").TextContent);
    }

    [Fact]
    public async Task Layers_get_panels_of_their_own()
    {
        var id = await _page.Sweeps.StartAsync(Samples.Sweep(), CancellationToken.None);
        _page.Sweeps.Change(id, _ => true, run => Samples.Train(run, 10, RunStatus.Finished));
        var page = _page.Render<Explore>();

        await page.Find("input[name=layers][id$='per-layer']").ChangeAsync(true);

        await Eventually(() => Assert.Contains(_page.Drawn, drawn => drawn.Contains("\"caption\":\"layer 3\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_link_shows_the_same()
    {
        var id = await _page.Sweeps.StartAsync(Samples.Sweep() with { Betas = [0, 0.05] }, CancellationToken.None);
        _page.Sweeps.Change(id, _ => true, run => Samples.Train(run, 10, RunStatus.Finished));
        await _page.Sweeps.StartAsync(Samples.Sweep(), CancellationToken.None);
        _page.Services.GetRequiredService<NavigationManager>().NavigateTo("?lambda=0.1,0.7&sweep=1&run=7&beside=map&map=gap&below=parallel&only=lambda:0.2:0.4");

        var page = _page.Render<Explore>();

        Assert.Equal("0.1,0.7", page.Find("#lambda").GetAttribute("value"));
        Assert.Equal("1", page.Find("#sweep").GetAttribute("value"));
        Assert.Contains("Run 7", page.Find("#run-title").TextContent, StringComparison.Ordinal);
        Assert.StartsWith("DP over λ and β", page.Find(".heat-map b").TextContent, StringComparison.Ordinal);
        Assert.Single(page.FindComponents<ParallelCoordinates>());
        Assert.StartsWith($"{_page.Sweeps.Runs(1).Count(run => run.Spec.Lambda is >= 0.2 and <= 0.4)} of", page.Find(".filtered").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".faults"));
    }

    [Fact]
    public async Task What_is_chosen_is_in_the_address()
    {
        await _page.Sweeps.StartAsync(Samples.Sweep(), CancellationToken.None);
        var page = _page.Render<Explore>();

        await page.Find("#beta").InputAsync("0:0.04:0.02");
        await page.Find("input[name=layers][id$='by-epoch']").ChangeAsync(true);
        await page.Find("tr[data-run='3']").ClickAsync();

        await Eventually(() => Assert.Contains(_page.JSInterop.Invocations["fairer.readdress"], call => Equals(call.Arguments[0], "?beta=0:0.04:0.02&run=3&beside=epochs")));
    }

    [Theory]
    [InlineData("?sweep=9", "There is no sweep 9 here")]
    [InlineData("?run=900", "There is no run 900 here")]
    [InlineData("?lambda=x&run=2", "'x' is not a number")]
    public async Task What_is_wrong_with_a_link_is_said_and_ignored(string query, string fault)
    {
        await _page.Sweeps.StartAsync(Samples.Sweep(), CancellationToken.None);
        _page.Services.GetRequiredService<NavigationManager>().NavigateTo(query);

        var page = _page.Render<Explore>();

        Assert.Contains(fault, page.Find(".faults").TextContent, StringComparison.Ordinal);
        Assert.Equal("0.2:0.6:0.1", page.Find("#lambda").GetAttribute("value"));
        Assert.Equal("0 of 33 runs finished", page.Find("#sweep-state").TextContent);
        await page.Find(".faults button").ClickAsync();
        Assert.Empty(page.FindAll(".faults"));
    }

    [Fact]
    public async Task A_point_that_is_clicked_opens_its_run()
    {
        var id = await _page.Sweeps.StartAsync(Samples.Sweep(), CancellationToken.None);
        _page.Sweeps.Change(id, _ => true, run => Samples.Train(run, 10, RunStatus.Finished));
        var page = _page.Render<Explore>();
        await Eventually(() => Assert.Equal(2, _page.Drawn.Count));
        var chart = page.FindComponents<PlotlyChart>()[0];

        var erm = _page.Sweeps.Runs(id).Where(run => run.Spec.Method == "erm").Skip(1).First();
        await chart.InvokeAsync(() => chart.Instance.PointClicked("run-adult-erm-50-0-0", erm.Id));
        Assert.Contains($"Run {erm.Id}", page.Find("#run-title").TextContent, StringComparison.Ordinal);

        await chart.InvokeAsync(() => chart.Instance.PointClicked("mean-adult-dralign-50-0_05-0", 0.4));
        Assert.Contains("λ 0.4 · β 0.05 · seed 0", page.Find(".place").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preset_fills_the_form_and_a_sweep_can_be_asked_for_again()
    {
        await _page.Sweeps.StartAsync(Samples.Sweep() with { Lambdas = [0.3, 0.9], Datasets = ["synthetic"] }, CancellationToken.None);
        var page = _page.Render<Explore>();

        await Button(page, "λ × β map").ClickAsync();
        Assert.Equal(("0:0.6:0.1", "0:0.05:0.01"), (page.Find("#lambda").GetAttribute("value"), page.Find("#beta").GetAttribute("value")));
        Assert.StartsWith("42 runs", page.Find("#plan").TextContent.Trim(), StringComparison.Ordinal);

        await Button(page, "My last sweep").ClickAsync();
        Assert.Equal(("0.3, 0.9", "0.05"), (page.Find("#lambda").GetAttribute("value"), page.Find("#beta").GetAttribute("value")));
    }

    [Fact]
    public async Task A_viewer_gets_at_most_ten_updates_a_second()
    {
        var id = await _page.Sweeps.StartAsync(Samples.Sweep(), CancellationToken.None);
        var page = _page.Render<Explore>();
        await Eventually(() => Assert.Equal(2, _page.Drawn.Count));
        var run = _page.Sweeps.Runs(id).First();

        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var epoch = 1; watch.Elapsed < TimeSpan.FromSeconds(1); epoch++)
        {
            run = run with { Status = RunStatus.Running, Epochs = run.Epochs.Add(Samples.Report(run.Spec, epoch)) };
            _page.Sweeps.Board.Show([run]);
            await Task.Delay(2, CancellationToken.None);
        }

        var updates = (_page.Drawn.Count / 2) - 1;
        Assert.InRange(updates, 0, (int)(watch.Elapsed.TotalSeconds * 10) + 2);
        await Eventually(() => Assert.Contains($"epoch {run.Epochs.Length} of 10", _page.Drawn[^1], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_drawn_for_a_browser_that_cannot_be_reached_and_all_when_it_is_back()
    {
        var id = await _page.Sweeps.StartAsync(Samples.Sweep(), CancellationToken.None);
        var page = _page.Render<Explore>();
        await Eventually(() => Assert.Equal(2, _page.Drawn.Count));
        await _page.Connection.OnConnectionDownAsync(null!, CancellationToken.None);
        await Task.Delay(300, CancellationToken.None);
        var before = _page.Drawn.Count;

        _page.Sweeps.Change(id, _ => true, run => Samples.Train(run, 10, RunStatus.Finished));
        await Task.Delay(300, CancellationToken.None);
        Assert.Equal(before, _page.Drawn.Count);

        await _page.Connection.OnConnectionUpAsync(null!, CancellationToken.None);
        await Eventually(() => Assert.Equal("33 of 33 runs finished", page.Find("#sweep-state").TextContent));
        await Eventually(() => Assert.True(_page.Drawn.Count > before));
    }

    [Fact]
    public async Task Leaving_ends_the_loop()
    {
        var page = _page.Render<Explore>();
        await Eventually(() => Assert.Equal(2, _page.Drawn.Count));

        await page.Instance.DisposeAsync().AsTask().WaitAsync(Patience, CancellationToken.None);
        await _page.Sweeps.StartAsync(Samples.Sweep(), CancellationToken.None);
        await Task.Delay(300, CancellationToken.None);

        Assert.Equal(2, _page.Drawn.Count);
    }

    // What is sent to a chart comes after a page's last rendering, so that waiting for renderings is not enough.
    private static async Task Eventually(Action assertion)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            try
            {
                assertion();
                return;
            }
            catch (Exception exception) when (exception is Xunit.Sdk.XunitException or ElementNotFoundException && watch.Elapsed < Patience)
            {
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<Explore> page, string text) =>
        page.FindAll("button").First(button => button.TextContent.Trim() == text);
}
