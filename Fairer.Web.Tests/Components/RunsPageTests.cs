using System.Text;
using Bunit;
using Fairer.Core.Data;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Web.Components.Pages;
using Fairer.Web.Services.Runs;
using Fairer.Web.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;

namespace Fairer.Web.Tests.Components;

/// <summary>The page with all runs.</summary>
public sealed class RunsPageTests : IAsyncDisposable
{
    private readonly PageContext _page = new();

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    private NavigationManager Navigation => _page.Services.GetRequiredService<NavigationManager>();

    /// <summary>Two finished sweeps: runs 1 to 33 and 34 to 36.</summary>
    private async Task<IRenderedComponent<Runs>> RenderAsync(string address = "runs")
    {
        foreach (var spec in new[] { Samples.Sweep(), Samples.Sweep() with { Methods = ["erm"], Title = "Baseline" } })
        {
            var id = await _page.Sweeps.StartAsync(spec, CancellationToken.None);
            _page.Sweeps.Change(id, _ => true, run => Samples.Train(run, 10, RunStatus.Finished));
        }

        Navigation.NavigateTo(address);
        return _page.Render<Runs>();
    }

    private static string[] Shown(IRenderedComponent<Runs> page) => [.. page.FindAll("tr[data-run]").Select(row => row.GetAttribute("data-run")!)];

    // What the page's own loop renders between finding and clicking must not come between.
    private static Task SortAsync(IRenderedComponent<Runs> page, string column) => page.InvokeAsync(
        () => page.FindAll("th button").First(button => button.TextContent.Trim(' ', '↑', '↓') == column).ClickAsync());

