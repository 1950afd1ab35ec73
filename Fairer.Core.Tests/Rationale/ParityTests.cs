using Fairer.Core.Data;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Sweeps;
using Fairer.Core.Tests.Training;
using FsCheck;
using FsCheck.Fluent;

namespace Fairer.Core.Tests.Rationale;

/// <summary>What must hold of the exact parity score for any network and samples.</summary>
public class ParityTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_removal_is_what_a_whole_forward_pass_without_it_says() => ForAnyNetwork(random =>
    {
        var (_, detail) = random.Measure();
        for (var k = 0; k < random.Layout.ParameterCount; k++)
        {
            Near(random.LossChange(k, null), detail.Parameters[k], $"parameter {k}");
        }

        var hidden = random.Layout.Layers.SkipLast(1).SelectMany((layer, l) => Enumerable.Range(0, layer.Outputs).Select(unit => (l, unit))).ToArray();
        Assert.Equal(hidden.Length, detail.Units.Count);
        for (var unit = 0; unit < hidden.Length; unit++)
        {
            Near(random.LossChange(null, hidden[unit]), detail.Units[unit], $"unit {hidden[unit]}");
        }
    });

    [Fact]
    public void The_first_order_is_the_slope_of_the_removal() => ForAnyNetwork(random =>
    {
        // For a hundred-thousandth of the weight; a kink of ReLU in between is met too seldom to matter but for a few.
        const double Share = 1e-5;
        var (_, detail) = random.Measure();
        var off = 0;
        for (var k = 0; k < random.Layout.ParameterCount; k++)
        {
            var (less, more) = (random.LossChange(k, null, Share), random.LossChange(k, null, -Share));
            off += Math.Abs(((less.Subgroup0 - more.Subgroup0) / (2 * Share)) - detail.FirstOrder[k].Subgroup0) > 1e-7 ? 1 : 0;
            off += Math.Abs(((less.Subgroup1 - more.Subgroup1) / (2 * Share)) - detail.FirstOrder[k].Subgroup1) > 1e-7 ? 1 : 0;
        }

        Assert.InRange(off, 0, random.Layout.ParameterCount / 5);
    });

    [Fact]
    public void Exchanging_the_subgroups_exchanges_the_changes_and_leaves_the_scores() => ForAnyNetwork(random =>
    {
        var (report, detail) = random.Measure();
        var (exchanged, exchangedDetail) = random.Measure(exchange: true);
        Assert.Equal(detail.Parameters.Select(change => (change.Subgroup1, change.Subgroup0)), exchangedDetail.Parameters.Select(change => (change.Subgroup0, change.Subgroup1)));
        Assert.Equal(detail.Units.Select(change => (change.Subgroup1, change.Subgroup0)), exchangedDetail.Units.Select(change => (change.Subgroup0, change.Subgroup1)));
        Assert.Equal(report.Scores.Select(score => score.Total), exchanged.Scores.Select(score => score.Total));
        Assert.Equal(report.Taylor.Total, exchanged.Taylor.Total);
    });

    [Fact]
    public void Subgroups_of_the_same_samples_have_no_parity_score() => ForAnyNetwork(random =>
    {
        var (report, _) = random.Measure(same: true);
        Assert.All(report.Scores, score => Assert.Equal(new ParitySum(0, 0), score.Total));
        Assert.Equal(report.Losses[0], report.Losses[1]);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_number_of_threads_gives_bitwise_the_same(int depth)
    {
        // More samples than one block has.
        var data = SmallTable.Split(seed: 5, rows: 3000);
        var layout = new MlpLayout(5, new MlpShape([.. Enumerable.Repeat(9, depth)]));
        var parameters = new double[layout.ParameterCount];
        layout.Initialise<double>(4, parameters);
        var alone = Parity.Measure(layout, parameters, data.Train.Features, data.Train.Labels, data.Train.Groups, threads: 1, cancellation: Now).Detail;
        foreach (var threads in (int[])[2, 3, 8])
        {
            var together = Parity.Measure(layout, parameters, data.Train.Features, data.Train.Labels, data.Train.Groups, threads, cancellation: Now).Detail;
            Assert.Equal(alone.ToBytes(), together.ToBytes());
        }
    }

    [Fact]
    public void Progress_grows_to_one()
    {
        var shares = new List<double>();
        Small(new Telling<double>(shares.Add), Now);
        Assert.Equal(shares.Order(), shares);
        Assert.Equal(1, shares[^1]);
        Assert.InRange(shares.Count, 3, int.MaxValue);
    }

    [Fact]
    public void It_stops_when_it_is_cancelled()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Now);
        var shares = new List<double>();
        Assert.ThrowsAny<OperationCanceledException>(() => Small(
            new Telling<double>(share =>
            {
                shares.Add(share);
                stop.Cancel();
            }),
            stop.Token));
        Assert.Single(shares);
    }

    [Fact]
    public void Stored_weights_are_those_of_the_network()
    {
        var data = SmallTable.Split(seed: 5);
        var layout = new MlpLayout(5, new MlpShape(6));
        var weights = new float[layout.ParameterCount];
        layout.Initialise<float>(4, weights);
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights.AsSpan());
        var found = Parity.Measure(new MlpShape(6), bytes, data, cancellation: Now);
        var expected = Parity.Measure(layout, [.. weights.Select(weight => (double)weight)], data.Train.Features, data.Train.Labels, data.Train.Groups, cancellation: Now);
        Assert.Equal(expected.Detail.ToBytes(), found.Detail.ToBytes());
        Assert.Equal(data.Train.Count, found.Report.Samples.Sum());

        var read = ParityDetail.FromBytes(found.Detail.ToBytes(), layout.ParameterCount);
        Assert.Equal(found.Detail.Parameters, read.Parameters);
        Assert.Equal(found.Detail.FirstOrder, read.FirstOrder);
        Assert.Equal(found.Detail.Units, read.Units);
        Assert.Throws<FormatException>(() => ParityDetail.FromBytes(found.Detail.ToBytes().AsSpan()[1..], layout.ParameterCount));
    }

    [Fact]
    public void Weights_of_another_network_are_refused()
    {
        var data = SmallTable.Split(seed: 5);
        var fault = Assert.Throws<ArgumentException>(() => Parity.Measure(new MlpShape(6), new byte[12], data, cancellation: Now));
        Assert.StartsWith("The network has 43 weights and biases, 172 bytes; there are 12.", fault.Message, StringComparison.Ordinal);

        var bytes = new byte[172];
        BitConverter.TryWriteBytes(bytes.AsSpan(8), float.NaN);
        fault = Assert.Throws<ArgumentException>(() => Parity.Measure(new MlpShape(6), bytes, data, cancellation: Now));
        Assert.StartsWith("Parameter 2 of the network is NaN.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_without_a_subgroup_is_refused()
    {
        var data = SmallTable.Split(seed: 5, rows: 50, keep: (group, _) => group == 0);
        var fault = Assert.Throws<DataException>(() => Parity.Measure(new MlpShape(6), new byte[172], data, cancellation: Now));
        Assert.Equal("The training split has no sample of subgroup 1, so that its loss cannot be compared.", fault.Message);
    }

    [Fact]
    public void Ranks_are_correlated_as_Spearman_does()
    {
        Assert.Equal(1, RankCorrelation.Of([1, 2, 3, 10], [0, 5, 6, 7]), 1e-15);
        Assert.Equal(-1, RankCorrelation.Of([1, 2, 3, 10], [7, 6, 5, 0]), 1e-15);

        // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / √(4.5 · 5).
        Assert.Equal(Math.Sqrt(0.9), RankCorrelation.Of([1, 2, 2, 3], [1, 2, 3, 4]), 1e-15);
        Assert.Equal(double.NaN, RankCorrelation.Of([1, 1, 1], [1, 2, 3]));
    }

    private static void Small(IProgress<double> progress, CancellationToken cancellation)
    {
        var data = SmallTable.Split(seed: 5, rows: 6000);
        var layout = new MlpLayout(5, new MlpShape(7, 6, 5));
        var parameters = new double[layout.ParameterCount];
        layout.Initialise<double>(4, parameters);
        Parity.Measure(layout, parameters, data.Train.Features, data.Train.Labels, data.Train.Groups, progress: progress, cancellation: cancellation);
    }

    private static void ForAnyNetwork(Action<RandomNetwork> property) => Prop
        .ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed => property(new RandomNetwork(seed)))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithQuietOnSuccess(true));

    private static void Near(LossChange expected, LossChange found, string what)
    {
        Assert.True(Math.Abs(expected.Subgroup0 - found.Subgroup0) <= 1e-12, $"{what}, subgroup 0: {found.Subgroup0} instead of {expected.Subgroup0}");
        Assert.True(Math.Abs(expected.Subgroup1 - found.Subgroup1) <= 1e-12, $"{what}, subgroup 1: {found.Subgroup1} instead of {expected.Subgroup1}");
    }

    /// <summary>A random network of one to four hidden layers, and samples of which some features are 0 or 1.</summary>
    private sealed class RandomNetwork
    {
        private readonly double[] _parameters;
        private readonly double[] _features;
        private readonly byte[] _labels;
        private readonly byte[] _groups;

        public RandomNetwork(int seed)
        {
            var random = new SeededRandom(seed, RandomPurpose.Synthesis);
            Layout = new MlpLayout(1 + random.NextInt(25), new MlpShape([.. Enumerable.Range(0, 1 + random.NextInt(4)).Select(_ => 1 + random.NextInt(13))]));
            _parameters = new double[Layout.ParameterCount];
            Layout.Initialise<double>(seed, _parameters);
            for (var k = 0; k < _parameters.Length; k++)
            {
                _parameters[k] *= random.NextInt(8) == 0 ? 0 : 2;
            }

            var samples = 2 + random.NextInt(60);
            _features = new double[samples * Layout.Inputs];
            for (var k = 0; k < _features.Length; k++)
            {
                _features[k] = random.NextInt(3) switch
                {
                    0 => 0,
                    1 => 1,
                    _ => (4 * random.NextDouble()) - 2,
                };
            }

            _labels = [.. Enumerable.Range(0, samples).Select(_ => (byte)random.NextInt(2))];
            _groups = [.. Enumerable.Range(0, samples).Select(sample => (byte)(sample < 2 ? sample : random.NextInt(2)))];
        }

        public MlpLayout Layout { get; }

        public (ParityReport Report, ParityDetail Detail) Measure(bool exchange = false, bool same = false)
        {
            var groups = exchange ? [.. _groups.Select(group => (byte)(1 - group))] : _groups;
            var (features, labels) = (_features, _labels);
            if (same)
            {
                (features, labels) = ([.. _features, .. _features], [.. _labels, .. _labels]);
                groups = [.. _labels.Select(_ => (byte)0), .. _labels.Select(_ => (byte)1)];
            }

            return Parity.Measure(Layout, _parameters, features, labels, groups, cancellation: Now);
        }

        /// <summary>Eq. 4's difference in the plainest way: every sample through the network, with and without.</summary>
        /// <param name="parameter">The parameter to take away.</param>
        /// <param name="hidden">The layer and unit whose activation is 0.</param>
        /// <param name="share">How much of the parameter is taken away.</param>
        public LossChange LossChange(int? parameter, (int Layer, int Unit)? hidden, double share = 1)
        {
            var removed = _parameters.ToArray();
            if (parameter is { } k)
            {
                removed[k] *= 1 - share;
            }

            double[] changes = [.. Enumerable.Range(0, 2).Select(group =>
                Enumerable.Range(0, _labels.Length).Where(sample => _groups[sample] == group)
                    .Average(sample => Loss(removed, hidden, sample) - Loss(_parameters, null, sample)))];
            return new LossChange(changes[0], changes[1]);
        }

        private double Loss(double[] parameters, (int Layer, int Unit)? hidden, int sample)
        {
            var below = _features[(sample * Layout.Inputs)..((sample + 1) * Layout.Inputs)];
            for (var l = 0; l < Layout.Layers.Count; l++)
            {
                var layer = Layout.Layers[l];
                var sums = new double[layer.Outputs];
                for (var unit = 0; unit < layer.Outputs; unit++)
                {
                    sums[unit] = parameters[layer.Biases + unit];
                    for (var i = 0; i < layer.Inputs; i++)
                    {
                        sums[unit] += parameters[layer.Weights + (unit * layer.Inputs) + i] * below[i];
                    }

                    if (l < Layout.Layers.Count - 1)
                    {
                        sums[unit] = hidden == (l, unit) ? 0 : Math.Max(sums[unit], 0);
                    }
                }

                below = sums;
            }

            var score = 1 / (1 + Math.Exp(-below[0]));
            return -Math.Log(_labels[sample] == 1 ? score : 1 - score);
        }
    }
}
