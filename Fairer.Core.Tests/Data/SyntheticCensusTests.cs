using Fairer.Core.Data;
using Fairer.Core.Data.Census;
using Fairer.Core.Data.Synthesis;
using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Data;

/// <summary>The embedded census is close to the real one, in its numbers and in what is learnt from it.</summary>
[Collection(WholeMachine.Name)]
public sealed class SyntheticCensusTests
{
    private static readonly CensusTable Census = CensusNetwork.Embedded.Sample(CensusNetwork.Embedded.Rows, seed: 0);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Needs_no_file_and_says_that_it_is_synthetic()
    {
        var source = DatasetCatalogue.Get("synthetic");
        var nowhere = new DataFolders([], "none");
        Assert.True(source.Locate(nowhere).AtHand);
        var split = (await source.LoadAsync(nowhere, Cancellation)).Split(0, Binning.Shared);
        Assert.True(split.Dataset.Synthetic);
        Assert.Equal([27133, 9044, 9045], new[] { split.Train.Count, split.Validation.Count, split.Test.Count });
        Assert.Equal(120, split.Train.Width);
    }

    [Fact]
    public void Group_and_label_rates_are_those_of_Adult()
    {
        var oracle = OracleFiles.Read("adult.json");
        var rows = oracle.GetProperty("rows").GetDouble();
        var men = oracle.GetProperty("male").GetDouble();
        Assert.Equal(rows, Census.Rows);
        AssertNear(men / rows, Share(_ => true, IsMale), 0.01);
        AssertNear(oracle.GetProperty("positives").GetDouble() / rows, Share(_ => true, IsRich), 0.01);
        AssertNear(oracle.GetProperty("male_positives").GetDouble() / men, Share(IsMale, IsRich), 0.015);
        AssertNear(oracle.GetProperty("female_positives").GetDouble() / (rows - men), Share(row => !IsMale(row), IsRich), 0.015);
    }

    [Theory]
    [InlineData(Binning.Shared, "shared_edges")]
    [InlineData(Binning.Own, "own_edges")]
    public void Every_feature_is_about_as_frequent_as_in_Adult(Binning binning, string edges)
    {
        var oracle = OracleFiles.Read("adult.json");
        var expected = oracle.GetProperty("expected").GetProperty(edges).GetProperty("bin_counts").EnumerateArray()
            .SelectMany(column => column.EnumerateArray())
            .Concat(oracle.GetProperty("binary_sums").EnumerateArray())
            .Select(count => count.GetDouble() / Census.Rows)
            .ToArray();
        var all = Enumerable.Range(0, Census.Rows).ToArray();
        var encoding = CensusEncoding.Fit(Census, all, binning);
        var rows = encoding.Encode(Census, all);
        for (var i = 0; i < expected.Length; i++)
        {
            var feature = i < 50 ? i : 50 + (2 * (i - 50)) + 1;
            var share = Enumerable.Range(0, rows.Count).Average(row => rows.Row(row)[feature]);

            // A decile may fall on the neighbouring year, which moves 2.7 % of the rows to the next bin.
            Assert.True(Math.Abs(share - expected[i]) < (i < 50 ? 0.035 : 0.01), $"{encoding.FeatureNames[feature]}: {share:F4} where Adult has {expected[i]:F4}.");
        }
    }

    [Fact]
    public async Task Every_pair_of_columns_is_distributed_about_as_in_Adult()
    {
        var real = await Adult.ReadAsync(RealData.Folders(), Cancellation);
        var both = Concatenated(real, Census);
        var discrete = DiscreteTable.Of(both, new CensusFit(), out _);
        var distances = new List<double>();
        for (var i = 0; i < discrete.Variables; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var difference = new int[discrete.Sizes[i] * discrete.Sizes[j]];
                for (var row = 0; row < both.Rows; row++)
                    difference[(discrete.States[i][row] * discrete.Sizes[j]) + discrete.States[j][row]] += row < real.Rows ? 1 : -1;
                var distance = difference.Sum(Math.Abs) / 2.0 / real.Rows;
                Assert.True(
                    distance < 0.1,
                    $"{CensusSchema.Columns[i].Name} and {CensusSchema.Columns[j].Name} are {distance:F3} apart in total variation.");
                distances.Add(distance);
            }
        }