    [Fact]
    public void Without_runs_it_says_where_they_come_from()
    {
        var page = _page.Render<Runs>();

        Assert.Contains("No runs yet", page.Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.All(["compare", "annotate", "rerun", "resume", "delete", "undo"], id => Assert.True(page.Find($"#runs-{id}").HasAttribute("disabled")));
    }

    [Fact]
    public async Task Runs_stand_under_their_sweeps_the_newest_first()
    {
        var page = await RenderAsync();

        Assert.Equal(["sweep 2", "sweep 1"], page.FindAll("tr.group").Select(row => row.GetAttribute("data-group")));
        Assert.Equal(["34", "35", "36", "1"], Shown(page).Take(4));
        Assert.Contains("Baseline", page.Find("tr.group").TextContent, StringComparison.Ordinal);
        Assert.Contains("3 finished", page.Find("tr.group").TextContent, StringComparison.Ordinal);
        Assert.Equal("36 runs in 2 sweeps", page.Find(".count").TextContent);
    }

    [Fact]
    public async Task Filters_sorting_grouping_and_selection_are_in_the_address()
    {
        var page = await RenderAsync();

        await page.Find("#runs-search").InputAsync("DRAlign adult");
        Assert.Equal(15, Shown(page).Length);
        await page.Find("#runs-group").ChangeAsync("None");
        await SortAsync(page, "AP");
        await SortAsync(page, "AP");
        var best = Shown(page)[0];
        await page.Find($"tr[data-run='{best}'] input").ChangeAsync(true);

        var address = new Uri(Navigation.Uri).PathAndQuery;
        Assert.Equal($"/runs?q=DRAlign%20adult&sort=-ap&group=none&runs={best}", address);

        var again = _page.Render<Runs>();
        Assert.Equal(Shown(page), Shown(again));
        Assert.Contains("selected", again.Find($"tr[data-run='{best}']").ClassName, StringComparison.Ordinal);
        Assert.Equal("15 of 36 runs", again.Find(".count").TextContent);
    }

    [Fact]
    public async Task An_address_that_is_followed_is_shown()
    {
        var page = await RenderAsync();

        Navigation.NavigateTo("runs?method=erm&status=finished");

        page.WaitForAssertion(() => Assert.Equal(6, Shown(page).Length));
    }

    [Fact]
    public async Task Selected_runs_are_set_beside_each_other()
    {
        var page = await RenderAsync("runs?runs=1,34-35");
        await page.Find("#runs-compare").ClickAsync();

        var panel = page.Find(".comparison");
        Assert.Equal(["run 1", "run 34", "run 35"], panel.QuerySelectorAll("thead th").Skip(1).Select(cell => cell.TextContent.Trim()));
        Assert.Equal(["Seed"], Rows(panel, 0));
        Assert.Contains("AP", Rows(panel, 1));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!_page.Drawn.Any(drawn => drawn.Contains("run-34-2", StringComparison.Ordinal)))
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), "The chart is not drawn.");
            await Task.Delay(20, CancellationToken.None); // drawing comes after a page's last rendering
        }


        await page.Find(".comparison .toggle input").ChangeAsync(true);
        Assert.Contains("Learning rate", Rows(page.Find(".comparison"), 0));
        await page.Find(".comparison header button").ClickAsync();
        Assert.Empty(page.FindAll(".comparison"));

        static IEnumerable<string> Rows(AngleSharp.Dom.IElement panel, int part) =>
            panel.QuerySelectorAll("tbody")[part].QuerySelectorAll("th[scope=row]").Select(cell => cell.TextContent);
    }

    [Fact]
    public async Task What_is_deleted_can_be_brought_back()
    {
        var page = await RenderAsync("runs?runs=1-2,34-36");
        await page.Find("#runs-delete").ClickAsync();

        Assert.Contains("delete 2/1,2,34,35,36", _page.Sweeps.Asked);
        page.WaitForAssertion(() => Assert.Equal(31, Shown(page).Length));
        Assert.Equal("1 sweep with 5 runs deleted. For an hour, Undo delete brings them back.", page.Find(".say span").TextContent);
        Assert.Equal("None selected", page.Find(".chosen").TextContent);

        await page.Find("#runs-undo").ClickAsync();
        page.WaitForAssertion(() => Assert.Equal(36, Shown(page).Length));
        Assert.True(page.Find("#runs-undo").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Tags_and_notes_are_written_for_runs_and_sweeps()
    {
        var page = await RenderAsync("runs?runs=34-35");
        await page.Find("#runs-annotate").ClickAsync();
        await page.Find("#annotate-tags").ChangeAsync("good, talk");
        await page.Find("#annotate-note").ChangeAsync("For the talk.");
        await page.Find("dialog form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Equal(["good", "talk"], page.FindAll("tr[data-run='35'] .tag").Select(tag => tag.TextContent)));
        Assert.Empty(page.FindAll("dialog"));
        Assert.Equal("For the talk.", _page.Sweeps.Board.Run(34)!.Annotation.Note);

        await page.Find("tr[data-group='sweep 1'] .edit").ClickAsync();
        await page.Find("#annotate-tags").ChangeAsync(new string('x', 41));
        await page.Find("dialog form").SubmitAsync();
        Assert.Contains("at most 40", page.Find("dialog [role=alert]").TextContent, StringComparison.Ordinal);
        await page.Find("#annotate-tags").ChangeAsync("paper");
        await page.Find("dialog form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal("paper", page.Find("tr[data-group='sweep 1'] .tag").TextContent));

        await page.Find("#runs-tag").ChangeAsync("paper");
        Assert.Equal(33, Shown(page).Length);
    }

    [Fact]
    public async Task Runs_are_trained_again_and_resumed()
    {
        var page = await RenderAsync("runs?runs=1,34");
        await page.Find("#runs-rerun").ClickAsync();
        Assert.Contains("rerun 1,34", _page.Sweeps.Asked);
        Assert.Contains("2 runs queued again in sweep 3", page.Find(".say").TextContent, StringComparison.Ordinal);

        Assert.True(page.Find("#runs-resume").HasAttribute("disabled"));
        _page.Sweeps.Change(1, run => run.Id == 1, run => run with { Status = RunStatus.Failed, Failure = "The loss is NaN." });
        page.WaitForAssertion(() => Assert.False(page.Find("#runs-resume").HasAttribute("disabled")));
        await page.Find("#runs-resume").ClickAsync();
        Assert.Contains("resume runs 1", _page.Sweeps.Asked);
    }

    [Fact]
    public async Task An_export_is_imported_and_marked_and_a_bad_file_is_explained()
    {
        var page = await RenderAsync();
        var all = _page.Sweeps.Board.ChangesSince(0);
        using var file = new MemoryStream();
        await SweepArchive.Of(all.Sweeps.Take(1), all.Runs).WriteAsync(file, CancellationToken.None);

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(Encoding.UTF8.GetString(file.ToArray()), "mine.json"));
        page.WaitForAssertion(() => Assert.Equal("33 runs imported as sweep 3. 33 runs of them were here before, alike in everything; charts that take all runs count them once.", page.Find(".say span").TextContent));
        page.WaitForAssertion(() => Assert.EndsWith("imported", page.Find("tr[data-group='sweep 3'] .imported").TextContent, StringComparison.Ordinal));

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("{", "bad.json"));
        page.WaitForAssertion(() => Assert.Contains("bad.json is no export of sweeps", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        await page.Find(".say button").ClickAsync();
        Assert.Empty(page.FindAll("[role=alert]"));
    }

    [Fact]
    public async Task What_is_shown_or_selected_is_exported()
    {
        var page = await RenderAsync("runs?q=nothing-like-it");
        Assert.True(page.Find("#export-csv").HasAttribute("disabled"));

        Navigation.NavigateTo("runs?runs=1-3");
        page.WaitForAssertion(() => Assert.False(page.Find("#export-csv").HasAttribute("disabled")));
        foreach (var form in new[] { "csv", "json", "parquet" })
        {
            await page.Find($"#export-{form}").ClickAsync();
            var call = _page.JSInterop.Invocations["fairer.save"][^1];
            Assert.EndsWith("." + form, (string)call.Arguments[0]!, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("?runs=1-3,7", "1-3,7")]
    [InlineData("?runs=7,1,2,x,5-,9-4,-3", "1-2,7")]
    [InlineData("?runs=1-99999999999", "")]
    [InlineData("?sort=nonsense&status=7&group=12&q=", "")]
    public void An_address_is_read_as_far_as_it_makes_sense(string query, string selected)
    {
        var read = RunsQuery.Parse(query);

        Assert.Equal(selected, RunsQuery.WriteRanges(read.Selected));
        Assert.Equal((RunColumn.All[0], RunGrouping.Sweep, null, false), (read.Sort, read.Group, read.Status, read.Filters));
    }

    [Fact]
    public async Task Ten_thousand_runs_are_arranged_in_no_time_and_only_those_in_sight_are_rendered()
    {
        var list = new RunList(DatasetCatalogue.InfoOf);
        await _page.Sweeps.StartAsync(Samples.Sweep() with { Methods = ["erm"], Seeds = [.. Enumerable.Range(0, 10_000)] }, CancellationToken.None);
        list.Apply(_page.Sweeps.Board.ChangesSince(0));

        Assert.Equal(10_000, list.Arrange(new RunsQuery { Sort = RunColumn.Of("ap"), Group = RunGrouping.None }).Single().Runs.Count);
        Assert.Equal(10_000, list.Arrange(new RunsQuery { Group = RunGrouping.Lambda }).Sum(group => group.Runs.Count));
        Assert.Equal(1, list.Arrange(new RunsQuery { Search = "run 9999 adult", Group = RunGrouping.None }).Single().Runs.Count(entry => entry.Run.Id == 9999));
    }
}
