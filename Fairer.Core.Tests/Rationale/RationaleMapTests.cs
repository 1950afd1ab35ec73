using System.Text.Json;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Rationale.Maps;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Tests.Training;
using Fairer.Core.Training;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Rationale;

/// <summary>The rationales of a whole network: against the reports of training, an independent implementation, and plain
/// computations.</summary>
public class RationaleMapTests
{
    private static readonly MlpLayout Small = new(3, new MlpShape(2, 2));

    private readonly ManagedEngine _engine = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FairnessMetric.DemographicParity, Granularity.Parameter)]
    [InlineData(FairnessMetric.DemographicParity, Granularity.Unit)]
    [InlineData(FairnessMetric.EqualizedOdds, Granularity.Parameter)]
    [InlineData(FairnessMetric.EqualizedOdds, Granularity.Unit)]
    public void Its_cosines_are_those_of_the_epochs_report(FairnessMetric metric, Granularity granularity)
    {
        var run = new RunSpec
        {
            Dataset = "small",
            Method = "fairreg",
            Metric = metric,
            Granularity = granularity,
            Lambda = 0.4,
            Network = new MlpShape(12, 9),
            Epochs = 3,
            StepsPerEpoch = 20,
            BatchPerGroup = 50,
        };
        var data = SmallTable.Split(run.Seed);
        var recorder = new Recorder();
        _engine.Train(run, data, from: null, recorder, Now);

        foreach (var (report, network) in recorder.Epochs)
        {
            LabelSlice[] slices = metric == FairnessMetric.DemographicParity ? [LabelSlice.All] : [LabelSlice.Label0, LabelSlice.Label1];
            RationaleMap[] maps = [.. slices.Select(slice => Measure(run, network, data, slice))];
            for (var l = 0; l < report.LayerCosines.Count; l++)
            {
                Assert.Equal(report.LayerCosines[l], maps.Average(map => map.Layers[l].Cosine(granularity)), 1e-12);
            }
        }
    }

    [Fact]
    public void The_Taylor_form_matches_the_oracle()
    {
        var root = OracleFiles.Read("parity.json");
        var layout = new MlpLayout(5, new MlpShape(4, 4));
        float[] parameters = [.. Enumerable.Range(1, 3).SelectMany(layer =>
            root.GetProperty("params").GetProperty($"w{layer}").EnumerateArray().SelectMany(Numbers)
                .Concat(Numbers(root.GetProperty("params").GetProperty($"b{layer}"))))];
        var (x, y) = (root.GetProperty("x"), root.GetProperty("y"));
        var rows = new EncodedRows(
            [.. x.EnumerateArray().SelectMany(group => group.EnumerateArray()).SelectMany(Numbers)],
            [.. y.EnumerateArray().SelectMany(Numbers).Select(label => (byte)label)],
            [.. Enumerable.Repeat((byte)0, y[0].GetArrayLength()), .. Enumerable.Repeat((byte)1, y[1].GetArrayLength())],
            5);
        var data = SmallTable.Split(0) with { Train = rows };

        var map = TaylorRationale.Measure(_engine, new MlpShape(4, 4), Bytes(parameters), data, LabelSlice.All, Now);

        Assert.Equal(parameters, map.Parameters);
        for (var l = 0; l < layout.Layers.Count; l++)
        {
            var expected = root.GetProperty("expected").GetProperty("taylor").GetProperty($"w{l + 1}");
            for (var group = 0; group < 2; group++)
            {
                Near(Numbers(expected.GetProperty($"c{group}")), map.Layers[l].Of(group));
            }

            Near([Numbers(expected.GetProperty("c0")).Zip(Numbers(expected.GetProperty("c1")), (first, second) => Math.Abs(first - second)).Sum()], [map.Layers[l].Difference]);
        }
    }

    [Theory]
    [InlineData(LabelSlice.Label0, 0)]
    [InlineData(LabelSlice.Label1, 1)]
    public void A_slice_is_what_a_split_of_its_rows_alone_gives(LabelSlice slice, byte label)
    {
        var data = SmallTable.Split(4);
        int[] kept = [.. Enumerable.Range(0, data.Train.Count).Where(row => data.Train.Labels[row] == label)];
        var only = data with
        {
            Train = new EncodedRows(
                [.. kept.SelectMany(row => data.Train.Row(row).ToArray())],
                [.. kept.Select(row => data.Train.Labels[row])],
                [.. kept.Select(row => data.Train.Groups[row])],
                data.Train.Width),
        };
        var (run, network) = Untrained(data);

        var (expected, found) = (Measure(run, network, only, LabelSlice.All), Measure(run, network, data, slice));

        Assert.All(expected.Layers.Zip(found.Layers), pair =>
        {
            Near([.. pair.First.Subgroup0.Select(value => (float)value)], pair.Second.Subgroup0);
            Near([.. pair.First.Subgroup1.Select(value => (float)value)], pair.Second.Subgroup1);
        });
    }

    [Fact]
    public void The_exact_map_has_the_squared_loss_changes_and_the_score_of_the_report()
    {
        var data = SmallTable.Split(4);
        var (run, network) = Untrained(data);
        var (report, detail) = Parity.Measure((MlpShape)run.Network, network, data, cancellation: Now);

        var map = RationaleMap.Exact(new MlpLayout(5, (MlpShape)run.Network), network, detail);

        var score = report.Score(Granularity.Parameter, ParityForm.Squared);
        Assert.Equal(score.Total.Absolute, map.Difference, 1e-12 * score.Total.Absolute);
        Assert.All(map.Layers, layer => Assert.Equal(
            detail.Parameters.Skip(layer.Layout.Weights).Take(layer.Layout.WeightCount).Select(change => change.Subgroup1 * change.Subgroup1), layer.Subgroup1));
    }

    [Fact]
    public void A_network_of_another_form_is_refused()
    {
        var data = SmallTable.Split(4);
        var (run, network) = Untrained(data);
        Assert.Throws<ArgumentException>(() => TaylorRationale.Measure(_engine, new MlpShape(3, 3), network, data, LabelSlice.All, Now));
        var detail = Parity.Measure((MlpShape)run.Network, network, data, cancellation: Now).Detail;
        Assert.Throws<ArgumentException>(() => RationaleMap.Exact(Small, network, detail));
    }

    [Fact]
    public void The_strongest_connections_are_the_greatest_c_of_each_layer_and_subgroup()
    {
        var map = Random(seed: 3);
        var strong = StrongConnections.Of(map, 2);
        for (var l = 0; l < map.Layers.Count; l++)
        {
            var layer = map.Layers[l];
            for (var group = 0; group < 2; group++)
            {
                var sum = layer.Of(group).Sum();
                var expected = layer.Of(group).Index().OrderByDescending(item => item.Item).Take(2).Select(item => (item.Index, item.Item / sum)).Order();
                var found = strong.Where(one => one.Layer == l && (group == 0 ? one.Strong0 : one.Strong1))
                    .Select(one => ((one.Unit * layer.Layout.Inputs) + one.Input, group == 0 ? one.Share0 : one.Share1)).Order();
                Assert.Equal(expected, found);
            }
        }

        Assert.All(strong, one => Assert.Equal(one.Strong0 && one.Strong1, one.Shared));
    }

    [Fact]
    public void What_decides_nothing_is_not_strong()
    {
        var map = Of([[0, 0, 0, 0, 1, 0], [0, 0, 0, 0], [0, 0]], [[0, 0, 0, 0, 0, 0], [0, 0, 0, 0], [0, 0]]);
        var only = Assert.Single(StrongConnections.Of(map, 5));
        Assert.Equal(new StrongConnection(0, 1, 1, 1, 0, Strong0: true, Strong1: false), only);
        Assert.Empty(StrongConnections.Path(map, 0));
        Assert.Empty(StrongConnections.Path(map, 1));
    }

    [Fact]
    public void The_strongest_path_has_the_greatest_product_of_shares()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var map = Random(seed);
            for (var group = 0; group < 2; group++)
            {
                double Product(int input, int first, int second) =>
                    map.Layers[0].Of(group)[(first * 3) + input] * map.Layers[1].Of(group)[(second * 2) + first] * map.Layers[2].Of(group)[second];
                var all = from input in Enumerable.Range(0, 3) from first in Enumerable.Range(0, 2) from second in Enumerable.Range(0, 2) select (input, first, second);
                var best = all.MaxBy(path => Product(path.input, path.first, path.second));
                Assert.Equal([best.input, best.first, best.second, 0], StrongConnections.Path(map, group));
            }
        }
    }

    [Fact]
    public void The_most_misaligned_weights_are_those_with_the_greatest_difference()
    {
        var map = Of(
            [[0, 0, 0, 0, 0.5, 0], [0, 0.25, 0, 0], [0, 0]],
            [[0, 0, 0.125, 0, 0.5, 0], [0, 1, 0, 0], [0.0625, 0]]);
        var found = MisalignedWeight.Of(map, 10);
        Assert.Equal([(1, 0, 1, 1), (0, 0, 2, 1), (2, 0, 0, 1)], found.Select(weight => (weight.Layer, weight.Unit, weight.Input, weight.Group)));
        Assert.Equal([-0.75, -0.125, -0.0625], found.Select(weight => weight.Difference));
        Assert.Equal(map.Parameters[map.Layout.Layers[1].Weights + 1], found[0].Weight);
        Assert.Equal(found.Take(2), MisalignedWeight.Of(map, 2));
    }

    [Fact]
    public void An_excerpt_keeps_the_order_and_what_decides_most()
    {
        var layer = new LayerRationale(new LayerLayout(3, 3, 0), [0, 0, 9, 1, 0, 0, 5, 0, 7], [0, 0, 0, 0, 0, 0, 0, 0, 0]);
        var whole = LayerExcerpt.Of(layer, 3, 3);
        Assert.True(whole.Whole);
        Assert.Equal([0, 0, 9, 1, 0, 0, 5, 0, 7], whole.Values(0));
        var some = LayerExcerpt.Of(layer, 2, 2);
        Assert.False(some.Whole);
        Assert.Equal([0, 2], some.Units);
        Assert.Equal([0, 2], some.Inputs);
        Assert.Equal([0, 9, 5, 7], some.Values(0));
    }

    private static RationaleMap Random(int seed)
    {
        var random = new Random(seed);
        double[][] Some() => [.. Small.Layers.Select(layer => Enumerable.Range(0, layer.WeightCount).Select(_ => random.NextDouble()).ToArray())];
        return Of(Some(), Some());
    }

    private static RationaleMap Of(double[][] first, double[][] second) => new(
        Small,
        [.. Enumerable.Range(0, Small.ParameterCount).Select(k => (float)k)],
        [.. Small.Layers.Select((layer, l) => new LayerRationale(layer, first[l], second[l]))]);

    private RationaleMap Measure(RunSpec run, byte[] network, TableSplit data, LabelSlice slice) =>
        TaylorRationale.Measure(_engine, (MlpShape)run.Network, network, data, slice, Now);

    private static (RunSpec Run, byte[] Network) Untrained(TableSplit data)
    {
        var shape = new MlpShape(6, 4);
        var layout = new MlpLayout(data.Train.Width, shape);
        var parameters = new float[layout.ParameterCount];
        layout.Initialise<float>(7, parameters);
        return (new RunSpec { Dataset = "small", Method = "erm", Network = shape }, Bytes(parameters));
    }

    private static byte[] Bytes(float[] parameters) => System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(parameters).ToArray();

    private static float[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetSingle())];

    /// <summary>To a few of float32's digits of the greatest.</summary>
    private static void Near(float[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, Math.Max(1e-30, 1e-4 * expected.Max())));
    }

    private sealed class Recorder : IRunObserver
    {
        public List<(EpochReport Report, byte[] Network)> Epochs { get; } = [];

        public void OnStep(int step)
        {
        }

        public void OnEpoch(EpochReport report, RunCheckpoint checkpoint) => Epochs.Add((report, checkpoint.Weights));
    }
}
