using Fairer.Core.Data;
using Fairer.Core.Data.Tables;
using Fairer.Core.Data.Tabular;

namespace Fairer.Core.Tests.Data.Tables;

public sealed class TableLoaderTests
{
    private static readonly TableChoice Choice = new("y", null, "s", null);

    [Fact]
    public async Task Rows_become_features_labels_and_groups()
    {
        using var file = new TableFile(TableFile.Applicants());
        var table = (await file.LoadAsync(new TableChoice("approved", null, "sex", null))).Table;

        Assert.Equal(200, table.Rows);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (byte)(i % 7 < 3 ? 1 : 0)), table.Labels);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (byte)(i % 5 < 2 ? 0 : 1)), table.Groups);
        Assert.Equal(
            ["age", "age is missing", "income", "region = north", "region = south", "region = (missing)"],
            table.Columns.SelectMany(column => column.FeatureNames));
        Assert.Equal(9.25, ((NumericColumn)table.Columns[1]).Values[1]);
        Assert.Equal([0, 1, 1, 0, 1, 1, 0, 2], ((CategoryColumn)table.Columns[2]).Codes[..8].ToArray());
    }

    [Fact]
    public async Task Rows_without_a_label_or_a_sensitive_value_are_left_out_and_counted()
    {
        using var file = new TableFile("v,s,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 9},{(i < 4 ? "NA" : i % 2)},{(i is 4 or 0 ? "" : i / 2 % 2)}\n")));
        var loaded = await file.LoadAsync(Choice);
        Assert.Equal((55, 5), (loaded.Table.Rows, loaded.LeftOut));
    }

    [Fact]
    public async Task Many_and_rare_categories_are_put_together()
    {
        // 40 values of which value i has 100 - i rows, and one of two rows among over 3,000.
        var values = Enumerable.Range(0, 40).SelectMany(i => Enumerable.Repeat($"c{i:00}", 100 - i)).Concat(["rare", "rare"]).ToArray();
        using var file = new TableFile("v,s,y\n" + string.Concat(values.Select((value, i) => $"{value},{i % 2},{i / 2 % 2}\n")));
        var column = (CategoryColumn)(await file.LoadAsync(Choice)).Table.Columns[0];
        Assert.Equal([.. Enumerable.Range(0, 30).Select(i => $"c{i:00}"), "(other)"], column.Categories);
        Assert.Equal(values.Length - Enumerable.Range(0, 30).Sum(i => 100 - i), column.Codes.Count((byte)30));

        using var few = new TableFile("v,s,y\n" + string.Concat(values.Select((value, i) => $"{(value == "rare" ? value : "common")},{i % 2},{i / 2 % 2}\n")));
        Assert.Equal(["common", "(other)"], ((CategoryColumn)(await few.LoadAsync(Choice)).Table.Columns[0]).Categories);
    }

    [Fact]
    public async Task A_split_is_60_20_20_and_repeats_for_its_seed()
    {
        using var file = new TableFile(TableFile.Applicants());
        var table = (await file.LoadAsync(new TableChoice("approved", null, "sex", null))).Table;
        var dataset = new TabularDataset(new DatasetInfo("t", "t", false, "", "", "0", "1"), table, 120, 40);
        var (one, same, other) = (dataset.Split(1, Binning.Shared), dataset.Split(1, Binning.Shared), dataset.Split(2, Binning.Shared));

        Assert.Equal([120, 40, 40], new[] { one.Train.Count, one.Validation.Count, one.Test.Count });
        Assert.Equal(one.Train.Features, same.Train.Features);
        Assert.NotEqual(one.Train.Features, other.Train.Features);
        Assert.Equal(one.FeatureNames, other.FeatureNames);
    }

    [Theory]
    [InlineData(10, "only 10 of its 10 rows have a label and a sensitive value; at least 20 are needed")]
    [InlineData(40, "all rows with a label and a sensitive value have the same 's'")]
    public async Task Too_few_rows_or_groups_are_refused(int rows, string fault)
    {
        // Whoever has the other sensitive value has no label.
        using var file = new TableFile("v,s,y\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{i % 9},1,{i % 2}\n")) + "1,0,NA\n");
        var message = (await Assert.ThrowsAsync<DataException>(() => file.LoadAsync(Choice))).Message;
        Assert.StartsWith($"my.csv: {fault.Replace("10 rows", "11 rows", StringComparison.Ordinal)}", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_features_are_refused()
    {
        const int Columns = 1001;
        var header = string.Join(',', Enumerable.Range(0, Columns).Select(i => $"v{i}"));
        using var file = new TableFile($"{header},s,y\n" + string.Concat(Enumerable.Range(0, 30).Select(i =>
            $"{string.Join(',', Enumerable.Repeat(i % 3 == 0 ? "0.5" : "1.5", Columns))},{i % 2},{i / 2 % 2}\n")));
        var fault = await Assert.ThrowsAsync<DataException>(() => file.LoadAsync(Choice));
        Assert.Equal("my.csv: its columns become 1,001 features; at most 1,000 are possible. Ignore some of its columns.", fault.Message);
    }

    [Fact]
    public async Task More_features_than_an_array_holds_are_refused()
    {
        // 1,000 features of 2.4 million training rows.
        const int Rows = 4_000_000;
        byte[] values = [.. Enumerable.Range(0, Rows).Select(i => (byte)(i % 2))];
        var table = new Table([new ManyFeatures(Rows)], values, values);
        var definition = new TableDefinition(new("y", "0", "1"), new("s", "0", "1"), []);
        var told = "2,400,000 rows of 1,000 features in one part of the split are more than the 2,147,483,591 numbers that can be held. Ignore some columns or take fewer rows.";

        var fault = Assert.Throws<DataException>(() => TableLoader.Check(table, definition, 0, new TableFaults("my.csv")));
        Assert.Equal($"my.csv: {told}", fault.Message);

        var dataset = new TabularDataset(new DatasetInfo("t", "My table", false, "", "", "0", "1"), table, Rows * 6 / 10, Rows * 2 / 10);
        fault = await Assert.ThrowsAsync<DataException>(() => Task.Run(() => dataset.Split(1, Binning.Shared), TestContext.Current.CancellationToken));
        Assert.Equal($"My table: {told}", fault.Message);
    }

    private sealed class ManyFeatures(int rows) : TableColumn("v")
    {
        public override int Rows => rows;

        public override IReadOnlyList<string> FeatureNames { get; } = [.. Enumerable.Range(0, 1000).Select(i => $"v{i}")];

        internal override ColumnEncoder Fit(ReadOnlySpan<int> rows) => (_, _) => { };
    }
}
