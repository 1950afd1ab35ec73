using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Training.Managed;
using FsCheck;
using FsCheck.Fluent;

namespace Fairer.Core.Tests.Training;

/// <summary>What must hold of the loss for any network and batch, all its parts at once.</summary>
public class MlpLossPropertyTests
{
    private static readonly Objective Whole = new(Lambda: 0.7, Beta: 0.3, PathLambda: 0.4);

    [Fact]
    public void The_gradient_is_the_derivative_of_the_loss() => ForAnyBatch((batch, random) =>
    {
        var gradient = batch.Evaluate(Whole).Gradient;
        var direction = new double[gradient.Length];
        var slope = 0.0;
        for (var k = 0; k < direction.Length; k++)
        {
            direction[k] = (2 * random.NextDouble()) - 1;
            slope += direction[k] * gradient[k];
        }

        double Along(double step) =>
            batch.Evaluate(Whole, [.. batch.Parameters.Select((value, k) => value + (step * direction[k]))]).Parts.Total;
        return Derivative.Judge(Along, slope);
    });

    [Fact]
    public void Exchanging_the_subgroups_changes_nothing() => ForAnyBatch((batch, _) =>
    {
        var (parts, gradient) = batch.Evaluate(Whole);
        var (exchanged, exchangedGradient) = batch.Evaluate(Whole, cellAt: cell => cell ^ 1, mixing: [.. batch.Mixing.Select(gamma => 1 - gamma)]);
        Near(parts.Path, exchanged.Path);
        Near(parts.Total, exchanged.Total);
        Near(parts.Fairness, exchanged.Fairness);
        Near(parts.Similarity, exchanged.Similarity);
        Near(gradient, exchangedGradient);
        return true;
    });

    [Fact]
    public void Shuffling_a_batch_changes_nothing() => ForAnyBatch((batch, random) =>
    {
        int[] order = [.. Enumerable.Range(0, batch.PerCell)];
        random.Shuffle<int>(order);
        var (parts, gradient) = batch.Evaluate(Whole);
        var (shuffled, shuffledGradient) = batch.Evaluate(Whole, sampleAt: i => order[i]);
        Near(parts.Total, shuffled.Total);
        Near(gradient, shuffledGradient);
        return true;
    });

    [Fact]
    public void Without_weights_the_terms_leave_no_trace() => ForAnyBatch((batch, _) =>
    {
        var (parts, gradient) = batch.Evaluate(new Objective());
        Assert.Equal(parts.Classification, parts.Total);

        // The loss is linear in its weights, so the gradients of its terms must add up.
        var lambda = batch.Evaluate(new Objective(Lambda: Whole.Lambda)).Gradient;
        var beta = batch.Evaluate(new Objective(Beta: Whole.Beta)).Gradient;
        var path = batch.Evaluate(new Objective(PathLambda: Whole.PathLambda)).Gradient;
        var sum = gradient.Select((value, k) => lambda[k] + beta[k] + path[k] - (2 * value));
        Near([.. sum], batch.Evaluate(Whole).Gradient);
        return true;
    });

    [Fact]
    public void The_similarity_is_at_most_the_number_of_layers() => ForAnyBatch((batch, _) =>
    {
        var similarity = batch.Evaluate(Whole).Parts.Similarity;
        Assert.InRange(similarity, 0, (batch.Layout.Layers.Count * batch.Metric.Slices()) + 1e-12);
        return true;
    });

    [Fact]
    public void Subgroups_of_the_same_samples_are_aligned_and_without_gap() => ForAnyBatch((batch, _) =>
    {
        var (parts, gradient) = batch.Evaluate(Whole, cellAt: cell => cell & ~1);
        var plain = batch.Evaluate(new Objective(), cellAt: cell => cell & ~1).Gradient;
        Assert.Equal(0, parts.Fairness, 1e-12);
        Assert.Equal(0, parts.Path, 1e-12);

        // A layer through which nothing flows has no rationale; all others agree fully.
        Assert.Equal(Math.Round(parts.Similarity), parts.Similarity, 1e-9);
        Near(plain, gradient);
        return true;
    });

    [Fact]
    public void Steps_allocate_nothing()
    {
        var layout = new MlpLayout(12, new MlpShape(17, 9, 20));
        using var adversary = new Adversary(FairnessMetric.EqualizedOdds, seed: 3);
        using var loss = new MlpLoss<float>(layout, FairnessMetric.EqualizedOdds, Granularity.Unit, 40) { Adversary = adversary };
        using var adam = new Adam<float>(layout.ParameterCount, 1e-3);
        layout.Initialise(3, loss.Parameters);
        for (var cell = 0; cell < loss.Cells; cell++)
        {
            for (var i = 0; i < 40; i++)
            {
                loss.SetSample<float>(cell, i, Enumerable.Range(0, 12).Select(k => (float)Math.Sin((cell * 7) + (i * k))).ToArray(), (byte)(cell / 2));
            }
        }

        var objective = Whole with { Adversary = 0.5 };
        void Step()
        {
            loss.Evaluate(objective);
            adam.Step(loss.Parameters, loss.Gradient);
        }

        AssertAllocatesNothing(Step);
    }

    /// <summary>The runtime itself may allocate on this thread when it swaps in faster code, but not every time.</summary>
    internal static void AssertAllocatesNothing(Action step)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 10 && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 20; i++)
            {
                step();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    /// <summary>Tries a property on many random networks and batches, which FsCheck shrinks where it fails.</summary>
    internal static void ForAnyBatch(Func<RandomBatch, SeededRandom, bool> property)
    {
        var judged = 0;
        var cases =
            from seed in Gen.Choose(0, 1_000_000)
            from metric in Gen.Elements(FairnessMetric.DemographicParity, FairnessMetric.EqualizedOdds)
            from granularity in Gen.Elements(Granularity.Parameter, Granularity.Unit)
            select (seed, metric, granularity);
        Prop.ForAll(cases.ToArbitrary(), drawn =>
        {
            var batch = new RandomBatch(drawn.seed, drawn.metric, drawn.granularity);
            judged += property(batch, new SeededRandom(drawn.seed, RandomPurpose.Split)) ? 1 : 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150).WithQuietOnSuccess(true));
        Assert.InRange(judged, 75, int.MaxValue);
    }

    private static void Near(double expected, double found) =>
        Assert.True(Math.Abs(expected - found) <= 1e-9 * Math.Max(1, Math.Abs(expected)), $"{found} instead of {expected}");

    internal static void Near(double[] expected, double[] found)
    {
        var scale = Math.Max(1, expected.Max(Math.Abs));
        for (var k = 0; k < expected.Length; k++)
        {
            Assert.True(Math.Abs(expected[k] - found[k]) <= 1e-9 * scale, $"{k}: {found[k]} instead of {expected[k]}");
        }
    }
}
