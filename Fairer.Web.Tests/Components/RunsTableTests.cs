using Bunit;
using Fairer.Core.Fairness;
using Fairer.Core.Sweeps;
using Fairer.Web.Components.Controls;
using Fairer.Web.Services;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Components;

public sealed class RunsTableTests : IAsyncDisposable
{
    private readonly PageContext _page = new();

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public void A_row_tells_all_about_its_run()
    {
        var view = Views.Finished(Samples.Sweep());
        var run = view.Runs.First(run => run.Spec is { Method: "dralign", Lambda: 0.4, Seed: 1 });

        var cells = Render(view).FindAll($"tr[data-run='{run.Id}'] td").Select(cell => cell.TextContent.Trim()).ToArray();

        Assert.Equal(
        [
            "DRAlign(ΔDP)", "50", "0.4", "0.05", "1", "Finished", $"{run.Selected!.Epoch}", Formats.Score(run.Selected.Test.AveragePrecision),
            Formats.Score(run.Selected.Test.DemographicParity), Formats.Score(run.Selected.Similarity), "", "",
        ], cells);
    }

    [Fact]
    public void A_weight_that_a_method_does_not_use_is_a_dash()
    {
        var view = Views.Finished(Samples.Sweep() with { Methods = ["erm"], Seeds = [0] });

        var cells = Render(view).FindAll("tr[data-run] td");

        Assert.Equal(["–", "–"], [cells[2].TextContent, cells[3].TextContent]);
    }

    [Fact]
    public void What_asks_for_attention_comes_first()
    {
        var view = Views.Of(Samples.Sweep(), run => run.Id switch
        {
            2 => Samples.Train(run, 10, RunStatus.Finished),
            5 => run with { Status = RunStatus.Failed, Failure = "The loss is NaN." },
            9 => Samples.Train(run, 5, RunStatus.Running),
            _ => run,
        });

        Assert.Equal(["9", "5", "2", "1", "3"], Order(Render(view)).Take(5));
    }

    [Fact]
    public void A_failed_run_gives_its_reason()
    {
        var view = Views.Of(Samples.Sweep(), run => run.Id == 5 ? run with { Status = RunStatus.Failed, Failure = "The loss is NaN in epoch 4." } : run);

        Assert.Equal("The loss is NaN in epoch 4.", Render(view).Find("tr[data-run='5'] .reason").TextContent);
    }

    [Fact]
    public async Task A_heading_sorts_up_and_then_down()
    {
        var view = Views.Finished(Samples.Sweep());
        var table = Render(view);
        string[] expected = [.. view.Runs.OrderBy(run => run.Selected!.Test.AveragePrecision).Select(run => $"{run.Id}")];

        await Heading(table, "AP").ClickAsync();
        Assert.Equal(expected, Order(table));
        Assert.Equal("ascending", table.Find("th[aria-sort=ascending]").GetAttribute("aria-sort"));

        await Heading(table, "AP").ClickAsync();
        Assert.Equal(expected.Reverse(), Order(table));
    }

    [Fact]
    public void The_gap_is_named_after_the_metric()
    {
        var view = Views.Of(Samples.Sweep() with { Metric = FairnessMetric.EqualizedOdds });

        Assert.NotNull(Heading(Render(view), "EO"));
    }

    [Fact]
    public void Only_a_changed_row_is_rendered_again()
    {
        var view = Views.Of(Samples.Sweep());
        var table = Render(view);
        var rows = table.FindComponents<RunRow>().ToDictionary(row => row.Instance.Run.Id);
        var before = rows.ToDictionary(row => row.Key, row => row.Value.RenderCount);

        view.Apply([view.Runs.First() with { Status = RunStatus.Running, Step = 10 }]);
        table.Render(parameters => parameters.Add(t => t.View, view));

        Assert.Equal(before[1] + 1, rows[1].RenderCount);
        Assert.All(rows.Where(row => row.Key != 1), row => Assert.Equal(before[row.Key], row.Value.RenderCount));
    }

    private static AngleSharp.Dom.IElement Heading(IRenderedComponent<RunsTable> table, string text) =>
        table.FindAll("th button").First(button => button.TextContent.Trim(' ', '↑', '↓') == text);

    private static IEnumerable<string?> Order(IRenderedComponent<RunsTable> table) =>
        table.FindAll("tr[data-run]").Select(row => row.GetAttribute("data-run"));

    private IRenderedComponent<RunsTable> Render(SweepView view) => _page.Render<RunsTable>(parameters => parameters.Add(table => table.View, view));
}
