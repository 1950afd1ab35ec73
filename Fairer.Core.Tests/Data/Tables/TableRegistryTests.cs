using System.Text;
using Fairer.Core.Data;
using Fairer.Core.Data.Tables;

namespace Fairer.Core.Tests.Data.Tables;

public sealed class TableRegistryTests : IDisposable
{
    private static readonly TableChoice Choice = new("approved", null, "sex", null);

    private readonly TemporaryFolder _folder = new();
    private readonly KnownDatasets _known;

    public TableRegistryTests() => _known = new KnownDatasets(new DataFolders([], _folder.Path));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Tables => Path.Combine(_folder.Path, "tables");

    [Fact]
    public async Task A_table_that_is_added_can_be_found_and_trained_on_by_anybody()
    {
        var (table, rows) = await AddAsync("loans");

        Assert.Equal(new DatasetInfo("loans", "loans", false, "approved = yes", "sex", "female", "male"), table.Info);
        Assert.Equal(200, rows.Table.Rows);
        var others = new KnownDatasets(new DataFolders([], _folder.Path));
        Assert.Equal(["adult", "credit", "synthetic", "loans"], others.All.Select(source => source.Info.Id));
        Assert.True(others.Get("loans").Locate(others.Folders).AtHand);
        var split = await new DatasetCache(others.Folders).SplitAsync("loans", 0, Binning.Shared, Cancellation);
        Assert.Equal([120, 40, 40], new[] { split.Train.Count, split.Validation.Count, split.Test.Count });
        Assert.Equal(["loans"], Directory.GetDirectories(Tables).Select(Path.GetFileName));
    }

    [Fact]
    public async Task An_id_is_taken_once_and_is_no_path()
    {
        await AddAsync("loans");
        Assert.StartsWith("There is a table 'loans' already", await RefusalAsync("loans"), StringComparison.Ordinal);
        Assert.StartsWith("'adult' is a dataset of the program", await RefusalAsync("adult"), StringComparison.Ordinal);
        foreach (var id in new[] { "../x", "", "-x", "A", "a b", "a/b", new string('a', 41), "a\n" })
        {
            Assert.StartsWith($"'{id}' cannot be an id", await RefusalAsync(id), StringComparison.Ordinal);
            Assert.Null(_known.Find(id));
        }

        Assert.Equal(["loans"], Directory.GetDirectories(Tables).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("My Loans (2).csv", "my-loans-2")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("données.parquet", "donn-es")]
    [InlineData("名前.csv", "table")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.csv", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_file_name_gives_an_id(string name, string id)
    {
        Assert.Equal(id, TableRegistry.IdOf(name));
        Assert.Null(_known.Tables.WhyNot(id));
    }

    [Fact]
    public async Task A_draft_that_is_not_added_leaves_nothing()
    {
        using (await StageAsync())
        {
            Assert.Empty(_known.Tables.All);
        }

        await Assert.ThrowsAsync<DataException>(() => _known.Tables.StageAsync(Content("a,a\n1,2\n"), "x.csv", 100, null, Cancellation));
        var fault = await Assert.ThrowsAsync<DataException>(() => _known.Tables.StageAsync(Content(new string('a', 3_000_000)), "x.csv", 2_000_000, null, Cancellation));
        Assert.Equal("x.csv is larger than 2 MB.", fault.Message);
        Assert.Empty(Directory.GetDirectories(Tables));
    }

    [Fact]
    public async Task What_an_ended_program_left_is_deleted_after_a_day()
    {
        foreach (var (name, age) in new[] { (".new-old", 2), (".new-fresh", 0) })
        {
            Directory.CreateDirectory(Path.Combine(Tables, name));
            Directory.SetLastWriteTimeUtc(Path.Combine(Tables, name), DateTime.UtcNow - TimeSpan.FromDays(age));
        }

        await AddAsync("loans");
        Assert.Equal([".new-fresh", "loans"], Directory.GetDirectories(Tables).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_changed_copy_is_refused()
    {
        await AddAsync("loans");
        await File.AppendAllTextAsync(Path.Combine(Tables, "loans", "data"), "1,2,3,north,x,male,yes\n", Cancellation);
        var fault = await Assert.ThrowsAsync<DataException>(() => new DatasetCache(_known.Folders).SplitAsync("loans", 0, Binning.Shared, Cancellation));
        Assert.Contains("is no longer the file that was added. Remove the table with ./fairer data remove loans", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"file\":\"x\",\"sha256\":\"\",\"rows\":1,\"added\":\"2026-01-01T00:00:00Z\",\"definition\":null}")]
    public async Task A_damaged_definition_hides_no_other_table_and_is_explained(string json)
    {
        await AddAsync("loans");
        await AddAsync("others");
        await File.WriteAllTextAsync(Path.Combine(Tables, "loans", "table.json"), json, Cancellation);

        Assert.Equal(["loans", "others"], _known.Tables.All.Select(table => table.Info.Id));
        var found = _known.Get("loans").Locate(_known.Folders);
        Assert.False(found.AtHand);
        Assert.Contains("./fairer data remove loans", found.Where, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DataException>(() => _known.Get("loans").LoadAsync(_known.Folders, Cancellation));
    }

    [Fact]
    public async Task A_table_can_be_removed_and_another_added_under_its_id()
    {
        var cache = new DatasetCache(_known.Folders);
        await AddAsync("loans");
        var before = await cache.SplitAsync("loans", 0, Binning.Shared, Cancellation);
        _known.Tables.Remove("loans");
        Assert.Null(_known.Find("loans"));
        Assert.Equal("There is no table 'loans'; there is none.", Assert.Throws<DataException>(() => _known.Tables.Remove("loans")).Message);
        Assert.Throws<DataException>(() => _known.Tables.Remove("../tables"));

        await AddAsync("loans", rows: 300);
        var after = await cache.SplitAsync("loans", 0, Binning.Shared, Cancellation);
        Assert.Equal((120, 180), (before.Train.Count, after.Train.Count));
    }

    public void Dispose() => _folder.Dispose();

    private static MemoryStream Content(string text) => new(Encoding.UTF8.GetBytes(text));

    private Task<TableDraft> StageAsync(int rows = 200) =>
        _known.Tables.StageAsync(Content(TableFile.Applicants(rows)), "loans.csv", 1_000_000, null, Cancellation);

    private async Task<(RegisteredTable Table, LoadedTable Rows)> AddAsync(string id, int rows = 200)
    {
        using var draft = await StageAsync(rows);
        return await _known.Tables.AddAsync(draft, id, Choice, null, Cancellation);
    }

    private async Task<string> RefusalAsync(string id)
    {
        using var draft = await StageAsync();
        return (await Assert.ThrowsAsync<DataException>(() => _known.Tables.AddAsync(draft, id, Choice, null, Cancellation))).Message;
    }
}
