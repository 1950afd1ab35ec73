using Fairer.Core.Data;
using Fairer.Core.Data.Statistics;
using Fairer.Core.Data.Tabular;
using Fairer.Core.Fairness;

namespace Fairer.Core.Tests.Data.Statistics;

/// <summary>What is said about a dataset is what counting it by hand gives.</summary>
public sealed class DatasetStatisticsTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private static TabularDataset Small()
    {
        byte[] groups = [.. Enumerable.Range(0, 40).Select(i => (byte)(i % 4 == 0 ? 0 : 1))]; // 10 and 30
        byte[] labels = [.. Enumerable.Range(0, 40).Select(i => (byte)(i % 8 == 0 || i % 3 == 1 ? 1 : 0))];
        TableColumn[] columns =
        [
            new NumericColumn("age", [.. Enumerable.Range(0, 40).Select(i => i == 4 ? double.NaN : i % 3)]),
            new CategoryColumn("city", ["north", "south"], groups),
        ];
        return new TabularDataset(DatasetCatalogue.InfoOf("adult"), new Table(columns, labels, groups), 24, 8);
    }

    [Fact]
    public void Groups_rates_and_the_gap_of_the_labels_are_counted()
    {
        var small = Small();
        var statistics = DatasetStatistics.Of(small, Now);

        Assert.Equal((40, (24, 8, 8), 4), (statistics.Samples, statistics.Parts, statistics.Features));
        Assert.Equal(["female", "male"], statistics.Subgroups.Select(group => group.Name));
        Assert.Equal([10, 30], statistics.Subgroups.Select(group => group.Count));
        for (var group = 0; group < 2; group++)
        {
            Assert.Equal(Enumerable.Range(0, 40).Count(i => small.Table.Groups[i] == group && small.Table.Labels[i] == 1), statistics.Subgroups[group].Positives);
        }

        double[] scores = [.. small.Table.Labels.Select(label => (double)label)];
        Assert.Equal(GroupGap.DemographicParity(scores, small.Table.Groups), statistics.LabelGap, 12);
        Assert.Equal(0, GroupGap.EqualizedOdds(scores, small.Table.Labels, small.Table.Groups));
        Assert.Equal(scores.Average(), statistics.BaseRate, 12);
    }

    [Fact]
    public void Columns_come_with_the_most_different_first_and_shares_that_add_up()
    {
        var columns = DatasetStatistics.Of(Small(), Now).Columns;

        Assert.Equal(["city", "age"], columns.Select(column => column.Name));
        Assert.Equal(1, columns[0].Distance, 12); // the city tells the subgroup
        Assert.Equal(["0", "1", "2", "missing"], columns[1].Bins.Select(bin => bin.Text));
        Assert.All(columns, column => Assert.All([0, 1], group => Assert.Equal(1, column.Bins.Sum(bin => bin.Shares[group]), 12)));
        Assert.Equal([0.1, 0], columns[1].Bins[3].Shares);
    }

    [Fact]
    public void Many_numbers_are_put_into_round_ranges_that_lose_none()
    {
        double[] values = [.. Enumerable.Range(0, 1000).Select(i => i == 999 ? 1e6 : i / 10.0)];
        byte[] groups = [.. Enumerable.Range(0, 1000).Select(i => (byte)(i % 2))];

        var column = ColumnDistribution.OfNumbers("x", values, groups);

        Assert.InRange(column.Bins.Count, 5, ColumnDistribution.MaxBins);
        Assert.Equal("0 to 10", column.Bins[0].Text);
        Assert.EndsWith("and above", column.Bins[^1].Text, StringComparison.Ordinal);
        Assert.All([0, 1], group => Assert.Equal(1, column.Bins.Sum(bin => bin.Shares[group]), 12));
        Assert.Equal(values.Where((_, i) => i % 2 == 0).Average(), column.Means[0], 9);
    }

    [Fact]
    public void Rare_categories_are_put_together()
    {
        string[] names = [.. Enumerable.Range(0, 10).Select(i => $"c{i}")];
        byte[] codes = [.. Enumerable.Range(0, 10).SelectMany(i => Enumerable.Repeat((byte)i, 20 - i))];

        var column = ColumnDistribution.OfCategories<byte>("x", names, codes, new byte[codes.Length]);

        Assert.Equal(["c0", "c1", "c2", "c3", "c4", "c5", "4 others"], column.Bins.Select(bin => bin.Text));
        Assert.Equal(1, column.Bins.Sum(bin => bin.Shares[0]), 12);
        Assert.Equal(0, column.Bins.Sum(bin => bin.Shares[1]));
    }

    [Fact]
    public async Task Every_dataset_that_needs_no_file_has_statistics_and_is_looked_through_once()
    {
        var known = new KnownDatasets(new DataFolders([], ""));
        var cache = new StatisticsCache(known.Find, new DatasetCache(known.Folders));
        Assert.Null(cache.Known("synthetic"));
        var census = await cache.OfAsync("synthetic", Now);
        Assert.Same(census, await cache.OfAsync("synthetic", Now));
        Assert.Same(census, cache.Known("synthetic"));
        Assert.Equal((45_222, 120, 10), (census.Samples, census.Features, census.Columns.Count));
        Assert.InRange(census.LabelGap, 0.1, 0.3);

        var faces = await cache.OfAsync("faces", Now);
        Assert.Equal((4000, null, 0), (faces.Samples, faces.Features, faces.Columns.Count));
        Assert.Equal(4000, faces.Parts.Train + faces.Parts.Validation + faces.Parts.Test);
    }

    [Fact]
    public async Task A_dataset_that_is_missing_says_so_each_time()
    {
        var known = new KnownDatasets(new DataFolders([], "nowhere"));
        var cache = new StatisticsCache(known.Find, new DatasetCache(known.Folders));

        for (var time = 0; time < 2; time++)
        {
            var fault = await Assert.ThrowsAsync<DataException>(() => cache.OfAsync("adult", Now));
            Assert.Contains("download it in the dashboard", fault.Message, StringComparison.Ordinal);
        }

        Assert.Contains("There is no dataset 'nonsense'", (await Assert.ThrowsAsync<DataException>(() => cache.OfAsync("nonsense", Now))).Message, StringComparison.Ordinal);
    }
}
