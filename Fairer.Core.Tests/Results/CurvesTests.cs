using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Tests.Results;

public sealed class CurvesTests
{
    [Fact]
    public void Summary_is_mean_and_sample_standard_deviation()
    {
        var summary = Summary.Of([2, 4, 4, 4, 5, 5, 7, 9]);

        Assert.Equal(5, summary.Mean, 12);
        Assert.Equal(Math.Sqrt(32.0 / 7), summary.Deviation, 12);
    }

    [Fact]
    public void One_seed_has_no_deviation() => Assert.Equal(new Summary(0.7, 0), Summary.Of([0.7]));

    [Fact]
    public void Nothing_cannot_be_summarised() => Assert.Throws<ArgumentException>(() => Summary.Of([]));

    [Fact]
    public void Points_average_the_seeds_of_each_lambda_at_their_selected_epochs()
    {
        // Seed 0's smallest validation gap is at epoch 3, seed 1's at epoch 2; epoch 1 never counts.
        var points = Curves.Points(
        [
            Run(lambda: 0.4, seed: 1, Epoch(1, gap: 0.0), Epoch(2, gap: 0.1, ap: 0.8, cosine: 0.5), Epoch(3, gap: 0.2)),
            Run(lambda: 0.2, seed: 0, Epoch(1, gap: 0.0), Epoch(2, gap: 0.3, ap: 0.9)),
            Run(lambda: 0.4, seed: 0, Epoch(1, gap: 0.0), Epoch(2, gap: 0.2), Epoch(3, gap: 0.05, ap: 0.6, cosine: 0.7)),
        ]);

        Assert.Equal([0.2, 0.4], points.Select(point => point.Lambda));
        Assert.Equal([1, 2], points.Select(point => point.Seeds));
        Assert.Equal(0.7, points[1].AveragePrecision.Mean, 12);
        Assert.Equal(Math.Sqrt(0.02), points[1].AveragePrecision.Deviation, 12);
        Assert.Equal(0.075, points[1].Gap(FairnessMetric.DemographicParity).Mean, 12);
        Assert.Equal(0.15, points[1].Gap(FairnessMetric.EqualizedOdds).Mean, 12);
        Assert.Equal([0.6, 0.6, 0.6], points[1].LayerCosines.Select(layer => Math.Round(layer.Mean, 12)));
        Assert.Equal(1.8, points[1].Similarity.Mean, 12);
        Assert.Equal(0.3 * Math.Sqrt(2), points[1].Similarity.Deviation, 12);
    }

    [Theory]
    [InlineData(RunStatus.Queued)]
    [InlineData(RunStatus.Running)]
    [InlineData(RunStatus.Failed)]
    [InlineData(RunStatus.Cancelled)]
    public void Runs_that_are_not_finished_do_not_count(RunStatus status)
    {
        var unfinished = Run(lambda: 0.4, seed: 0, Epoch(1, gap: 0.1), Epoch(2, gap: 0.1)) with { Status = status };

        Assert.Empty(Curves.Points([unfinished]));
    }

    [Fact]
    public void Curves_follow_the_catalogue_then_the_width_then_beta()
    {
        CurveKey[] keys =
        [
            new("adult", "dralign", new MlpShape(200, 200), 0.05),
            new("adult", "dralign", new MlpShape(50, 50), 0.1),
            new("adult", "dralign", new MlpShape(50, 50), 0.05),
            new("adult", "unknown", new MlpShape(10, 10), 0),
            new("adult", "erm", new MlpShape(200, 200), 0),
        ];

        Assert.Equal([keys[4], keys[2], keys[1], keys[0], keys[3]], keys.Order(Curves.Order));
    }

    private static RunState Run(double lambda, int seed, params EpochReport[] epochs) => new()
    {
        Id = seed,
        SweepId = 1,
        Spec = new RunSpec { Dataset = "adult", Method = "fairreg", Network = new MlpShape(50, 50), Lambda = lambda, Seed = seed },
        Status = RunStatus.Finished,
        Epochs = [.. epochs],
    };

    private static EpochReport Epoch(int epoch, double gap, double ap = 0.1, double cosine = 0.2) => new()
    {
        Epoch = epoch,
        ClassificationLoss = 0.4,
        FairnessLoss = 0.1,
        Loss = 0.5,
        Validation = new Scores(0.5, gap, 2 * gap, 0, 0, 0.8),
        Test = new Scores(ap, gap, 2 * gap, 0, 0, 0.8),
        LayerCosines = [cosine, cosine, cosine],
        BatchLayerCosines = [0, 0, 0],
        Seconds = 0.1,
    };
}
