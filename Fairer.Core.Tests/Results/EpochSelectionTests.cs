using Fairer.Core.Fairness;
using Fairer.Core.Results;

namespace Fairer.Core.Tests.Results;

public class EpochSelectionTests
{
    [Fact]
    public void The_smallest_validation_gap_from_the_second_epoch_on_is_selected()
    {
        EpochReport[] epochs = [Report(1, 0.01, 0.9), Report(2, 0.2, 0.1), Report(3, 0.05, 0.3), Report(4, 0.05, 0.2)];
        Assert.Equal(3, EpochSelection.Select(epochs, FairnessMetric.DemographicParity)!.Epoch);
        Assert.Equal(2, EpochSelection.Select(epochs, FairnessMetric.EqualizedOdds)!.Epoch);
    }

    [Fact]
    public void The_first_epoch_counts_while_there_is_no_other()
    {
        Assert.Null(EpochSelection.Select([], FairnessMetric.DemographicParity));
        Assert.Equal(1, EpochSelection.Select([Report(1, 0.3, 0.3)], FairnessMetric.DemographicParity)!.Epoch);
    }

    [Fact]
    public void A_gap_that_is_not_defined_beats_none_that_is()
    {
        EpochReport[] epochs = [Report(1, 0.1, 0.1), Report(2, 0.2, double.NaN), Report(3, 0.2, 0.4)];
        Assert.Equal(3, EpochSelection.Select(epochs, FairnessMetric.EqualizedOdds)!.Epoch);
    }

    private static EpochReport Report(int epoch, double parity, double odds)
    {
        var scores = new Scores(0.8, parity, odds, 0, 0, 0.8);
        return new EpochReport
        {
            Epoch = epoch,
            ClassificationLoss = 0.4,
            FairnessLoss = 0.1,
            Loss = 0.5,
            Validation = scores,
            Test = scores,
            LayerCosines = [1],
            BatchLayerCosines = [1],
            Seconds = 1,
        };
    }
}
