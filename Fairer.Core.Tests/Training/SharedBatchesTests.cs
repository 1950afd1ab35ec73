using Fairer.Core.Fairness;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Training;

/// <summary>Batches that are made once for all runs that draw the same ones.</summary>
public class SharedBatchesTests
{
    private readonly SharedBatches _batches = new();
    private readonly SharedBatches.Kind _kind = new(new object(), Seed: 5, FairnessMetric.DemographicParity, Balanced: false, PerCell: 40);

    [Fact]
    public void Runs_that_draw_the_same_batches_share_them()
    {
        var made = _batches.Of<int[]>(_kind).Of(7, Make);

        Assert.Equal([7], made);
        Assert.Same(made, _batches.Of<int[]>(_kind with { }).Of(7, _ => throw new InvalidOperationException()));
    }

    [Fact]
    public void Who_finds_a_batch_in_the_making_makes_the_next()
    {
        var kept = _batches.Of<int[]>(_kind);
        List<long> made = [];
        kept.Of(3, step =>
        {
            // Another run at the same step, while this one makes it.
            Assert.Equal([3], kept.Of(3, Note));
            return Make(step);
        });

        Assert.Equal([4, 3], made);
        Assert.Equal([4], kept.Of(4, _ => throw new InvalidOperationException()));

        int[] Note(long step)
        {
            made.Add(step);
            return Make(step);
        }
    }

    [Fact]
    public void Another_split_seed_metric_balance_size_or_form_has_batches_of_its_own()
    {
        var first = _batches.Of<int[]>(_kind);
        foreach (var other in new[]
        {
            _kind with { Split = new object() },
            _kind with { Seed = 6 },
            _kind with { Metric = FairnessMetric.EqualizedOdds },
            _kind with { Balanced = true },
            _kind with { PerCell = 41 },
        })
        {
            Assert.NotSame(first, _batches.Of<int[]>(other));
        }

        Assert.NotSame((object)_batches.Of<int[]>(_kind), _batches.Of<string>(_kind));
    }

    [Fact]
    public void The_last_few_kinds_used_are_kept()
    {
        KeptBatches<int[]> Of(int seed) => _batches.Of<int[]>(_kind with { Seed = seed });

        var (first, second) = (Of(1), Of(2));
        _ = (Of(3), Of(4));
        Assert.Same(first, Of(1));
        Of(5);

        Assert.Same(first, Of(1));
        Assert.NotSame(second, Of(2));
    }

    [Fact]
    public void Steps_beyond_a_million_samples_are_not_kept()
    {
        var kept = _batches.Of<int[]>(_kind with { PerCell = 60_000 });

        Assert.True(kept.Keeps(8));
        Assert.Equal([8], kept.Of(8, Make));
        Assert.False(kept.Keeps(9));
        Assert.False(_batches.Of<int[]>(_kind with { PerCell = 1_000_000 }).Keeps(1));
    }

    private static int[] Make(long step) => [(int)step];
}
