using System.Runtime.InteropServices;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Sweeps;
using Fairer.Core.Tests.Training;
using Fairer.Core.Training;
using Fairer.Core.Training.Managed;
using Fairer.Torch.Tests.Provider;
using static TorchSharp.torch;

namespace Fairer.Torch.Tests;

/// <summary>On the same weights and batch, and on the same run, the torch engine says what the managed engine says.</summary>
public class EngineAgreementTests : TorchTest
{
    private static readonly TorchEngine Engine = new();

    private static readonly RunSpec Run = new()
    {
        Dataset = "small",
        Method = "dralign",
        Lambda = 0.4,
        Beta = 0.05,
        Network = new MlpShape(12, 9),
        Epochs = 3,
        StepsPerEpoch = 20,
        BatchPerGroup = 50,
        Device = Devices.Cpu,
    };

    public static TheoryData<string, FairnessMetric, Granularity> Methods { get; } = new MatrixTheoryData<string, FairnessMetric, Granularity>(
        [.. MethodCatalogue.All.Select(method => method.Id)],
        [FairnessMetric.DemographicParity, FairnessMetric.EqualizedOdds],
        [Granularity.Parameter, Granularity.Unit]);

    [Theory]
    [MemberData(nameof(Methods))]
    public void Losses_cosines_and_gradients_agree(string method, FairnessMetric metric, Granularity granularity)
    {
        var objective = MethodCatalogue.Get(method).ObjectiveFor(Run with { Metric = metric });
        for (var seed = 0; seed < 12; seed++)
        {
            var random = new RandomBatch(seed, metric, granularity);
            using var loss = new MlpLoss<double>(random.Layout, metric, granularity, random.PerCell)
            {
                Adversary = objective.Adversary != 0 ? new Adversary(metric, seed: 7) : null,
            };
            random.Fill(loss);
            var parts = loss.Evaluate(objective, measureSimilarity: true);
            var cells = Enumerable.Range(0, 2 * metric.Slices()).SelectMany(cell => Enumerable.Range(0, random.PerCell).Select(sample => (cell, sample))).ToArray();
            var batch = new TorchBatch(
                random.Layout, metric, granularity, random.PerCell, random.Parameters,
                [.. cells.SelectMany(at => random.Features(at.cell, at.sample))],
                [.. cells.Select(at => (double)random.Label(at.cell, at.sample))],
                random.Mixing);
            foreach (var dtype in new[] { ScalarType.Float64, ScalarType.Float32 })
            {
                foreach (var found in batch.Stacked(dtype, objective, objective with { Lambda = 0.7 * objective.Lambda })[..1].Append(batch.ByAutograd(dtype, objective)))
                {
                    var tolerance = dtype == ScalarType.Float64 ? 1e-8 : 1e-4;
                    Close(parts.Classification, found.Parts.Classification, tolerance);
                    Close(parts.Fairness, found.Parts.Fairness, tolerance);
                    Close(parts.Path, found.Parts.Path, tolerance);
                    Close(parts.Similarity, found.Parts.Similarity, tolerance);
                    Close(parts.Total, found.Parts.Total, tolerance);
                    Assert.All(loss.Cosines.ToArray().Zip(found.Cosines), pair => Close(pair.First, pair.Second, tolerance));
                    CloseGradient(loss.Gradient.ToArray(), found.Gradient, tolerance);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Whole_runs_agree(string method, FairnessMetric metric, Granularity granularity)
    {
        var run = Run with { Method = method, Metric = metric, Granularity = granularity, Lambda = MethodCatalogue.Get(method).Tuning == Tuning.None ? 0 : 0.4, Beta = MethodCatalogue.Get(method).UsesBeta ? 0.05 : 0 };
        var (expected, found) = (Trace.Of(new ManagedEngine(), run with { Device = null }), Trace.Of(Engine, run));
        Same(expected, found, 2e-3);
    }

    [Fact]
    public void Runs_that_are_trained_together_come_out_as_they_do_alone()
    {
        RunSpec[] runs =
        [
            .. from seed in Enumerable.Range(0, 3)
               from lambda in Enumerable.Range(0, seed == 1 ? 1 : 3).Select(k => 0.4 * k)
               select Run with { Seed = seed, Lambda = lambda, Beta = 0.01 + (0.1 * lambda) },
        ];
        Assert.Single(runs.Select(Engine.StackKey).Distinct());
        var traces = runs.Select(_ => new Trace()).ToArray();
        var ends = Engine.Train([.. runs.Select((run, k) => new TrainingJob(run, SmallTable.Split(run.Seed), null, traces[k], TestContext.Current.CancellationToken))]);
        Assert.All(ends, Assert.Null);
        foreach (var (run, together) in runs.Zip(traces))
        {
            Same(Trace.Of(Engine, run), together, 1e-3);
            Assert.Equal(Run.Epochs * Run.StepsPerEpoch, together.Steps);
        }
    }

    [Theory]
    [InlineData("dralign")]
    [InlineData("adversarial")]
    public void A_run_goes_on_from_its_checkpoint_and_from_the_other_engines(string method)
    {
        var run = Run with { Method = method, Epochs = 4 };
        var whole = Trace.Of(Engine, run);
        var resumed = Trace.Of(Engine, run, whole.Checkpoints[1]);
        Assert.Equal([3, 4], resumed.Reports.Select(report => report.Epoch));
        Assert.Equal(whole.Checkpoints[^1].Weights, resumed.Checkpoints[^1].Weights);
        Assert.Equal(whole.Checkpoints[^1].Optimiser, resumed.Checkpoints[^1].Optimiser);

        var managed = Trace.Of(new ManagedEngine(), run with { Device = null });
        Assert.Equal(managed.Checkpoints[1].Optimiser.Length, whole.Checkpoints[1].Optimiser.Length);
        var switched = Trace.Of(Engine, run, managed.Checkpoints[1]);
        Close(managed.Reports[^1].Loss, switched.Reports[^1].Loss, 1e-3);
        Close(whole.Reports[^1].Loss, Trace.Of(new ManagedEngine(), run with { Device = null }, whole.Checkpoints[1]).Reports[^1].Loss, 1e-3);
    }

    [Fact]
    public void The_same_run_gives_bitwise_the_same_result()
    {
        Assert.Equal(Trace.Of(Engine, Run).Checkpoints[^1].Weights, Trace.Of(Engine, Run).Checkpoints[^1].Weights);
    }

    [Fact]
    public void A_run_that_is_cancelled_or_diverges_leaves_those_beside_it_undisturbed()
    {
        using var source = new CancellationTokenSource();
        RunSpec[] runs = [Run with { Beta = 0.01 }, Run with { Lambda = 1e39 }, Run with { Seed = 1 }, Run with { Seed = 1, Lambda = 0.2 }];
        var traces = runs.Select(_ => new Trace()).ToArray();
        traces[2].AfterStep = steps =>
        {
            if (steps == 25)
            {
                source.Cancel();
            }
        };
        var ends = Engine.Train([.. runs.Select((run, k) => new TrainingJob(
            run, SmallTable.Split(run.Seed), null, traces[k], k == 2 ? source.Token : TestContext.Current.CancellationToken))]);
        Assert.Null(ends[0]);
        Assert.Contains("Training diverged in epoch 1, step ", Assert.IsType<DivergedException>(ends[1]).Message, StringComparison.Ordinal);
        Assert.IsType<OperationCanceledException>(ends[2]);
        Assert.Null(ends[3]);
        Assert.Equal([3, 0, 1, 3], traces.Select(trace => trace.Reports.Count));
        Assert.Equal(25, traces[2].Steps);
        Same(Trace.Of(Engine, runs[0]), traces[0], 1e-3);
        Same(Trace.Of(Engine, runs[3]), traces[3], 1e-3);
    }

    [Fact]
    public void What_one_run_of_a_stack_cannot_do_is_not_the_others_business()
    {
        RunSpec[] runs = [Run, Run with { Seed = 1 }, Run with { Lambda = 0.1 }, Run with { Seed = 2 }];
        var traces = runs.Select(_ => new Trace()).ToArray();
        traces[2].AfterEpoch = epoch => throw new InvalidOperationException($"No room for epoch {epoch}.");
        var ends = Engine.Train([.. runs.Select((run, k) => new TrainingJob(
            run,
            run.Seed == 1 ? SmallTable.Split(1, keep: (group, _) => group == 0) : SmallTable.Split(run.Seed),
            null,
            traces[k],
            TestContext.Current.CancellationToken))]);
        Assert.Null(ends[0]);
        Assert.Contains("has no row of subgroup", Assert.IsType<DataException>(ends[1]).Message, StringComparison.Ordinal);
        Assert.Equal("No room for epoch 1.", Assert.IsType<InvalidOperationException>(ends[2]).Message);
        Assert.Null(ends[3]);
        Assert.Equal([3, 0, 1, 3], traces.Select(trace => trace.Reports.Count));
        Same(Trace.Of(Engine, runs[3]), traces[3], 1e-3);
    }

    [Fact]
    public void A_stack_that_the_memory_does_not_hold_is_trained_in_parts()
    {
        var counts = new List<int>();
        var narrow = new TorchEngine
        {
            BeforeTraining = jobs =>
            {
                counts.Add(jobs.Count);
                if (jobs.Count > 2)
                {
                    _ = empty([1L << 48], float32);
                }
            },
        };
        RunSpec[] runs = [.. Enumerable.Range(0, 5).Select(k => Run with { Lambda = 0.1 * k, Epochs = 2 })];
        var traces = runs.Select(_ => new Trace()).ToArray();
        var ends = narrow.Train([.. runs.Select((run, k) => new TrainingJob(run, SmallTable.Split(run.Seed), null, traces[k], TestContext.Current.CancellationToken))]);
        Assert.All(ends, Assert.Null);
        Assert.Equal([5, 2, 3, 1, 2], counts);
        Assert.All(runs.Zip(traces), pair => Same(Trace.Of(Engine, pair.First), pair.Second, 1e-3));
    }

    [Fact]
    public void A_batch_that_the_memory_does_not_hold_is_reported_with_one_that_it_does()
    {
        var cause = Assert.ThrowsAny<ExternalException>(() => empty([1L << 48], float32));
        Assert.True(OutOfMemory.Is(cause), cause.Message);
        Assert.False(OutOfMemory.Is(Assert.ThrowsAny<ExternalException>(() => zeros([3]).add(zeros([4])))));

        var job = new TrainingJob(Run with { BatchPerGroup = 400 }, SmallTable.Split(0), null, new Trace(), TestContext.Current.CancellationToken);
        string Explain(int most) => OutOfMemory.Explain(job, CPU, cause, (smaller, _) => smaller.Run.BatchPerGroup <= most).Message;
        Assert.Equal("The memory of cpu does not suffice for 12-9 with 400 samples of each subgroup a step; 50 would fit (--batch 50).", Explain(60));
        Assert.Equal(
            "The memory of cpu does not suffice for 12-9 with 400 samples of each subgroup a step, and not for one either: choose a smaller network, smaller images, or another device such as managed.",
            Explain(0));

        // By trying: the small network fits in every batch size.
        Assert.Contains("; 200 would fit", OutOfMemory.Explain(job, CPU, cause).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_says_what_it_cannot_do()
    {
        Assert.Null(Engine.WhyNot(Run));
        Assert.Null(Engine.WhyNot(Run with { Network = ConvNet.AlexNet, Device = null }));
        Assert.Contains("does not train on managed; it does on", Engine.WhyNot(Run with { Device = Devices.Managed }), StringComparison.Ordinal);
        Assert.Contains("There is no method 'x'", Engine.WhyNot(Run with { Method = "x" }), StringComparison.Ordinal);
        Assert.NotEqual(Engine.StackKey(Run), Engine.StackKey(Run with { BatchPerGroup = 49 }));
        Assert.NotEqual(Engine.StackKey(Run), Engine.StackKey(Run with { Method = "fairreg", Beta = 0 }));
        Assert.Equal(Engine.StackKey(Run with { Method = "fairreg", Beta = 0 }), Engine.StackKey(Run with { Method = "erm", Beta = 0, Seed = 3 }));
        Assert.Null(Engine.StackKey(Run with { Network = ConvNet.AlexNet }));
        Assert.InRange(Engine.MostTogether(Run), 1, 512);
    }

    private static void Same(Trace expected, Trace found, double tolerance)
    {
        Assert.Equal(expected.Reports.Count, found.Reports.Count);
        foreach (var (one, other) in expected.Reports.Zip(found.Reports))
        {
            Assert.Equal(one.Epoch, other.Epoch);
            Close(one.ClassificationLoss, other.ClassificationLoss, tolerance);
            Close(one.FairnessLoss, other.FairnessLoss, 5 * tolerance);
            Close(one.Loss, other.Loss, tolerance);
            Close(one.Test.AveragePrecision, other.Test.AveragePrecision, tolerance);
            Close(one.Validation.AveragePrecision, other.Validation.AveragePrecision, tolerance);
            Close(one.Test.DemographicParity, other.Test.DemographicParity, 5 * tolerance);
            Close(one.Validation.EqualizedOdds, other.Validation.EqualizedOdds, 5 * tolerance);
            Assert.All(one.LayerCosines.Zip(other.LayerCosines), pair => Close(pair.First, pair.Second, 10 * tolerance));
            Assert.All(one.BatchLayerCosines.Zip(other.BatchLayerCosines), pair => Close(pair.First, pair.Second, 10 * tolerance));
        }
    }

    /// <summary>Each element to the tolerance relative to the largest.</summary>
    private static void CloseGradient(double[] expected, double[] found, double tolerance)
    {
        var scale = expected.Max(Math.Abs);
        Assert.All(expected.Zip(found), pair => Assert.True(Math.Abs(pair.Second - pair.First) <= tolerance * scale, $"{pair.Second} instead of {pair.First}, the largest {scale}"));
    }

    private static void Close(double expected, double found, double tolerance) =>
        Assert.True(Math.Abs(found - expected) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{found} instead of {expected}");
}
