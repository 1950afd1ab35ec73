using System.Security.Cryptography;
using System.Text;
using Fairer.Core.Data;
using Fairer.Core.Data.Credit;
using Fairer.Core.Data.Tabular;

namespace Fairer.Core.Tests.Data;

public sealed class GermanCreditTests
{
    private const string Good = "A11 6 A34 A43 1169 A65 A75 4 A93 A101 4 A121 67 A143 A152 2 A173 1 A192 A201 1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_row_becomes_nineteen_columns_a_label_and_a_gender()
    {
        var table = Read(Good + "\n");

        Assert.Equal([6, 1169, 4, 4, 67, 2, 1], table.Columns.OfType<NumericColumn>().Select(column => column.Values[0]));
        Assert.Equal(
            ["A11", "A34", "A43", "A65", "A75", "A101", "A121", "A143", "A152", "A173", "A192", "A201"],
            table.Columns.OfType<CategoryColumn>().Select(column => column.Categories[column.Codes[0]]));
        Assert.Equal([1], table.Labels);
        Assert.Equal([1], table.Groups);
    }

    [Theory]
    [InlineData("A91", 1)]
    [InlineData("A92", 0)]
    [InlineData("A93", 1)]
    [InlineData("A94", 1)]
    [InlineData("A95", 0)]
    public void Attribute_nine_is_the_gender_and_no_feature(string code, byte male)
    {
        var table = Read(Good.Replace("A93", code, StringComparison.Ordinal));

        Assert.Equal([male], table.Groups);
        Assert.DoesNotContain(table.Columns.SelectMany(column => column.FeatureNames), name => name.Contains("A9", StringComparison.Ordinal) || name.Contains("sex", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{0}\r\n\r\n")]
    [InlineData("\uFEFF{0} \n")]
    [InlineData("  {0}")]
    public void Bears_line_ends_and_blanks_around_a_row(string form) =>
        Assert.Equal([0], Read(string.Format(null, form, Good[..^1] + "2")).Labels);

    [Theory]
    [InlineData(" 6 ", " six ", "row 2, column 2 (duration): 'six' is not a whole number of at least 0")]
    [InlineData(" 1169 ", " -1169 ", "row 2, column 5 (amount): '-1169' is not a whole number of at least 0")]
    [InlineData(" 67 ", " 6.7 ", "row 2, column 13 (age): '6.7' is not a whole number of at least 0")]
    [InlineData("A11 ", "a11 ", "row 2, column 1 (checking-account): 'a11' is none of A11, A12, A13, A14")]
    [InlineData("A93", "A96", "row 2, column 9 (status-and-sex): 'A96' is none of A91, A92, A93, A94, A95")]
    [InlineData("A201 1", "A201 0", "row 2, column 21 (label): '0' is none of 1, 2")]
    [InlineData("A11 ", "", "row 2: 20 columns where 21 belong")]
    [InlineData("A11 ", "A11  ", "row 2: 22 columns where 21 belong")]
    public void Damage_is_named_by_file_row_and_column(string from, string to, string message)
    {
        var fault = Assert.Throws<DataException>(() => Read($"{Good}\n{Good.Replace(from, to, StringComparison.Ordinal)}\n"));
        Assert.StartsWith("here/german.data, " + message, fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("get it anew.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_real_rows_have_the_published_groups_and_labels()
    {
        var table = await GermanCredit.ReadAsync(RealData.Folders("german.data"), Cancellation);
        int Count(int group, int label) => table.Groups.Zip(table.Labels).Count(row => row == (group, label));

        Assert.Equal([109, 201, 191, 499], new[] { Count(0, 0), Count(0, 1), Count(1, 0), Count(1, 1) });
        Assert.Equal((1000, 19), (table.Rows, table.Columns.Count));
    }

    [Fact]
    public async Task A_split_is_500_250_250_standardised_on_its_training_rows()
    {
        var dataset = await new GermanCredit().LoadAsync(RealData.Folders("german.data"), Cancellation);
        var split = dataset.Split(3, Binning.Shared);

        Assert.Equal([500, 250, 250], new[] { split.Train.Count, split.Validation.Count, split.Test.Count });
        Assert.Equal(7 + 51, split.FeatureNames.Distinct().Count());
        Assert.Equal(58, split.Train.Width);
        Assert.Equal(700, new[] { split.Train, split.Validation, split.Test }.Sum(part => part.Labels.Sum(label => label)));
        foreach (var name in new[] { "duration", "amount", "instalment-rate", "residence-since", "age", "credits", "dependants" })
        {
            var place = split.FeatureNames.ToList().IndexOf(name);
            double[] values = [.. Enumerable.Range(0, 500).Select(row => (double)split.Train.Row(row)[place])];
            Assert.Equal(0, values.Average(), 1e-5);
            Assert.Equal(1, values.Average(value => value * value), 1e-5);
        }

        // Every other feature is 0 or 1, and a row has one of each of the twelve categories.
        int[] categories = [.. Enumerable.Range(0, 58).Where(place => split.FeatureNames[place].Contains('='))];
        Assert.All(Enumerable.Range(0, 250), row =>
        {
            Assert.Equal(12, categories.Count(place => split.Test.Row(row)[place] == 1));
            Assert.Equal(51 - 12, categories.Count(place => split.Test.Row(row)[place] == 0));
        });
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_split_whatever_the_binning()
    {
        var dataset = await new GermanCredit().LoadAsync(RealData.Folders("german.data"), Cancellation);
        var (one, same, other) = (dataset.Split(3, Binning.Shared), dataset.Split(3, Binning.Own), dataset.Split(4, Binning.Shared));

        Assert.Equal(one.Test.Features, same.Test.Features);
        Assert.Equal(one.Train.Groups, same.Train.Groups);
        Assert.NotEqual(one.Test.Labels, other.Test.Labels);
    }

    [Fact]
    public async Task A_missing_file_is_explained()
    {
        using var folder = new TemporaryFolder();
        var folders = new DataFolders([folder.Path], folder.Path);
        Assert.False(new GermanCredit().Locate(folders).AtHand);
        var fault = await Assert.ThrowsAsync<DataException>(() => new GermanCredit().LoadAsync(folders, Cancellation));
        Assert.Contains($"put german.data from https://archive.ics.uci.edu/dataset/144/statlog+german+credit+data into {folder.Path}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_off_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "german.data"), Good + "\n", Cancellation);
        var fault = await Assert.ThrowsAsync<DataException>(
            () => new GermanCredit().LoadAsync(new DataFolders([folder.Path], folder.Path), Cancellation));
        Assert.Contains("german.data has 1 rows where 1,000 belong", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_real_file_is_the_one_that_a_download_accepts()
    {
        var file = Assert.Single(new GermanCredit().Remote.Files);
        var content = await File.ReadAllBytesAsync(Path.Combine(RealData.Folder(file.Name), file.Name), Cancellation);
        Assert.Equal(
            (file.Size, file.Sha256),
            (content.Length, Convert.ToHexStringLower(SHA256.HashData(content))));
    }

    private static Table Read(string text) => CreditFile.Read(Encoding.UTF8.GetBytes(text), "here/german.data");
}
