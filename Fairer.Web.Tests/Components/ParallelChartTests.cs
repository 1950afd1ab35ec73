using Fairer.Core.Sweeps;
using Fairer.Web.Components.Charts;
using Fairer.Web.Services.Explore;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Components;

public sealed class ParallelChartTests
{
    [Fact]
    public void Every_run_with_an_epoch_is_a_line_through_all_axes()
    {
        var view = Views.Of(Samples.Sweep(), run => run.Id < 10 ? Samples.Train(run, 10, RunStatus.Finished) : run);

        var picture = ParallelChart.Draw(view, RunFilter.None, open: 3);

        Assert.Equal(["λ", "β", "width", "seed", "AP", "DP", "similarity"], picture.Axes.Select(axis => axis.Name));
        Assert.Equal(9, picture.Lines.Count);
        var run = view.Runs.First();
        Assert.Equal(
            [run.Spec.Lambda, run.Spec.Beta, 50, run.Spec.Seed, run.Selected!.Test.AveragePrecision, run.Selected.Test.DemographicParity, run.Selected.Similarity],
            picture.Lines[0].Values);
        Assert.All(picture.Axes, axis => Assert.All(picture.Lines, line =>
            Assert.InRange(line.Values[picture.Axes.ToList().IndexOf(axis)]!.Value, axis.Low, axis.High)));
    }

    [Fact]
    public void Ranges_leave_runs_out_and_curves_keep_names_and_looks()
    {
        var view = Views.Finished(Samples.Sweep());
        var filter = RunFilter.None.With("lambda", (0.2, 0.3)).With("seed", (1, 2));

        var some = view.Where(filter.Passes);

        Assert.Equal(view.Runs.Count(run => run.Spec.Lambda is 0.2 or 0.3 && run.Spec.Seed > 0), some.Runs.Count);
        Assert.Equal(view.AllCurves.Select(curve => (curve.Name, curve.Style)), some.AllCurves.Select(curve => (curve.Name, curve.Style)));
        Assert.Empty(some.AllCurves.First().Points); // ERM has no λ
        Assert.Equal([0.2, 0.3], ParallelChart.Draw(view, filter, null).Axes[0].Range!);
        Assert.Equal(RunFilter.None, filter.With("lambda", null).With("seed", null));
    }

    [Fact]
    public void A_run_without_a_score_is_within_no_range_of_scores()
    {
        var run = Views.Of(Samples.Sweep()).Runs.First();

        Assert.False(RunFilter.None.With("ap", (0, 1)).Passes(run));
        Assert.True(RunFilter.None.With("seed", (0, 1)).Passes(run));
    }
}
