using Bunit;
using Fairer.Core.Fairness;
using Fairer.Core.Sweeps;
using Fairer.Web.Components.Charts;
using Fairer.Web.Tests.Support;
using Microsoft.AspNetCore.Components.Web;

namespace Fairer.Web.Tests.Components;

public sealed class HeatMapTests : IAsyncDisposable
{
    private static readonly SweepSpec Spec = Samples.Sweep() with { Betas = [0, 0.02, 0.05], Lambdas = [0.2, 0.4] };

    private readonly PageContext _page = new();
    private (int Row, int Column)? _chosen;

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public void A_sweep_has_a_map_for_each_method_and_network_whose_weights_both_vary()
    {
        var map = Assert.Single(LambdaBetaMap.Of(Views.Finished(Spec)));

        Assert.Equal([0.2, 0.4], map.Lambdas);
        Assert.Equal([0, 0.02, 0.05], map.Betas);
        Assert.Equal(6, map.Points.Count);
        Assert.Empty(LambdaBetaMap.Of(Views.Finished(Samples.Sweep())));
        Assert.Equal(2, LambdaBetaMap.Of(Views.Finished(Spec with { Networks = [Core.Models.MlpShape.Parse("10"), Core.Models.MlpShape.Parse("50")] })).Count);
        Assert.True(LambdaBetaMap.Exists(Views.Of(Spec)));
        Assert.False(LambdaBetaMap.Exists(Views.Of(Samples.Sweep())));
    }

    [Theory]
    [InlineData(MapMeasure.AveragePrecision)]
    [InlineData(MapMeasure.Gap)]
    [InlineData(MapMeasure.Similarity)]
    public void A_cell_is_the_mean_at_its_weights(MapMeasure measure)
    {
        var view = Views.Finished(Spec);
        var map = LambdaBetaMap.Of(view)[0];
        var data = map.Draw(measure, FairnessMetric.DemographicParity);
        var point = view.AllCurves.Single(curve => curve.Key is { Method: "dralign", Beta: 0.05 }).Points[1];

        Assert.Equal(["0.05", "0.02", "0"], data.Rows);
        Assert.Equal(
            measure switch { MapMeasure.Gap => point.DemographicParity.Mean, MapMeasure.Similarity => point.Similarity.Mean, _ => point.AveragePrecision.Mean },
            data.Cells[0][1].Value);
        Assert.StartsWith("λ 0.4, β 0.05: AP", data.Cells[0][1].Help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arrow_keys_go_from_cell_to_cell_and_enter_chooses()
    {
        var map = Render(LambdaBetaMap.Of(Views.Finished(Spec))[0].Draw(MapMeasure.AveragePrecision, FairnessMetric.DemographicParity));
        Assert.Equal(6, map.FindAll("g.cell").Count);
        Assert.Single(map.FindAll("g.cell[tabindex='0']"));

        await map.Find("svg").KeyDownAsync(new KeyboardEventArgs { Key = "ArrowUp" });
        await map.Find("svg").KeyDownAsync(new KeyboardEventArgs { Key = "ArrowRight" });
        Assert.StartsWith("λ 0.4, β 0.02", map.Find(".about").TextContent, StringComparison.Ordinal);

        await map.Find("svg").KeyDownAsync(new KeyboardEventArgs { Key = "Enter" });
        Assert.Equal((1, 1), _chosen);
    }

    [Fact]
    public void A_cell_without_a_finished_run_is_empty_and_says_why()
    {
        var map = Render(LambdaBetaMap.Of(Views.Of(Spec))[0].Draw(MapMeasure.Gap, FairnessMetric.DemographicParity));

        Assert.Equal(6, map.FindAll("g.cell.none").Count);
        Assert.Equal("λ 0.2, β 0.05: queued", map.Find("g.cell").GetAttribute("aria-label"));
    }

    [Fact]
    public void Text_shows_on_every_colour()
    {
        Assert.Equal(("#00224e", "#fee838"), (ColorScale.At(0), ColorScale.At(1)));
        Assert.Equal(("#ffffff", "#10131a"), (ColorScale.TextOn(0), ColorScale.TextOn(1)));
    }

    private IRenderedComponent<HeatMap> Render(HeatMapData data) => _page.Render<HeatMap>(parameters => parameters
        .Add(map => map.Title, "AP").Add(map => map.Data, data).Add(map => map.XTitle, "λ").Add(map => map.YTitle, "β").Add(map => map.ValueName, "AP")
        .Add(map => map.OnChosen, chosen => _chosen = chosen));
}
