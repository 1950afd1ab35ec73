using Bunit;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Rationale.Maps;
using Fairer.Core.Rationale.Work;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Training.Managed;
using Fairer.Web.Components.Pages;
using Fairer.Web.Components.Rationale;
using Fairer.Web.Services.Rationale;
using Fairer.Web.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Fairer.Web.Tests.Rationale;

/// <summary>The page and its controls, on small networks that were really trained.</summary>
public sealed class RationalePageTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly PageContext _page = new();
    private readonly ResultStore _store;
    private readonly DatasetCache _datasets;

    public RationalePageTests()
    {
        _store = ResultStore.Open(Path.Combine(_page.Folder, "fairer.db"));
        _datasets = new DatasetCache(new DataFolders([], _page.Folder));
        var engine = new ManagedEngine();
        _page.Services.AddSingleton(new RationaleTools(
            _datasets, new RunReplays(_store, _datasets, engine), new TaylorMaps(_datasets, engine), new ParityMeasurements(_store, _datasets)));
    }

    public async ValueTask DisposeAsync()
    {
        await _page.DisposeAsync();
        _store.Dispose();
        if (Directory.Exists(_page.Folder))
        {
            Directory.Delete(_page.Folder, recursive: true);
        }
    }

    [Fact]
    public void Without_a_run_it_says_how_to_get_one()
    {
        var page = Render("rationale");
        Assert.Contains("There is no finished run yet", page.Markup, StringComparison.Ordinal);
        Assert.Equal("", page.Find(".nothing a").GetAttribute("href"));
    }

    [Fact]
    public void A_run_that_is_not_there_or_not_finished_is_named()
    {
        Assert.Equal("There is no run 99 here.", Render("rationale/99", "99").Find("[role=alert]").TextContent);
        Assert.Equal("'last' is not the number of a run.", Render("rationale/last", "last").Find("[role=alert]").TextContent);
        _page.Sweeps.Board.Show([new RunState { Id = 7, SweepId = 1, Spec = new RunSpec { Dataset = "synthetic", Method = "erm", Network = new MlpShape(5, 5) } }]);
        Assert.Contains("Run 7 is not finished: 0 of 10", Render("rationale/7", "7").Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_deleted_goes_from_the_page()
    {
        var run = (await TrainAsync(FairnessMetric.DemographicParity))[0];
        var page = Render($"rationale/{run.Id}", $"{run.Id}");
        page.WaitForAssertion(() => Assert.Single(page.FindComponents<NetworkDiagram>()), Patience);

        _page.Sweeps.Board.Remove([], [run.Id]);

        page.WaitForAssertion(() => Assert.Equal($"There is no run {run.Id} here.", page.Find("[role=alert]").TextContent), Patience);
        Assert.Empty(page.FindComponents<NetworkDiagram>());
    }

    [Fact]
    public async Task What_goes_on_for_a_viewer_who_has_left_ends_as_cancelled()
    {
        var run = (await TrainAsync(FairnessMetric.DemographicParity))[0];
        var tools = _page.Services.GetRequiredService<RationaleTools>();
        var unstored = Enumerable.Range(1, run.Epochs.Length).First(epoch => tools.Replays.Network(run, epoch) is null);
        var view = new RationaleView(run, _page.Services.GetRequiredService<KnownDatasets>().InfoOf(run.Spec.Dataset), tools, () => { });

        view.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => view.ShowAsync(new RationaleRequest(unstored, Exact: false, LabelSlice.All), CancellationToken.None));
        Assert.Null(view.Fault);
    }

    [Fact]
    public async Task A_run_its_epochs_and_its_partner()
    {
        var runs = await TrainAsync(FairnessMetric.DemographicParity);
        var fair = runs.Single(run => run.Spec.Method == "fairreg");
        var page = Render($"rationale/{fair.Id}", $"{fair.Id}");
        page.WaitForAssertion(() => Assert.Single(page.FindComponents<NetworkDiagram>()), Patience);

        Assert.Contains($"epoch {fair.Selected!.Epoch}, reported", page.Find(".facts").TextContent, StringComparison.Ordinal);
        Assert.Equal(20, page.FindAll("path.line.zero").Count(line => line.QuerySelector("title")!.TextContent.Contains("→ unit 1.", StringComparison.Ordinal)));
        Assert.Equal(2 * 3, page.FindAll("path.halo").Count);
        Assert.Equal(40, page.FindAll("tbody tr").Count);
        Assert.Contains(page.FindAll("tbody tr td:first-child"), cell => cell.TextContent.Contains('='));
        Assert.Equal("Synthetic census", page.Find("#run-dataset").GetAttribute("value"));

        // The slider goes anywhere; what the store lacks is trained once more.
        await page.Find("#epoch").ChangeAsync(new ChangeEventArgs { Value = "1" });
        page.WaitForAssertion(() => Assert.Contains("to the last bit", page.Find(".check").TextContent, StringComparison.Ordinal), Patience);
        page.WaitForAssertion(() => Assert.Contains("epoch 1", page.Find(".facts").TextContent, StringComparison.Ordinal), Patience);
        Assert.EndsWith("?epoch=1", _page.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);

        Assert.Equal("Compare with DRAlign(ΔDP)", page.Find("button.compare").TextContent.Replace("compare", "", StringComparison.Ordinal).Trim());
        await page.Find("button.compare").ClickAsync();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindComponents<NetworkDiagram>().Count), Patience);
        Assert.Equal(["Taylor", "Exact"], page.FindAll("input[name=reading] + label").Select(label => label.TextContent));
        Assert.Empty(page.FindAll("input[name=slice]"));
        Assert.Equal(page.FindComponents<RationaleHeatMap>()[0].Instance.Scale, page.FindComponents<RationaleHeatMap>()[1].Instance.Scale);
    }

    [Fact]
    public async Task Exact_parity_is_measured_on_request()
    {
        var fair = (await TrainAsync(FairnessMetric.EqualizedOdds))[0];
        var page = Render($"rationale/{fair.Id}?labels=1", $"{fair.Id}");
        page.WaitForAssertion(() => Assert.Single(page.FindComponents<NetworkDiagram>()), Patience);
        Assert.True(page.Find("[id='slice-y-=-1']").HasAttribute("checked"));

        await page.Find("[id='reading-Exact']").ChangeAsync(new ChangeEventArgs { Value = true });
        page.WaitForAssertion(() => page.Find("button.measure"), Patience);
        Assert.Empty(page.FindAll("input[name=slice]"));
        Assert.True(page.Find("#epoch").HasAttribute("disabled"));
        await page.Find("button.measure").ClickAsync();
        page.WaitForAssertion(() => Assert.Contains("parity score", page.Find(".facts").TextContent, StringComparison.Ordinal), Patience);
        Assert.NotNull(_store.Parity(fair.Id));
        Assert.Contains("c⁰", page.Find("th:nth-child(4)").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_is_left_while_it_measures_ends_quietly()
    {
        var run = (await TrainAsync(FairnessMetric.DemographicParity))[0];
        var page = Render($"rationale/{run.Id}?by=exact", $"{run.Id}");
        page.WaitForAssertion(() => page.Find("button.measure"), Patience);

        var measuring = page.Find("button.measure").ClickAsync();
        Assert.False(measuring.IsCompleted);
        await _page.DisposeComponentsAsync();

        await measuring.WaitAsync(Patience, Xunit.TestContext.Current.CancellationToken);
        Assert.Null(_store.Parity(run.Id));
        Assert.False(_page.Renderer.UnhandledException.IsCompleted);
    }

    [Fact]
    public void Of_a_convolutional_network_it_says_what_is_not_shown()
    {
        var run = new RunState { Id = 3, SweepId = 1, Spec = new RunSpec { Dataset = "faces", Method = "fairreg", Lambda = 0.2, Network = NetworkShape.Parse("alexnet") } };
        _page.Sweeps.Board.Show([Samples.Train(run, 4, RunStatus.Finished)]);
        var page = Render("rationale/3", "3");
        page.WaitForAssertion(() => Assert.Contains("are not shown", page.Find(".conv .note").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal(8, page.FindAll(".cosines li").Count);
        Assert.Empty(page.FindAll("input[name=reading]"));
    }

    [Fact]
    public async Task The_player_tells_of_every_move_and_of_space()
    {
        var told = new List<string>();
        var player = _page.Render<EpochPlayer>(parameters => parameters
            .Add(p => p.Last, 10).Add(p => p.Shown, 4)
            .Add(p => p.OnMove, (int epoch) => told.Add($"move {epoch}"))
            .Add(p => p.OnSettle, (int epoch) => told.Add($"settle {epoch}"))
            .Add(p => p.OnToggle, () => told.Add("toggle"))
            .Add(p => p.OnReported, () => told.Add("reported")));
        await player.Find("input").InputAsync(new ChangeEventArgs { Value = "5" });
        await player.Find("input").ChangeAsync(new ChangeEventArgs { Value = "6" });
        await player.Find("input").KeyDownAsync(new KeyboardEventArgs { Key = " " });
        await player.Find("button.play").ClickAsync();
        await player.Find("button.reported").ClickAsync();
        Assert.Equal(["move 5", "settle 6", "toggle", "toggle", "reported"], told);
        Assert.Equal("epoch 4 of 10", player.Find("input").GetAttribute("aria-valuetext"));
    }

    private IRenderedComponent<RationalePage> Render(string address, string? run = null)
    {
        _page.Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return _page.Render<RationalePage>(parameters => parameters.Add(page => page.RunNumber, run));
    }

    /// <summary>Trains FairReg and DRAlign alike, and shows them on the page's board.</summary>
    private async Task<IReadOnlyList<RunState>> TrainAsync(FairnessMetric metric)
    {
        await using var service = SweepService.Open(new SweepServiceOptions { Store = _store, Datasets = _datasets, Engines = [new ManagedEngine()], Workers = 1 });
        await service.StartAsync(
            new SweepSpec
            {
                Datasets = ["synthetic"],
                Methods = ["fairreg", "dralign"],
                Metric = metric,
                Lambdas = [0.4],
                Betas = [0.05],
                Networks = [new MlpShape(6, 5)],
                Seeds = [0],
                Epochs = 4,
                StepsPerEpoch = 5,
                BatchPerGroup = 50,
            },
            Xunit.TestContext.Current.CancellationToken);
        while (service.Board.ChangesSince(0).Runs.Any(run => run.Status != RunStatus.Finished))
        {
            await service.Board.WaitForChangeAsync(service.Board.Version, Xunit.TestContext.Current.CancellationToken);
        }

        var runs = service.Board.ChangesSince(0).Runs;
        _page.Sweeps.Board.Show(runs);
        return runs;
    }
}
