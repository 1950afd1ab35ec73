using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Training;

public class ManagedEngineTests
{
    private static readonly RunSpec DRAlign = new()
    {
        Dataset = "small",
        Method = "dralign",
        Lambda = 0.4,
        Beta = 0.05,
        Network = new MlpShape(12, 9),
        Epochs = 4,
        StepsPerEpoch = 20,
        BatchPerGroup = 50,
    };

    // One with every kind of batches and every part of the objective.
    private static readonly string[] Various = ["dralign", "oversample", "adversarial", "mixup"];

    private readonly ManagedEngine _engine = new();

    [Fact]
    public void Training_lowers_the_classification_loss()
    {
        var trace = Train(DRAlign with { Method = "erm", Epochs = 8 });
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], trace.Reports.Select(report => report.Epoch));
        Assert.True(trace.Reports[^1].ClassificationLoss < trace.Reports[0].ClassificationLoss - 0.05);
        Assert.True(trace.Reports[^1].Test.AveragePrecision > 0.8);
        Assert.Equal(8 * 20, trace.Steps);
    }

    [Fact]
    public void Regularisation_narrows_the_gap_and_alignment_raises_the_similarity()
    {
        var erm = Train(DRAlign with { Method = "erm", Epochs = 10 }).Reports[^1];
        var fair = Train(DRAlign with { Method = "fairreg", Lambda = 1, Epochs = 10 }).Reports[^1];
        var aligned = Train(DRAlign with { Beta = 0.2, Epochs = 10 }).Reports[^1];
        Assert.True(fair.Test.DemographicParity < 0.6 * erm.Test.DemographicParity);
        Assert.True(aligned.Similarity > fair.Similarity, $"{aligned.Similarity} with alignment, {fair.Similarity} without");
    }

    [Theory]
    [InlineData(FairnessMetric.DemographicParity)]
    [InlineData(FairnessMetric.EqualizedOdds)]
    public void Without_lambda_and_beta_every_method_is_erm_bitwise(FairnessMetric metric)
    {
        var erm = Train(DRAlign with { Method = "erm", Metric = metric });
        foreach (var method in MethodCatalogue.All.Where(method => method.Tuning != Tuning.None))
        {
            SameResults(erm, Train(DRAlign with { Method = method.Id, Metric = metric, Lambda = 0, Beta = 0 }));
        }

        foreach (var (plain, aligned) in new[] { ("fairreg", "dralign"), ("mixup", "dralign-aug") })
        {
            SameResults(
                Train(DRAlign with { Method = plain, Metric = metric }),
                Train(DRAlign with { Method = aligned, Metric = metric, Beta = 0 }));
        }
    }

    [Fact]
    public void Batches_for_equalised_odds_are_balanced_already() => SameResults(
        Train(DRAlign with { Method = "erm", Metric = FairnessMetric.EqualizedOdds }),
        Train(DRAlign with { Method = "oversample", Metric = FairnessMetric.EqualizedOdds }));

    [Theory]
    [InlineData("mixup", FairnessMetric.DemographicParity, 2)]
    [InlineData("mixup", FairnessMetric.EqualizedOdds, 4)]
    [InlineData("adversarial", FairnessMetric.DemographicParity, 2)]
    [InlineData("postprocess", FairnessMetric.DemographicParity, 1)]
    [InlineData("postprocess", FairnessMetric.EqualizedOdds, 1)]
    [InlineData("dralign-aug", FairnessMetric.DemographicParity, 2)]
    public void Every_way_to_fairness_narrows_the_gap(string method, FairnessMetric metric, double lambda)
    {
        var run = DRAlign with { Method = method, Metric = metric, Lambda = lambda, Epochs = 12, StepsPerEpoch = 40 };
        var data = SmallTable.Split(0, rows: 6000);
        var erm = Train(run with { Method = "erm", Lambda = 0, Beta = 0 }, data).Reports[^1];
        var fair = Train(run, data).Reports[^1];
        Assert.True(
            fair.Test.Gap(metric) < 0.75 * erm.Test.Gap(metric), $"{fair.Test.Gap(metric)} instead of {erm.Test.Gap(metric)}");
        Assert.True(fair.Test.AveragePrecision > 0.5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_same_seed_gives_bitwise_the_same_in_any_company(bool coded)
    {
        RunSpec[] runs =
        [
            .. from seed in Enumerable.Range(0, 3)
               from metric in new[] { FairnessMetric.DemographicParity, FairnessMetric.EqualizedOdds }
               from granularity in new[] { Granularity.Parameter, Granularity.Unit }
               from method in Various
               select DRAlign with { Seed = seed, Method = method, Metric = metric, Granularity = granularity, Beta = method == "dralign" ? 0.05 : 0 },
        ];
        var data = Enumerable.Range(0, 3).Select(seed => Table(seed, coded)).ToArray();
        var alone = runs.Select(run => Train(run, data[run.Seed], engine: new ManagedEngine())).ToArray();
        var together = new Trace[runs.Length];
        Parallel.For(0, runs.Length, new ParallelOptions { MaxDegreeOfParallelism = 6 }, i => together[i] = Train(runs[i], data[runs[i].Seed]));
        for (var i = 0; i < runs.Length; i++)
        {
            SameResults(alone[i], together[i]);
        }

        Assert.NotEqual(alone[0].Checkpoints[^1].Weights, alone[^1].Checkpoints[^1].Weights);
    }

    [Fact]
    public void Steps_whose_batches_are_not_kept_are_like_the_others()
    {
        // Batches so large that some forty are kept.
        var run = DRAlign with { BatchPerGroup = 60_000, Epochs = 2, StepsPerEpoch = 30, Network = new MlpShape(4) };
        var data = Table(0, coded: true);
        var whole = Train(run, data);

        SameResults(whole, Train(run, data));
        Assert.Equal(whole.Checkpoints[^1].Weights, Train(run, data, whole.Checkpoints[0], new ManagedEngine()).Checkpoints[^1].Weights);
        Assert.True(whole.Reports[1].ClassificationLoss < whole.Reports[0].ClassificationLoss);
    }

    [Fact]
    public void A_coded_table_may_lack_a_label_of_a_subgroup()
    {
        var data = SmallTable.Coarse(SmallTable.Split(0, keep: (group, label) => group == 0 || label == 0));

        Assert.Equal(4, Train(DRAlign, data).Reports.Count);
    }

    public static TheoryData<string, bool> Methods { get; } = [.. MethodCatalogue.All.SelectMany(method => new[] { (method.Id, false), (method.Id, true) })];

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_resumed_run_ends_bitwise_where_an_uninterrupted_one_does(string method, bool coded)
    {
        var run = DRAlign with { Method = method };
        var data = Table(run.Seed, coded);
        var whole = Train(run, data);
        for (var epoch = 1; epoch < 4; epoch++)
        {
            var resumed = Train(run, data, whole.Checkpoints[epoch - 1], new ManagedEngine());
            Assert.Equal(4 - epoch, resumed.Reports.Count);
            Assert.Equal(whole.Checkpoints[^1].Weights, resumed.Checkpoints[^1].Weights);
            Assert.Equal(whole.Reports[^1].Test, resumed.Reports[^1].Test);
        }
    }

    [Fact]
    public void A_finished_run_has_nothing_left_to_resume() =>
        Assert.Empty(Train(DRAlign, from: Train(DRAlign).Checkpoints[^1]).Reports);

    [Fact]
    public void A_checkpoint_of_another_network_is_refused()
    {
        var other = Train(DRAlign with { Network = new MlpShape(5) }).Checkpoints[^1];
        Assert.Throws<ArgumentException>(() => Train(DRAlign, from: other));
    }

    [Fact]
    public void Cancellation_takes_effect_within_a_step()
    {
        using var source = new CancellationTokenSource();
        var trace = new Trace { AfterStep = step => { if (step == 7) { source.Cancel(); } } };
        Assert.Throws<OperationCanceledException>(() => _engine.Train(DRAlign, SmallTable.Split(0), null, trace, source.Token));
        Assert.Equal(7, trace.Steps);
        Assert.Empty(trace.Reports);
    }

    [Fact]
    public void A_diverging_run_says_where_and_why()
    {
        var fault = Assert.Throws<DivergedException>(() => Train(DRAlign with { LearningRate = 1e20 }));
        Assert.Contains("epoch 1, step", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_cannot_train_it_refuses_with_a_reason()
    {
        Assert.Null(_engine.WhyNot(DRAlign));
        Assert.Contains("'svm'", _engine.WhyNot(DRAlign with { Method = "svm" }), StringComparison.Ordinal);
        Assert.Contains("16x8192 has 1006 million weights", _engine.WhyNot(DRAlign with { Network = MlpShape.Parse("16x8192") }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_without_rows_is_named()
    {
        var data = SmallTable.Split(0, keep: (group, label) => group == 0 || label == 0);
        var fault = Assert.Throws<DataException>(() => Train(DRAlign with { Metric = FairnessMetric.EqualizedOdds }, data));
        Assert.Contains("subgroup 'right' with label 1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_smaller_than_its_share_of_the_batch_is_drawn_with_replacement()
    {
        var seen = 0;
        var data = SmallTable.Split(0, keep: (group, label) => group == 0 || label == 0 || seen++ < 9);
        var trace = Train(DRAlign with { Metric = FairnessMetric.EqualizedOdds }, data);
        Assert.Equal(4, trace.Reports.Count);
    }

    [Fact]
    public void Methods_and_weights_share_the_batches_of_a_seed()
    {
        var data = SmallTable.Split(0);
        var sampler = new BatchSampler(data, FairnessMetric.DemographicParity, balanced: false, seed: 4, perCell: 30);
        var again = new BatchSampler(data, FairnessMetric.DemographicParity, balanced: false, seed: 4, perCell: 30);
        var (one, other) = (new int[sampler.BatchSize], new int[sampler.BatchSize]);
        for (var step = 1; step <= 5; step++)
        {
            sampler.Draw(step, one);
        }

        again.Draw(5, other);
        Assert.Equal(one, other);
        again.Draw(6, other);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void A_draw_has_no_sample_twice_and_allocates_nothing()
    {
        var data = SmallTable.Split(0);
        var sampler = new BatchSampler(data, FairnessMetric.DemographicParity, balanced: false, seed: 4, perCell: 200);
        var drawn = new int[sampler.BatchSize];
        MlpLossPropertyTests.AssertAllocatesNothing(() => sampler.Draw(1, drawn));
        sampler.Draw(2, drawn);
        foreach (var cell in new[] { 0, 1 })
        {
            var rows = drawn[(200 * cell)..(200 * (cell + 1))];
            Assert.Equal(200, rows.Distinct().Count());
            Assert.All(rows, row => Assert.Equal(cell, data.Train.Groups[row]));
        }
    }

    [Fact]
    public void Post_processing_selects_the_epoch_that_erm_selects()
    {
        var run = DRAlign with { Method = "postprocess", Lambda = 1, Epochs = 6 };
        var (erm, corrected) = (Train(run with { Method = "erm", Lambda = 0, Beta = 0 }), Train(run));
        Assert.Equal(erm.Reports.Select(report => report.Validation), corrected.Reports.Select(report => report.Validation));
        Assert.All(erm.Reports.Zip(corrected.Reports), pair => Assert.NotEqual(pair.First.Test, pair.Second.Test));
    }

    [Fact]
    public void A_path_penalty_that_is_no_number_is_a_divergence()
    {
        var data = SmallTable.Split(0);
        data.Train.Features.AsSpan().Fill(float.MaxValue);
        Assert.Throws<DivergedException>(() => Train(DRAlign with { Method = "mixup" }, data));
    }

    [Fact]
    public void Oversampling_draws_both_labels_of_each_subgroup_equally_often()
    {
        var data = SmallTable.Split(0);
        var sampler = new BatchSampler(data, FairnessMetric.DemographicParity, balanced: true, seed: 4, perCell: 41);
        var drawn = new int[sampler.BatchSize];
        sampler.Draw(1, drawn);
        for (var cell = 0; cell < 2; cell++)
        {
            var rows = drawn[(41 * cell)..(41 * (cell + 1))];
            Assert.Equal(41, rows.Distinct().Count());
            Assert.All(rows, row => Assert.Equal(cell, data.Train.Groups[row]));
            Assert.Equal(20, rows.Count(row => data.Train.Labels[row] == 0));
        }
    }

    private static TableSplit Table(int seed, bool coded) => coded ? SmallTable.Coarse(SmallTable.Split(seed)) : SmallTable.Split(seed);

    private Trace Train(RunSpec run, TableSplit? data = null, RunCheckpoint? from = null, ManagedEngine? engine = null)
    {
        var trace = new Trace();
        (engine ?? _engine).Train(run, data ?? SmallTable.Split(run.Seed), from, trace, TestContext.Current.CancellationToken);
        return trace;
    }

    private static void SameResults(Trace expected, Trace found)
    {
        Assert.Equal(expected.Checkpoints[^1].Weights, found.Checkpoints[^1].Weights);
        Assert.Equal(expected.Reports.Count, found.Reports.Count);
        foreach (var (first, second) in expected.Reports.Zip(found.Reports))
        {
            Assert.Equal(first.Test, second.Test);
            Assert.Equal(first.Validation, second.Validation);
            Assert.Equal(first.LayerCosines, second.LayerCosines);
            Assert.Equal(first.BatchLayerCosines, second.BatchLayerCosines);
            Assert.Equal(first.ClassificationLoss, second.ClassificationLoss);
        }
    }

    private sealed class Trace : IRunObserver
    {
        public List<EpochReport> Reports { get; } = [];

        public List<RunCheckpoint> Checkpoints { get; } = [];

        public int Steps { get; private set; }

        public Action<int>? AfterStep { get; init; }

        public void OnStep(int step)
        {
            Steps++;
            AfterStep?.Invoke(step);
        }

        public void OnEpoch(EpochReport report, RunCheckpoint checkpoint)
        {
            Reports.Add(report);
            Checkpoints.Add(checkpoint);
        }
    }
}
