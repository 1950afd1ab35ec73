using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Tests.Results;

public sealed class WidthComparisonTests
{
    private const FairnessMetric DP = FairnessMetric.DemographicParity;

    private long _id;

    [Fact]
    public void At_equal_lambda_a_point_is_the_mean_over_the_seeds_of_that_lambda()
    {
        var comparison = new WidthComparison(
            [Run("fairreg", 10, 0.2, seed: 0, gap: 0.10, ap: 0.7), Run("fairreg", 10, 0.2, seed: 1, gap: 0.14, ap: 0.8), Run("fairreg", 10, 0.4, seed: 0, gap: 0.05), Run("fairreg", 50, 0.4, seed: 0, gap: 0.06)],
            DP, depth: 2);

        var point = Assert.Single(Assert.Single(comparison.Curves(new WidthBasis.EqualLambda(0.2))).Points);

        Assert.Equal([0.2, 0.4], comparison.Lambdas);
        Assert.Equal(0.4, comparison.CommonLambda);
        Assert.Equal((10, 2, 0), (point.Width, point.Seeds, point.Left));
        Assert.Equal(Summary.Of([0.10, 0.14]), point.Gap);
        Assert.Equal(Summary.Of([0.7, 0.8]), point.AveragePrecision);
        Assert.Equal([10, 50], comparison.Curves(new WidthBasis.EqualLambda(0.4))[0].Points.Select(each => each.Width));
    }

    [Fact]
    public void At_equal_gap_each_seed_is_read_off_the_straight_line_between_its_two_lambdas()
    {
        var comparison = new WidthComparison(
            [
                Run("dralign", 10, 0.2, seed: 0, gap: 0.12, ap: 0.80, first: 0.9), Run("dralign", 10, 0.6, seed: 0, gap: 0.04, ap: 0.60, first: 0.5),
                Run("dralign", 10, 0.2, seed: 1, gap: 0.08, ap: 0.78), Run("dralign", 10, 0.6, seed: 1, gap: 0.02, ap: 0.60),
                Run("dralign", 10, 0.2, seed: 2, gap: 0.05), Run("dralign", 10, 0.6, seed: 2, gap: 0.02),
            ],
            DP, depth: 2);

        var point = Assert.Single(Assert.Single(comparison.Curves(new WidthBasis.EqualGap(0.08))).Points);

        // Seed 0 half way, seed 1 at its λ 0.2 itself, seed 2 never.
        Assert.Equal((2, 1), (point.Seeds, point.Left));
        Assert.Equal(Summary.Of([0.4, 0.2]).Mean, point.Lambda.Mean, 12);
        Assert.Equal(Summary.Of([0.70, 0.78]).Mean, point.AveragePrecision.Mean, 12);
        Assert.Equal(Summary.Of([0.70, 0.78]).Deviation, point.AveragePrecision.Deviation, 12);
        Assert.Equal(0.08, point.Gap.Mean, 12);
        Assert.Equal(0, point.Gap.Deviation, 12);
        Assert.Equal((0.7 + 0.9) / 2, point.LayerCosines[0].Mean, 12);
        Assert.Equal(point.LayerCosines.Sum(layer => layer.Mean), point.Similarity.Mean, 12);
    }

    [Fact]
    public void Where_the_gap_is_passed_twice_the_smaller_lambda_counts()
    {
        var comparison = new WidthComparison(
            [Run("fairreg", 10, 0.2, 0, gap: 0.10), Run("fairreg", 10, 0.4, 0, gap: 0.02), Run("fairreg", 10, 0.6, 0, gap: 0.06)], DP, depth: 2);

        Assert.Equal(0.35, comparison.Curves(new WidthBasis.EqualGap(0.04))[0].Points[0].Lambda.Mean, 12);
    }

    [Fact]
    public void FairReg_begins_at_ERM_and_DRAlign_does_not()
    {
        RunState[] runs =
        [
            Run("erm", 10, 0, seed: 0, gap: 0.20), Run("erm", 10, 0, seed: 9, gap: 0.20),
            Run("fairreg", 10, 0.4, seed: 0, gap: 0.10), Run("dralign", 10, 0.4, seed: 0, gap: 0.10, beta: 0.01),
        ];

        var curve = Assert.Single(new WidthComparison(runs, DP, depth: 2).Curves(new WidthBasis.EqualGap(0.15)));

        Assert.Equal("fairreg", curve.Method);
        Assert.Equal(0.2, curve.Points[0].Lambda.Mean, 12);
        Assert.Equal((1, 0), (curve.Points[0].Seeds, curve.Points[0].Left));
    }

