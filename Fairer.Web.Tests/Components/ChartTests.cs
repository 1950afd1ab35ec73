using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Sweeps;
using Fairer.Web.Components.Charts;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Components;

public sealed class ChartTests
{
    [Fact]
    public void A_method_has_one_curve_of_means_over_its_lambdas()
    {
        var view = Views.Finished(Samples.Sweep());

        var means = new TradeoffChart().Draw(view).Traces.Where(trace => trace.Meta.Kind == "mean").ToArray();

        Assert.Equal(["erm", "fairreg", "dralign"], means.Select(trace => trace.Meta.Method));
        Assert.Equal([1, 5, 5], means.Select(trace => trace.X.Count));
        var point = view.AllCurves.Last().Points[0];
        Assert.Equal(-point.DemographicParity.Mean, means[2].X[0]);
        Assert.Equal(point.AveragePrecision.Mean, means[2].Y[0]);
        Assert.Equal(point.DemographicParity.Deviation, means[2].ErrorX!.Array[0]);
        Assert.Equal(point.AveragePrecision.Deviation, means[2].ErrorY!.Array[0]);
        Assert.Equal([0.2, 0.3, 0.4, 0.5, 0.6], means[2].Meta.Ids);
    }

    [Fact]
    public void The_gap_is_the_sweeps_own()
    {
        var view = Views.Finished(Samples.Sweep() with { Metric = FairnessMetric.EqualizedOdds });

        var figure = new TradeoffChart().Draw(view);

        Assert.Equal(-view.AllCurves.Last().Points[0].EqualizedOdds.Mean, figure.Traces[^2].X[0]);
        Assert.Contains("−EO", figure.Layout.Panels[0].X.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_under_way_is_drawn_at_its_latest_epoch_and_in_no_mean()
    {
        var view = Views.Of(Samples.Sweep(), run => run.Id == 1 ? Samples.Train(run, 4, RunStatus.Running) : run);

        var traces = new TradeoffChart().Draw(view).Traces;

        var running = Assert.Single(traces, trace => trace.X.Count > 0 && trace.Meta.Kind != "trail");
        Assert.Equal("running", running.Meta.Kind);
        Assert.Equal([-view.Runs.First().Epochs[3].Test.DemographicParity], running.X);
        Assert.Contains("epoch 4 of 10", running.HoverText[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Hovering_tells_everything_about_a_run()
    {
        var view = Views.Finished(Samples.Sweep());

        var text = new TradeoffChart().Draw(view).Traces.Last(trace => trace.Meta.Kind == "run").HoverText[0];

        Assert.All(["DRAlign(ΔDP)", "hidden 50", "λ 0.2", "β 0.05", "seed 0", "epoch", "AP 0.", "DP 0.", "EO 0.", "similarity"],
            part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_front_goes_through_the_runs_that_none_betters()
    {
        var view = Views.Finished(Samples.Sweep());

        var front = new TradeoffChart().Draw(view).Traces[0];

        Assert.Equal(("front", "hv"), (front.Meta.Kind, front.Line!.Shape));
        Assert.Equal(front.X.OrderDescending(), front.X);
        Assert.Equal(front.Y.Order(), front.Y);
        Assert.All(view.Runs, run => Assert.Contains(front.X.Zip(front.Y), place =>
            place.First >= -run.Selected!.Test.DemographicParity && place.Second >= run.Selected.Test.AveragePrecision));
    }

    [Fact]
    public void A_run_under_way_trails_its_last_epochs()
    {
        var view = Views.Of(Samples.Sweep(), run => run.Id == 1 ? Samples.Train(run, 8, RunStatus.Running) : run);

        var trail = Assert.Single(new TradeoffChart().Draw(view).Traces, trace => trace.Meta.Kind == "trail");

        Assert.Equal(view.Runs.First().Epochs.Skip(3).Select(report => report.Test.AveragePrecision), trail.Y.SkipLast(1));
        Assert.True(double.IsNaN(trail.Y[^1]));
        Assert.DoesNotContain(new SimilarityChart().Draw(view, SimilarityMode.Whole).Traces, trace => trace.Meta.Kind == "trail");
    }

    [Fact]
    public void A_method_can_stand_out()
    {
        var view = Views.Finished(Samples.Sweep());
        var chart = new TradeoffChart();
        chart.Draw(view);

        var means = chart.Draw(view, "dralign").Traces.Where(trace => trace.Meta.Kind == "mean").ToDictionary(trace => trace.Meta.Method);

        Assert.True(means["dralign"].Line!.Width > means["erm"].Line!.Width);
        Assert.Null(means["dralign"].Opacity);
        Assert.True(means["erm"].Opacity < 0.5);
    }

    [Fact]
    public void Layers_are_drawn_epoch_by_epoch_the_stronger_the_larger_lambda()
    {
        var view = Views.Finished(Samples.Sweep() with { Methods = ["dralign"] });

        var figure = new SimilarityChart().Draw(view, SimilarityMode.Epochs);

        Assert.Equal(["layer 1", "layer 2", "layer 3"], figure.Layout.Panels.Select(panel => panel.Caption));
        Assert.Equal(15, figure.Traces.Count);
        Assert.Equal(Enumerable.Range(1, 10).Select(epoch => (double)epoch), figure.Traces[0].X);
        Assert.Equal(0.6, figure.Traces[0].Meta.Ids[0]);
        Assert.Equal(
            view.Runs.Where(run => run.Spec.Lambda == 0.6).Average(run => run.Epochs[4].LayerCosines[1]),
            figure.Traces.Single(trace => trace.Meta.Layer == 2 && trace.Meta.Ids[0] == 0.6).Y[4], 12);
        Assert.Equal([1, 4, 7, 10, 13, 16, 19, 22], LayerEpochs.Shown(22));
    }

    [Fact]
    public void Similarity_stands_over_lambda_with_its_maximum()
    {
        var view = Views.Finished(Samples.Sweep());

        var figure = new SimilarityChart().Draw(view, SimilarityMode.Whole);

        var mean = figure.Traces[^2];
        Assert.Equal([0.2, 0.3, 0.4, 0.5, 0.6], mean.X);
        Assert.Equal(view.AllCurves.Last().Points.Select(point => point.Similarity.Mean), mean.Y);
        Assert.Null(mean.ErrorX);
        Assert.Equal(3, Assert.Single(Assert.Single(figure.Layout.Panels).Levels!).Value);
    }

    [Fact]
    public void Each_layer_has_a_panel()
    {
        var view = Views.Finished(Samples.Sweep() with { Networks = [MlpShape.Parse("50"), MlpShape.Parse("3x64")] });

        var figure = new SimilarityChart().Draw(view, SimilarityMode.Layers);

        Assert.Equal(["layer 1", "layer 2", "layer 3", "layer 4"], figure.Layout.Panels.Select(panel => panel.Caption));
        var fourth = figure.Traces.Where(trace => trace.YAxis == "y4").ToArray();
        Assert.All(fourth, trace => Assert.Equal("3x64", trace.Meta.Hidden));
        Assert.Equal(
            view.AllCurves.Last().Points.Select(point => point.LayerCosines[3].Mean),
            fourth.Last(trace => trace.Meta.Kind == "mean").Y);
    }

    [Fact]
    public void The_layers_of_a_deep_network_follow_each_other_in_one_panel()
    {
        var view = Views.Finished(Samples.Sweep() with { Networks = [ConvNet.ResNet18], Methods = ["fairreg", "dralign"] });
        var chart = new SimilarityChart();

        var figure = chart.Draw(view, SimilarityMode.Layers);

        Assert.Single(figure.Layout.Panels);
        Assert.Contains("λ 0.2 to 0.6", figure.Layout.Subtitle, StringComparison.Ordinal);
        Assert.Equal(10, figure.Traces.Count);
        Assert.All(figure.Traces, trace => Assert.Equal(Enumerable.Range(1, 22).Select(layer => (double)layer), trace.X));
        Assert.Equal([0.6, 0.5, 0.4, 0.3, 0.2], figure.Traces.Take(5).Select(trace => trace.Meta.Ids[0]));
        Assert.Equal([true, false, false, false, false], figure.Traces.Take(5).Select(trace => trace.ShowLegend));
        Assert.Equal(figure.Traces.Take(5).Select(trace => trace.Opacity).OrderDescending(), figure.Traces.Take(5).Select(trace => trace.Opacity));
        Assert.Contains("ResNet-18", figure.Traces[0].HoverText[3], StringComparison.Ordinal);
        Assert.Contains("layer 4 of 22: cosine", figure.Traces[0].HoverText[3], StringComparison.Ordinal);
        Assert.All(figure.Traces.Zip(chart.Draw(view, SimilarityMode.Layers).Traces), pair => Assert.Same(pair.First, pair.Second));
    }

    [Fact]
    public void AlexNet_has_a_panel_for_each_layer_and_its_own_name()
    {
        var view = Views.Finished(Samples.Sweep() with { Networks = [ConvNet.AlexNet, ConvNet.ResNet18], Methods = ["dralign"] });

        Assert.Equal(["DRAlign(ΔDP) ResNet-18", "AlexNet"], view.AllCurves.OrderByDescending(curve => curve.Name.Length).Select(curve => curve.Name));
        var figure = new SimilarityChart().Draw(Views.Finished(Samples.Sweep() with { Networks = [ConvNet.AlexNet] }), SimilarityMode.Layers);
        Assert.Equal(8, figure.Layout.Panels.Count);
        Assert.Contains("<b>FairReg(ΔDP, noAug)</b>, AlexNet<br>", figure.Traces.First(trace => trace.Meta.Method == "fairreg" && trace.X.Count > 0).HoverText[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_are_names_that_a_style_sheet_can_select()
    {
        var view = Views.Finished(Samples.Sweep() with { Datasets = ["celeba:Wavy_Hair:Male"], Betas = [0.05, 0.125], Networks = [MlpShape.Parse("64-32")] });

        var traces = new SimilarityChart().Draw(view, SimilarityMode.Layers).Traces;

        Assert.All(traces, trace => Assert.Matches("^[a-z][a-z0-9_-]*$", trace.Uid));
        Assert.Equal(traces.Count, traces.Select(trace => trace.Uid).Distinct().Count());
    }

    [Fact]
    public void In_a_large_sweep_a_run_that_finishes_is_drawn_with_few_others()
    {
        var spec = Samples.Sweep() with { Methods = ["dralign"], Seeds = [.. Enumerable.Range(0, 100)] };
        var view = Views.Of(spec, run => Samples.Train(run, run.Id == 300 ? 5 : 10, run.Id == 300 ? RunStatus.Running : RunStatus.Finished));
        var chart = new TradeoffChart();
        var before = chart.Draw(view).Traces.Where(trace => trace.Meta.Kind == "run").ToArray();

        view.Apply([Samples.Train(view.Run(300)!, 10, RunStatus.Finished)]);
        var after = chart.Draw(view).Traces.Where(trace => trace.Meta.Kind == "run").ToArray();

        Assert.Equal(view.Runs.Select(run => (double)run.Id), after.SelectMany(trace => trace.Meta.Ids));
        Assert.Equal(after.Select(trace => trace.Uid), before.Select(trace => trace.Uid));
        Assert.Distinct(after.Select(trace => trace.Uid));
        var drawn = Assert.Single(after.Except(before, ReferenceEqualityComparer.Instance).Cast<Trace>());
        Assert.InRange(drawn.X.Count, 1, 128);
    }

    [Fact]
    public void Curves_of_one_method_are_told_apart_by_network_and_beta()
    {
        CurveStyle[] looks = [.. from network in Enumerable.Range(0, 4) from beta in Enumerable.Range(0, 6) select CurveStyle.Of("dralign", network, beta)];
        Assert.Distinct(looks);
        Assert.Single(looks.Select(look => look.Color).Distinct());
    }

    [Fact]
    public void Synthetic_data_is_said_in_the_figure_and_in_its_file_name()
    {
        var view = Views.Finished(Samples.Sweep(), Views.Synthetic);

        Layout[] layouts = [new TradeoffChart().Draw(view).Layout, new SimilarityChart().Draw(view, SimilarityMode.Whole).Layout, new SimilarityChart().Draw(view, SimilarityMode.Layers).Layout];

        Assert.All(layouts, layout => Assert.Equal(new DataNote("Synthetic data", Warns: true), layout.Data));
        Assert.All(layouts, layout => Assert.Contains("synthetic", layout.FileName, StringComparison.Ordinal));
        Assert.Equal(new DataNote("Adult", Warns: false), new TradeoffChart().Draw(Views.Finished(Samples.Sweep())).Layout.Data);
    }

    [Fact]
    public void A_method_keeps_colour_and_marker_and_a_network_its_dashes()
    {
        var view = Views.Finished(Samples.Sweep() with { Networks = [MlpShape.Parse("10"), MlpShape.Parse("200")] });

        var curves = view.AllCurves.ToLookup(curve => curve.Key.Method, curve => curve.Style);

        Assert.All(curves, styles => Assert.Single(styles.Select(style => (style.Color, style.Symbol)).Distinct()));
        Assert.Equal(3, curves.SelectMany(styles => styles).Select(style => style.Color).Distinct().Count());
        Assert.Equal(3, curves.SelectMany(styles => styles).Select(style => style.Symbol).Distinct().Count());
        Assert.All(curves, styles => Assert.Equal(["solid", "dash"], styles.Select(style => style.Dash)));
    }

    [Fact]
    public void A_legend_names_what_tells_curves_apart_and_no_more()
    {
        string[] Names(SweepSpec spec) => [.. Views.Of(spec).AllCurves.Select(curve => curve.Name)];
        var spec = Samples.Sweep() with { Methods = ["dralign"] };

        Assert.Equal(["DRAlign(ΔDP)"], Names(spec));
        Assert.Equal(["DRAlign(ΔDP) c10", "c200"], Names(spec with { Networks = [MlpShape.Parse("10"), MlpShape.Parse("200")] }));
        Assert.Equal(["DRAlign(ΔDP) β 0.01", "β 0.05"], Names(spec with { Betas = [0.05, 0.01] }));
    }

    [Fact]
    public void An_axis_grows_at_once_and_shrinks_only_for_much()
    {
        var axis = new AxisRange(0, 1);
        axis.Fit(0.70, 0.78, settled: false);
        var (low, high) = (axis.Low, axis.High);
        Assert.True(low < 0.70 && high > 0.78);

        axis.Fit(0.705, 0.775, settled: false);
        Assert.Equal((low, high), (axis.Low, axis.High));

        axis.Fit(0.55, 0.775, settled: false);
        Assert.True(axis.Low < 0.55);

        axis.Fit(0.74, 0.75, settled: false);
        Assert.True(axis.Low > 0.7);

        axis.Fit(double.NaN, double.NaN, settled: true);
        Assert.True(axis.Low > 0.7);
    }

    [Theory]
    [InlineData(0.9, 1.0)]
    [InlineData(0.999, 0.999)]
    [InlineData(0.0, 0.00001)]
    public void An_axis_stays_within_what_is_possible(double least, double greatest)
    {
        var axis = new AxisRange(0, 1);

        axis.Fit(least, greatest, settled: true);

        Assert.InRange(axis.Low, 0, least);
        Assert.InRange(axis.High, greatest, 1);
        Assert.True(axis.High > axis.Low);
    }
}
