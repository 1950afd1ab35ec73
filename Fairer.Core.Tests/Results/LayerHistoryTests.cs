using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Tests.Results;

public sealed class LayerHistoryTests
{
    [Fact]
    public void Each_epoch_is_the_mean_over_the_seeds_that_is_known_of_all()
    {
        var histories = LayerHistory.Of(
        [
            Run(0.4, [0.2, 0.4], [0.4, 0.6], [0.9, 0.9]),
            Run(0.2, [0.1, 0.1]),
            Run(0.4, [0.4, 0.8], [0.6, 0.8]),
            Run(0.6),
        ]);

        Assert.Equal([0.2, 0.4], histories.Select(history => history.Lambda));
        Assert.Equal([1, 2], histories.Select(history => history.Seeds));
        Assert.Equal([1, 2], histories.Select(history => history.Epochs.Count));
        Assert.Equal([0.3, 0.6, 0.5, 0.7], histories[1].Epochs.SelectMany(cosines => cosines).Select(cosine => Math.Round(cosine, 12)));
    }

    [Fact]
    public void Terms_of_the_loss_add_up()
    {
        var run = Run(0.5, [0.9, 0.8]);
        var report = run.Epochs[0] with { ClassificationLoss = 0.4, FairnessLoss = 0.1, Loss = 0.35 };

        var aligned = LossTerms.Of(run.Spec with { Method = "dralign", Beta = 0.05 }, report);
        var mixed = LossTerms.Of(run.Spec with { Method = "mixup" }, report with { Loss = 0.42 });

        Assert.Equal((0.4, 0.05, -0.1, 0.35), (aligned.Classification, Math.Round(aligned.Gap, 12), Math.Round(aligned.Rest, 12), aligned.Total));
        Assert.Equal((0, 0.02), (mixed.Gap, Math.Round(mixed.Rest, 12)));
        Assert.Equal("−β·Σ cos", LossTerms.RestOf(run.Spec with { Method = "dralign", Beta = 0.05 }));
        Assert.Equal("λ·L_path", LossTerms.RestOf(run.Spec with { Method = "mixup" }));
        Assert.Null(LossTerms.RestOf(run.Spec));
    }

    private static RunState Run(double lambda, params double[][] cosines) => new()
    {
        Id = 1,
        SweepId = 1,
        Spec = new RunSpec { Dataset = "adult", Method = "fairreg", Lambda = lambda, Network = new MlpShape(5) },
        Epochs =
        [
            .. cosines.Select((layers, i) => new EpochReport
            {
                Epoch = i + 1,
                ClassificationLoss = 0.4,
                FairnessLoss = 0.1,
                Loss = 0.5,
                Validation = new Scores(0.7, 0.1, 0.1, 0.1, 0.1, 0.8),
                Test = new Scores(0.7, 0.1, 0.1, 0.1, 0.1, 0.8),
                LayerCosines = layers,
                BatchLayerCosines = layers,
                Seconds = 1,
            }),
        ],
    };
}
