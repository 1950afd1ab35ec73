using System.Buffers.Binary;
using Fairer.Core.Data;
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

    [Theory]
    [InlineData(-61, "-61 rows")]
    [InlineData(19_999_941, "19,999,941 rows after 60;")]
    [InlineData(3_000_000_000, "3,000,000,000 rows")]
    public async Task A_row_group_that_says_it_has_impossibly_many_rows_is_refused(long rows, string named)
    {
        using var file = new TableFile(WithRowsOfLastGroup(await WriteAsync(groups: 2), rows));
        var message = Assert.Single(await file.FaultsAsync());
        Assert.StartsWith("my.csv: its row group 2 has ", message, StringComparison.Ordinal);
        Assert.Contains(named, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_group_that_says_it_has_more_rows_than_values_is_refused()
    {
        using var file = new TableFile(WithRowsOfLastGroup(await WriteAsync(groups: 2), Rows + 1));
        Assert.Equal("my.csv: it is damaged: its row group 2 has 61 rows, but 60 values of column 1 (age).", Assert.Single(await file.FaultsAsync()));
    }

    [Fact]
    public async Task Whichever_byte_of_the_footer_has_a_bit_flipped_the_file_is_read_or_explained()
    {
        var content = await WriteAsync(groups: 1);
        var footer = content.Length - 8 - BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(content.Length - 8));
        for (var place = footer; place < content.Length - 8; place++)
        {
            var damaged = content.ToArray();
            damaged[place] ^= 0x40;
            using var file = new TableFile(damaged);
            var fault = await Record.ExceptionAsync(() => Task.Run(file.ProfileAsync).WaitAsync(TimeSpan.FromSeconds(10), Cancellation));
            Assert.True(fault is null or DataException, $"byte {place}: {fault}");
        }
    }

    [Fact]
    public async Task Reading_stops_within_a_row_group()
    {
        using var file = new TableFile(await WriteAsync(groups: 1, repeat: 200));
        using var stopped = new CancellationTokenSource();
        await using var reader = await TableReader.OpenAsync(file.Path, new TableFaults("my.csv"), stopped.Token);
        Assert.True(await reader.NextAsync(stopped.Token));
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await reader.NextAsync(stopped.Token))
            {
            }
        });
        Assert.InRange(reader.Row, 1, 5000);
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

    // The footer is Thrift's compact form: a field's header, then a number of seven bits a byte, the sign lowest.
    private static byte[] WithRowsOfLastGroup(byte[] content, long rows)
    {
        const byte NextIsLong = 0x16;
        var place = content.AsSpan().LastIndexOf([NextIsLong, (byte)(2 * Rows)]) + 1;
        List<byte> number = [];
        var rest = (ulong)((rows << 1) ^ (rows >> 63));
        for (; rest > 0x7F; rest >>= 7)
            number.Add((byte)(rest | 0x80));
        byte[] changed = [.. content[..place], .. number, (byte)rest, .. content[(place + 1)..]];
        var length = changed.AsSpan(changed.Length - 8);
        BinaryPrimitives.WriteInt32LittleEndian(length, BinaryPrimitives.ReadInt32LittleEndian(length) + number.Count);
        return changed;
    }

    private static async Task<byte[]> WriteAsync(int groups, int repeat = 1)
    {
        var (age, income, city, day, male, label) = (
            new DataField<int?>("age"), new DataField<double>("income"), new DataField<string>("city"),
            new DataField<DateTime>("day"), new DataField<bool>("male"), new DataField<long>("label"));
        int[] rows = [.. Enumerable.Repeat(Enumerable.Range(0, Rows), repeat).SelectMany(row => row)];
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
