using Fairer.Core.Data.Tables;
using Fairer.Core.Data.Tabular;
using Parquet;
using Parquet.Schema;

namespace Fairer.Core.Tests.Data.Tables;

public sealed class ParquetTableTests
{
    private const int Rows = 60;

    private static readonly int[] Values = [1, 2, 3];
    private static readonly int[] RepetitionLevels = [0, 1, 0];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Values_of_every_kind_are_read_over_several_row_groups()
    {
        using var file = new TableFile(await WriteAsync(groups: 2));
        var profile = await file.ProfileAsync();

        Assert.Equal(2 * Rows, profile.Rows);
        Assert.Equal(
            [("age", ColumnKind.Numeric, 20L), ("income", ColumnKind.Numeric, 0), ("city", ColumnKind.Categorical, 24), ("day", ColumnKind.Categorical, 0), ("male", ColumnKind.Categorical, 0), ("label", ColumnKind.Numeric, 0)],
            profile.Columns.Select(column => (column.Name, column.Kind, column.Missing)));
        Assert.Equal(["", "0.5", "Århus", "2026-01-01T00:00:00", "True", "0"], profile.Preview[0]);

        var table = (await file.LoadAsync(new TableChoice("label", null, "male", null))).Table;
        Assert.Equal(Enumerable.Range(0, 2 * Rows).Select(i => (byte)(i % Rows % 3 == 1 ? 1 : 0)), table.Labels);
        Assert.Equal(Enumerable.Range(0, 2 * Rows).Select(i => (byte)(i % Rows % 2 == 0 ? 1 : 0)), table.Groups);
        Assert.Equal(7, ((NumericColumn)table.Columns[0]).Values[Rows + 7]);
        Assert.Equal(["Ribe", "Århus", "(missing)"], ((CategoryColumn)table.Columns[2]).Categories);
    }

    [Fact]
    public async Task A_damaged_file_is_explained()
    {
        var content = await WriteAsync(groups: 1);
        using var file = new TableFile(content[..(content.Length / 2)]);
        Assert.StartsWith("my.csv: it is a damaged Parquet file", Assert.Single(await file.FaultsAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_of_lists_is_named()
    {
        var lists = new DataField<int[]>("scores");
        using var stream = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(lists), stream, cancellationToken: Cancellation))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<int>(lists, Values, RepetitionLevels, cancellationToken: Cancellation);
        }

        using var file = new TableFile(stream.ToArray());
        Assert.Equal("column 1 (scores) holds lists, structures or bytes; leave it out of the file", (await file.FaultsAsync())[^1]);
    }

    private static async Task<byte[]> WriteAsync(int groups)
    {
        var (age, income, city, day, male, label) = (
            new DataField<int?>("age"), new DataField<double>("income"), new DataField<string>("city"),
            new DataField<DateTime>("day"), new DataField<bool>("male"), new DataField<long>("label"));
        int[] rows = [.. Enumerable.Range(0, Rows)];
        using var stream = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(age, income, city, day, male, label), stream))
        {
            for (var i = 0; i < groups; i++)
            {
                using var group = writer.CreateRowGroup();
                await group.WriteAsync<int>(age, rows.Select(row => row % 6 == 0 ? (int?)null : row % 50).ToArray());
                await group.WriteAsync<double>(income, rows.Select(row => 0.5 + (row % 13)).ToArray());
                await group.WriteAsync(city, rows.Select(row => row % 5 == 1 ? null! : row % 2 == 0 ? "Århus" : "Ribe").ToArray());
                await group.WriteAsync<DateTime>(day, rows.Select(row => new DateTime(2026, 1, 1 + (row % 2), 0, 0, 0, DateTimeKind.Utc)).ToArray());
                await group.WriteAsync<bool>(male, rows.Select(row => row % 2 == 0).ToArray());
                await group.WriteAsync<long>(label, rows.Select(row => row % 3 == 1 ? 1L : 0).ToArray());
            }
        }

        return stream.ToArray();
    }
}
