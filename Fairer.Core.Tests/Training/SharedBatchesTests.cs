using Fairer.Core.Fairness;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Training;

/// <summary>Batches that are made once for all runs that draw the same ones.</summary>
public class SharedBatchesTests
{
    private const long Bytes = 4_000;

    private readonly SharedBatches _batches = new();
    private readonly SharedBatches.Kind _kind = new(new object(), Seed: 5, FairnessMetric.DemographicParity, Balanced: false, PerCell: 40);

    [Fact]
    public void Runs_that_draw_the_same_batches_share_them()
    {
        var made = Of(_kind).Of(7, Make);

        Assert.Equal([7], made.Steps);
        Assert.Same(made, Of(_kind with { }).Of(7, _ => throw new InvalidOperationException()));
    }

    [Fact]
    public void Runs_at_a_batch_in_the_making_make_later_ones()
    {
        var kept = Of(_kind);
        List<long> made = [];
        kept.Of(3, step =>
        {
            // Two other runs at the same step, while this one makes it.
            Assert.Equal([3], kept.Of(3, Note).Steps);
            return Make(step);
        });

        Assert.Equal([4, 3], made);
        Assert.Equal([4], kept.Of(4, _ => throw new InvalidOperationException()).Steps);
        kept.Of(5, step =>
        {
            kept.Of(5, next =>
            {
                Assert.Equal(6, next);
                kept.Of(5, Note);
                return Make(next);
            });
            return Make(step);
        });
        Assert.Equal([4, 3, 7, 5], made);

        Batch Note(long step)
        {
            made.Add(step);
            return Make(step);
        }
    }

    [Fact]
    public void Of_two_that_were_made_at_once_the_first_stays_and_the_other_is_freed()
    {
        var kept = Of(_kind);
        Batch? first = null, second = null;
        var found = kept.Of(1, step =>
        {
            kept.Of(1, next => next == 2 ? Make(next) : first = Make(next));
            return second = Make(step);
        });

        Assert.Same(first, found);
        Assert.False(first!.IsFreed);
        Assert.True(second!.IsFreed);
    }

    public static TheoryData<string> Differences => ["split", "seed", "metric", "balance", "size"];

    [Theory]
    [MemberData(nameof(Differences))]
    public void Another_kind_has_batches_of_its_own(string difference)
    {
        var first = Of(_kind);
        var other = Of(difference switch
        {
            "split" => _kind with { Split = new object() },
            "seed" => _kind with { Seed = 6 },
            "metric" => _kind with { Metric = FairnessMetric.EqualizedOdds },
            "balance" => _kind with { Balanced = true },
            _ => _kind with { PerCell = 41 },
        });

        Assert.NotSame(first, other);
        Assert.Same(first, Of(_kind));
    }

    [Fact]
    public void Another_form_has_batches_of_its_own()
    {
        Of(_kind).Of(1, Make);

        Assert.Equal("own", _batches.Of<string>(_kind, Bytes).Of(1, _ => "own"));
    }

    [Fact]
    public void The_last_few_kinds_used_are_kept()
    {
        KeptBatches<Batch> OfSeed(int seed) => Of(_kind with { Seed = seed });

        var (first, second) = (OfSeed(1), OfSeed(2));
        _ = (OfSeed(3), OfSeed(4));
        Assert.Same(first, OfSeed(1));
        OfSeed(5);

        Assert.Same(first, OfSeed(1));
        Assert.NotSame(second, OfSeed(2));
    }

    [Fact]
    public void As_many_are_kept_as_the_memory_allows()
    {
        var kept = _batches.Of<Batch>(_kind, 8 << 20);

        Assert.True(kept.Keeps(9));
        Assert.Equal([9], kept.Of(9, Make).Steps);
        Assert.False(kept.Keeps(10));
        Assert.False(_batches.Of<Batch>(_kind with { Seed = 6 }, 100 << 20).Keeps(1));
    }

    private static Batch Make(long step) => new(step);

    private KeptBatches<Batch> Of(SharedBatches.Kind kind) => _batches.Of<Batch>(kind, Bytes);

    private sealed class Batch(long step) : IDisposable
    {
        public long[] Steps => [step];

        public bool IsFreed { get; private set; }

        public void Dispose() => IsFreed = true;
    }
}
