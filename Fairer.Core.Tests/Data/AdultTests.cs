using System.Text.Json;
using Fairer.Core.Data;
using Fairer.Core.Data.Census;

namespace Fairer.Core.Tests.Data;

public sealed class AdultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_groups_and_labels_match_the_oracle()
    {
        var oracle = OracleFiles.Read("adult.json");
        var table = await Adult.ReadAsync(RealData.Folders(), Cancellation);
        var sex = table.Column(CensusSchema.Sex).ToArray();
        var income = table.Column(CensusSchema.Income).ToArray();

        Assert.Equal(oracle.GetProperty("rows").GetInt32(), table.Rows);
        Assert.Equal(oracle.GetProperty("male").GetInt32(), sex.Sum());
        Assert.Equal(oracle.GetProperty("positives").GetInt32(), income.Sum());
        Assert.Equal(oracle.GetProperty("male_positives").GetInt32(), sex.Zip(income, (s, y) => s & y).Sum());
        Assert.Equal(oracle.GetProperty("female_positives").GetInt32(), sex.Zip(income, (s, y) => (1 - s) & y).Sum());
    }

    [Theory]
    [InlineData(Binning.Shared, "shared_edges")]
    [InlineData(Binning.Own, "own_edges")]
    public async Task Features_match_the_oracle(Binning binning, string edges)
    {
        var oracle = OracleFiles.Read("adult.json");
        var expected = oracle.GetProperty("expected").GetProperty(edges);
        var table = await Adult.ReadAsync(RealData.Folders(), Cancellation);
        var all = Enumerable.Range(0, table.Rows).ToArray();
        var rows = CensusEncoding.Fit(table, all, binning).Encode(table, all);

        var sums = new int[rows.Width];
        for (var r = 0; r < rows.Count; r++)
        {
            for (var j = 0; j < rows.Width; j++)
                sums[j] += (int)rows.Row(r)[j];
        }

        var bins = expected.GetProperty("bin_counts").EnumerateArray().SelectMany(Numbers).ToArray();
        Assert.Equal(bins, sums.Take(50).Select(sum => (double)sum));
        Assert.Equal(
            Numbers(expected.GetProperty("first_row")),
            Enumerable.Range(0, 5).Select(c => (double)rows.Row(0).Slice(10 * c, 10).IndexOf(1f)));

        var binary = Numbers(oracle.GetProperty("binary_sums")).ToArray();
        Assert.Equal(oracle.GetProperty("binary_columns").GetInt32(), binary.Length);
        Assert.Equal(50 + (2 * binary.Length), rows.Width);
        Assert.Equal(binary, Enumerable.Range(0, 35).Select(c => (double)sums[50 + (2 * c) + 1]));
        Assert.Equal(binary, Enumerable.Range(0, 35).Select(c => (double)(table.Rows - sums[50 + (2 * c)])));
    }

    [Fact]
    public async Task A_split_is_60_20_20_without_overlap_and_repeats_for_its_seed()
    {
        var dataset = await new Adult().LoadAsync(RealData.Folders(), Cancellation);
        var split = dataset.Split(3, Binning.Shared);
        Assert.Equal([27133, 9044, 9045], new[] { split.Train.Count, split.Validation.Count, split.Test.Count });
        Assert.Equal(120, split.FeatureNames.Distinct().Count());
        Assert.Equal(11208, new[] { split.Train, split.Validation, split.Test }.Sum(part => part.Labels.Sum(label => label)));

        var again = dataset.Split(3, Binning.Shared);
        Assert.Equal(split.Test.Features, again.Test.Features);
        Assert.Equal(split.Train.Groups, again.Train.Groups);
        Assert.NotEqual(split.Test.Labels, dataset.Split(4, Binning.Shared).Test.Labels);
    }

    [Fact]
    public async Task Missing_files_are_explained()
    {
        using var folder = new TemporaryFolder();
        var folders = new DataFolders([folder.Path], folder.Path);
        Assert.False(new Adult().Locate(folders).AtHand);
        var fault = await Assert.ThrowsAsync<DataException>(() => new Adult().LoadAsync(folders, Cancellation));
        Assert.Contains(folder.Path, fault.Message, StringComparison.Ordinal);
        Assert.Contains("FAIRER_DATA", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_off_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "adult.data"), AdultFileTests.Good + "\n", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "adult.test"), "|1x3 Cross validator\n", Cancellation);
        var folders = new DataFolders([folder.Path], folder.Path);
        Assert.True(new Adult().Locate(folders).AtHand);
        var fault = await Assert.ThrowsAsync<DataException>(() => new Adult().LoadAsync(folders, Cancellation));
        Assert.Contains("adult.data has 1 rows where 32,561 belong", fault.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<double> Numbers(JsonElement array) => array.EnumerateArray().Select(item => item.GetDouble());
}