    [Fact]
    public void A_method_without_lambda_is_the_same_at_every_lambda_and_at_no_gap()
    {
        var comparison = new WidthComparison([Run("erm", 10, 0, 0, gap: 0.2), Run("fairreg", 10, 0.4, 0, gap: 0.1)], DP, depth: 2);

        Assert.Equal(["erm", "fairreg"], comparison.Curves(new WidthBasis.EqualLambda(0.4)).Select(curve => curve.Method));
        Assert.DoesNotContain(comparison.Curves(new WidthBasis.EqualGap(0.15)), curve => curve.Method == "erm");
    }

    [Fact]
    public void Only_finished_uniform_networks_of_the_depth_count_and_twins_once()
    {
        var comparison = new WidthComparison(
            [
                Run("fairreg", 10, 0.4, 0, gap: 0.3), Run("fairreg", 10, 0.4, 0, gap: 0.1),
                Run("fairreg", 20, 0.4, 0, gap: 0.1) with { Status = RunStatus.Running },
                Run("fairreg", new MlpShape(64, 32), 0.4, 0, gap: 0.1, ap: 0.7, beta: 0, first: 0.9),
                Run("fairreg", new MlpShape(30, 30, 30), 0.4, 0, gap: 0.1, ap: 0.7, beta: 0, first: 0.9),
                Run("fairreg", ConvNet.AlexNet, 0.4, 0, gap: 0.1, ap: 0.7, beta: 0, first: 0.9),
            ],
            DP, depth: 2);

        var point = Assert.Single(comparison.Curves(new WidthBasis.EqualLambda(0.4))[0].Points);

        Assert.Equal((10, 1), (point.Width, point.Seeds));
        Assert.Equal(0.1, point.Gap.Mean); // the newer twin
    }

    [Fact]
    public void Each_beta_is_a_curve()
    {
        var comparison = new WidthComparison([Run("dralign", 10, 0.4, 0, 0.1, beta: 0.05), Run("dralign", 10, 0.4, 0, 0.1, beta: 0.01)], DP, depth: 2);

        Assert.Equal([0.01, 0.05], comparison.Curves(new WidthBasis.EqualLambda(0.4)).Select(curve => curve.Beta));
    }

    [Fact]
    public void The_best_gap_is_one_that_most_networks_reach()
    {
        RunState[] runs =
        [
            Run("fairreg", 10, 0.2, 0, gap: 0.12), Run("fairreg", 10, 0.6, 0, gap: 0.03),
            Run("dralign", 50, 0.2, 0, gap: 0.09, beta: 0.01), Run("dralign", 50, 0.6, 0, gap: 0.05, beta: 0.01),
        ];

        Assert.Equal(new ReachedGaps(0.03, 0.12, 0.07, 2), new WidthComparison(runs, DP, depth: 2).Gaps);
        Assert.Equal(new ReachedGaps(0.03, 0.5, 0.07, 3), new WidthComparison([.. runs, Run("fairreg", 90, 0.4, 0, gap: 0.5)], DP, depth: 2).Gaps);
        Assert.Equal(new ReachedGaps(0.5, 0.5, 0.5, 1), new WidthComparison([Run("fairreg", 90, 0.4, 0, gap: 0.5)], DP, depth: 2).Gaps);
        Assert.Null(new WidthComparison([], DP, depth: 2).Gaps);
    }

    private RunState Run(string method, int width, double lambda, int seed, double gap, double ap = 0.7, double beta = 0, double first = 0.9) =>
        Run(method, new MlpShape(width, width), lambda, seed, gap, ap, beta, first);

    private RunState Run(string method, NetworkShape network, double lambda, int seed, double gap, double ap, double beta, double first)
    {
        var scores = new Scores(ap, gap, gap, 0, 0, 0.8);
        EpochReport Report(int epoch) => new()
        {
            Epoch = epoch,
            ClassificationLoss = 0.4,
            FairnessLoss = 0.1,
            Loss = 0.5,
            Validation = scores,
            Test = scores,
            LayerCosines = [first, 0.8, 0.7],
            BatchLayerCosines = [first, 0.8, 0.7],
            Seconds = 1,
        };
        return new RunState
        {
            Id = ++_id,
            SweepId = 1,
            Spec = new RunSpec { Dataset = "adult", Method = method, Lambda = lambda, Beta = beta, Network = network, Seed = seed },
            Status = RunStatus.Finished,
            Epochs = [Report(1), Report(2)],
        };
    }
}