        // Two halves of one census that large are about 0.01 apart.
        Assert.InRange(distances.Average(), 0, 0.025);
    }

    [Fact]
    public void An_MLP_learns_from_it_what_it_learns_from_Adult()
    {
        // Adult's values: mean over seeds at hidden 200, λ = 0 (docs/method.md).
        var dataset = new CensusDataset(new SyntheticCensus().Info, Census);
        var results = Enumerable.Range(0, 3).Select(seed => Train(dataset, seed)).ToArray();
        var precision = results.Average(scores => scores.AveragePrecision);
        var gap = results.Average(scores => scores.DemographicParity);
        TestContext.Current.TestOutputHelper?.WriteLine($"AP {precision:F4}, DP {gap:F4}");
        AssertNear(0.776, precision, 0.03);
        AssertNear(0.163, gap, 0.03);
    }

    [Fact]
    public async Task Fitting_it_again_gives_the_embedded_bytes()
    {
        var network = await CensusNetwork.FitAsync(RealData.Folders(), new CensusFit(), Cancellation);
        using var written = new MemoryStream();
        network.Write(written);
        await using var embedded = typeof(CensusNetwork).Assembly.GetManifestResourceStream(CensusNetworkFile.ResourceName)!;
        using var expected = new MemoryStream();
        await embedded.CopyToAsync(expected, Cancellation);
        Assert.InRange(expected.Length, 1, 150_000);
        Assert.Equal(expected.ToArray(), written.ToArray());
    }

    [Fact]
    public async Task No_distribution_rests_on_fewer_rows_than_promised()
    {
        var real = await Adult.ReadAsync(RealData.Folders(), Cancellation);
        var network = CensusNetwork.Embedded;
        var discrete = DiscreteTable.Of(real, network.Settings, out _);
        foreach (var variable in network.Variables)
            AssertSupported(variable.Table, [.. Enumerable.Range(0, real.Rows)], variable.Parents);

        void AssertSupported(ConditionalTable table, int[] rows, ReadOnlySpan<int> parents)
        {
            Assert.InRange(rows.Length, network.Settings.MinimumRows, real.Rows);
            if (table.BranchOf.Length == 0)
                return;
            var states = discrete.States[parents[0]];
            for (var branch = 0; branch < table.Branches.Length; branch++)
                AssertSupported(table.Branches[branch], [.. rows.Where(row => table.BranchOf[states[row]] == branch)], parents[1..]);
        }
    }

    private static Scores Train(CensusDataset dataset, int seed)
    {
        var run = new RunSpec { Dataset = dataset.Info.Id, Method = "erm", Network = MlpShape.Parse("200"), Seed = seed };
        var observer = new Collector();
        new ManagedEngine().Train(run, dataset.Split(seed, run.Binning), null, observer, Cancellation);
        return EpochSelection.Select(observer.Reports, FairnessMetric.DemographicParity)!.Test;
    }

    private static CensusTable Concatenated(CensusTable first, CensusTable second) =>
        new([.. CensusSchema.Columns.Select((_, place) => (int[])[.. first.Column(place), .. second.Column(place)])]);

    private static bool IsMale(int row) => Census.Column(CensusSchema.Sex)[row] == 1;

    private static bool IsRich(int row) => Census.Column(CensusSchema.Income)[row] == 1;

    private static double Share(Func<int, bool> among, Func<int, bool> of) =>
        Enumerable.Range(0, Census.Rows).Where(among).Average(row => of(row) ? 1.0 : 0);

    private static void AssertNear(double expected, double actual, double within) =>
        Assert.InRange(actual, expected - within, expected + within);

    private sealed class Collector : IRunObserver
    {
        public List<EpochReport> Reports { get; } = [];

        public void OnStep(int step)
        {
        }

        public void OnEpoch(EpochReport report, RunCheckpoint checkpoint) => Reports.Add(report);
    }
}
