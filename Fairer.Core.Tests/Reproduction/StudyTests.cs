using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Reproduction;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Tests.Reproduction;

public sealed class StudyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_study_can_be_planned_and_has_its_folder(bool quick)
    {
        var studies = Study.All(quick ? ReproductionPlan.Quick : ReproductionPlan.Full);

        Assert.Equal(Study.Ids, studies.Select(study => study.Id));
        Assert.All(studies.SelectMany(study => study.Sweeps), sweep => Assert.Empty(SweepPlanner.Faults(sweep)));
        Assert.All(studies.SelectMany(study => study.Sweeps), sweep => Assert.NotNull(sweep.Title));
    }

    [Fact]
    public void What_figures_share_is_trained_once()
    {
        var studies = Study.All(ReproductionPlan.Full).ToDictionary(study => study.Id, study => study.Runs.ToHashSet());

        Assert.Subset(studies["fig3"], studies["fig2"]);
        Assert.Subset(studies["fig3"], studies["table1"]);
        Assert.Subset(studies["fig4a"], studies["fig4b"]);

        // Fig. 2: ERM and Oversample once, three methods over five λ, ten seeds.
        Assert.Equal((2 + (3 * 5)) * 10, studies["fig2"].Count);
        Assert.Equal(6 * 10, studies["table1"].Count);
    }

    [Fact]
    public void Fig3_compares_the_papers_methods_on_both_datasets_under_both_metrics()
    {
        var runs = Study.All(ReproductionPlan.Full).Single(study => study.Id == "fig3").Runs.ToArray();

        Assert.Equal(4, runs.Select(run => (run.Dataset, run.Metric)).Distinct().Count());
        Assert.Equal(MethodCatalogue.All.Select(method => method.Id).Except(["dralign-aug"]).Order(), runs.Select(run => run.Method).Distinct().Order());
        Assert.Equal([0.5, 1], runs.Where(run => run.Method == "postprocess").Select(run => run.Lambda).Distinct().Order());
        Assert.Equal([0.5, 2, 5], runs.Where(run => run is { Method: "fairreg", Metric: FairnessMetric.EqualizedOdds }).Select(run => run.Lambda).Distinct().Order());
    }

    [Fact]
    public void Images_are_trained_where_the_plan_has_a_grid_for_them()
    {
        var study = Study.All(ReproductionPlan.Quick with { Images = ImageGrid.Quick }).Single(study => study.Id == "fig3");

        var images = study.Runs.Where(run => run.Dataset == ImageGrid.Quick.Dataset).ToArray();
        Assert.All(images, run => Assert.Equal(ImageGrid.Network, run.Network));
        Assert.Equal([0.2, 0.8], images.Where(run => run is { Metric: FairnessMetric.DemographicParity, Method: "fairreg" }).Select(run => run.Lambda).Distinct().Order());
        Assert.DoesNotContain(Study.All(ReproductionPlan.Quick).SelectMany(other => other.Runs), run => run.Network.ReadsImages);
    }

    [Fact]
    public void Synthetic_rows_stand_in_for_Adult_alone()
    {
        var runs = Study.All(ReproductionPlan.Quick with { Census = "synthetic" }).SelectMany(study => study.Runs);

        Assert.All(runs, run => Assert.Equal("synthetic", run.Dataset));
    }

    [Fact]
    public void The_papers_numbers_are_all_there_with_their_places()
    {
        Assert.All(PaperValues.All, value => Assert.NotEmpty(value.Place));
        Assert.Equal(18, PaperValues.All.Count(value => value.Place == "Table 1" && value.Deviation is not null));
        var similarity = PaperValues.Of(PaperValues.Similarity, "adult", FairnessMetric.DemographicParity, "fairreg", ReproductionPlan.Wide);
        Assert.Equal([0.670, 1.380, 1.530, 1.630, 1.630, 1.800, 1.8], similarity.Select(value => value.Mean));
        Assert.Equal([3.0, 3.0, 3.0], Study.Widths.SkipLast(1).Select(hidden => Assert.Single(PaperValues.Of(PaperValues.Similarity, "adult", FairnessMetric.DemographicParity, "fairreg", hidden)).Mean));
    }

    [Fact]
    public void Of_twins_the_finished_one_counts()
    {
        var evidence = MadeUp.Evidence(_ => new MadeUpRun());
        var run = evidence.Runs.All[0];
        var runs = new RunSet([run.Spec], [run with { Id = 900, Status = RunStatus.Failed }, run, run with { Id = 901, Status = RunStatus.Queued }]);

        Assert.Equal(run, Assert.Single(runs.All));
        Assert.Empty(runs.Failed);
    }
}
