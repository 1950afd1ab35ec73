using Fairer.Core.Fairness;
using Fairer.Core.Training;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Training;

/// <summary>Batches that are drawn once for all are those that each run would draw.</summary>
public class SharedDrawsTests
{
    [Theory]
    [InlineData(40)]
    [InlineData(60_000)]
    public void Everybody_gets_the_batches_of_their_own_sampler(int perCell)
    {
        var data = SmallTable.Split(1);
        var shared = new SharedDraws();
        var (expected, own) = (new int[2 * perCell], new int[2 * perCell]);
        var sampler = new BatchSampler(data, FairnessMetric.DemographicParity, balanced: false, seed: 5, perCell);
        Parallel.For(0, 4, _ =>
        {
            var (mine, room) = (new BatchSampler(data, FairnessMetric.DemographicParity, balanced: false, seed: 5, perCell), new int[2 * perCell]);
            for (var step = 1; step <= 30; step++)
            {
                shared.Of(5, FairnessMetric.DemographicParity, balanced: false, perCell).Draw(mine, step, room);
            }
        });

        for (var step = 1; step <= 30; step++)
        {
            sampler.Draw(step, expected);
            Assert.Equal(expected, shared.Of(5, FairnessMetric.DemographicParity, balanced: false, perCell).Draw(sampler, step, own).ToArray());
        }
    }

    [Fact]
    public void Another_seed_metric_or_balance_has_batches_of_its_own()
    {
        var shared = new SharedDraws();
        var first = shared.Of(1, FairnessMetric.DemographicParity, balanced: false, 10);
        Assert.Same(first, shared.Of(1, FairnessMetric.DemographicParity, balanced: false, 10));
        Assert.NotSame(first, shared.Of(2, FairnessMetric.DemographicParity, balanced: false, 10));
        Assert.NotSame(first, shared.Of(1, FairnessMetric.EqualizedOdds, balanced: false, 10));
        Assert.NotSame(first, shared.Of(1, FairnessMetric.DemographicParity, balanced: true, 10));
        Assert.NotSame(first, shared.Of(1, FairnessMetric.DemographicParity, balanced: false, 11));
    }
}
