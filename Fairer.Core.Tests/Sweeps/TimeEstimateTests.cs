using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Tests.Sweeps;

public sealed class TimeEstimateTests
{
    [Fact]
    public void The_same_kind_of_run_takes_as_long_as_before()
    {
        var estimate = new TimeEstimate([Past("fairreg", 50, seconds: 0.2), Past("fairreg", 50, seconds: 0.4), Past("dralign", 50, seconds: 2)]);

        Assert.Equal(0.3, estimate.SecondsPerEpoch(Run("fairreg", 50)), 12);
    }

    [Fact]
    public void Another_kind_is_told_by_its_work()
    {
        var estimate = new TimeEstimate([Past("fairreg", 50, seconds: 0.2)]);

        Assert.InRange(estimate.SecondsPerEpoch(Run("dralign", 50)) / 0.2, 2, 3);
        Assert.InRange(estimate.SecondsPerEpoch(Run("fairreg", 200)) / 0.2, 7, 8);
    }

    [Fact]
    public void With_nothing_to_go_by_it_still_tells() =>
        Assert.InRange(new TimeEstimate([]).SecondsPerEpoch(Run("dralign", 50)), 0.05, 5);

    [Fact]
    public void Workers_share_the_runs_but_not_a_run()
    {
        var estimate = new TimeEstimate([Past("fairreg", 50, seconds: 1)]);
        (RunSpec, double)[] runs = [(Run("fairreg", 50), 1), (Run("fairreg", 50), 1), (Run("fairreg", 50), 0.5)];

        Assert.Equal(25, estimate.Of(runs, workers: 1).TotalSeconds, 9);
        Assert.Equal(12.5, estimate.Of(runs, workers: 2).TotalSeconds, 9);
        Assert.Equal(10, estimate.Of(runs, workers: 8).TotalSeconds, 9);
    }

    private static RunSpec Run(string method, int width) =>
        new() { Dataset = "adult", Method = method, Beta = 0.01, Network = new MlpShape(width, width), Epochs = 10 };

    private static RunState Past(string method, int width, double seconds)
    {
        var scores = new Scores(0, 0, 0, 0, 0, 0);
        return new RunState
        {
            Id = 1,
            SweepId = 1,
            Spec = Run(method, width),
            Epochs =
            [
                new EpochReport
                {
                    Epoch = 1, ClassificationLoss = 0, FairnessLoss = 0, Loss = 0, Validation = scores, Test = scores,
                    LayerCosines = [], BatchLayerCosines = [], Seconds = seconds,
                },
            ],
        };
    }
}
