using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
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
    public async Task A_digest_is_that_of_the_bytes_it_has_always_been()
    {
        await AddAsync("loans");
        var folder = Path.Combine(Tables, "loans");
        var definition = JsonSerializer.Deserialize(await File.ReadAllTextAsync(Path.Combine(folder, RegisteredTable.DefinitionFile), Cancellation), TableJson.Stored)!.Definition;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new { sha256 = "ab", definition }, JsonSerializerOptions.Web);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), StoredTable.DigestOf("ab", definition));
    }

    [Fact]
    public async Task A_table_that_is_added_can_be_found_and_trained_on_by_anybody()
    {
        var (table, rows) = await AddAsync("loans");

        Assert.Equal(new DatasetInfo("loans", "loans", false, "approved = yes", "sex", "female", "male"), table.Info);
        Assert.Equal(200, rows.Table.Rows);
        var others = new KnownDatasets(new DataFolders([], _folder.Path));
        Assert.Equal(["adult", "credit", "celeba:Wavy_Hair", "celeba:Attractive", "celeba:Smiling", "synthetic", "faces", "loans"], others.All.Select(source => source.Info.Id));
        Assert.True(others.Get("loans").Locate(others.Folders).AtHand);
        var split = (TableSplit)await new DatasetCache(others.Folders).SplitAsync("loans", 0, new(), Cancellation);
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
        var fault = await Assert.ThrowsAsync<DataException>(() => new DatasetCache(_known.Folders).SplitAsync("loans", 0, new(), Cancellation));
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
    public async Task A_removed_table_may_come_back_but_no_other_under_its_id()
    {
        var cache = new DatasetCache(_known.Folders);
        await AddAsync("loans");
        var before = (TableSplit)await cache.SplitAsync("loans", 0, new(), Cancellation);
        _known.Tables.Remove("loans");
        Assert.Null(_known.Find("loans"));
        Assert.Equal("There is no table 'loans'; there is none.", Assert.Throws<DataException>(() => _known.Tables.Remove("loans")).Message);
        Assert.Throws<DataException>(() => _known.Tables.Remove("../tables"));

        const string Refusal = "'loans' was the id of another table, and stored results may still be of its rows; choose another id. (The same file with the same choices may have it again.)";
        Assert.Equal(Refusal, (await Assert.ThrowsAsync<DataException>(() => AddAsync("loans", rows: 300))).Message);
        Assert.Equal(Refusal, (await Assert.ThrowsAsync<DataException>(() => AddAsync("loans", choice: Choice with { SensitiveOne = "female" }))).Message);
        Assert.Empty(_known.Tables.All);

        await AddAsync("loans");
        var after = (TableSplit)await cache.SplitAsync("loans", 0, new(), Cancellation);
        Assert.NotSame(before, after);
        Assert.Equal(before.Train.Features, after.Train.Features);
        await AddAsync("others", rows: 300);
        Assert.Equal(["loans", "others"], _known.Tables.All.Select(table => table.Info.Id));
    }

    [Fact]
    public async Task A_draft_that_is_disposed_while_it_is_added_goes_when_that_has_ended()
    {
        using var leaving = new CancellationTokenSource();
        using var draft = await _known.Tables.StageAsync(Content(TableFile.Applicants(60_000)), "loans.csv", 10_000_000, null, Cancellation);
        string[] during = [];
        var reading = new Telling(() =>
        {
            leaving.Cancel();
            draft.Dispose();
            during = Directory.GetFiles(Assert.Single(Directory.GetDirectories(Tables)));
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _known.Tables.AddAsync(draft, "loans", Choice, reading, leaving.Token));

        Assert.Equal("data", Path.GetFileName(Assert.Single(during)));
        Assert.Empty(Directory.GetDirectories(Tables));
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(TimeoutException))]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(TaskCanceledException))]
    public async Task A_file_that_breaks_off_is_explained(Type fault)
    {
        await using var content = new BreakingStream((Exception)Activator.CreateInstance(fault, "It went.")!);
        var told = await Assert.ThrowsAsync<DataException>(() => _known.Tables.StageAsync(content, "loans.csv", 1_000_000, null, Cancellation));
        Assert.Equal("loans.csv could not be read to its end: it was changed or removed, or the connection broke. Choose it again. (It went.)", told.Message);
        Assert.Empty(Directory.GetDirectories(Tables));
    }

    public void Dispose() => _folder.Dispose();

    private static MemoryStream Content(string text) => new(Encoding.UTF8.GetBytes(text));

    private Task<TableDraft> StageAsync(int rows = 200) =>
        _known.Tables.StageAsync(Content(TableFile.Applicants(rows)), "loans.csv", 1_000_000, null, Cancellation);

    private async Task<(RegisteredTable Table, LoadedTable Rows)> AddAsync(string id, int rows = 200, TableChoice? choice = null)
    {
        using var draft = await StageAsync(rows);
        return await _known.Tables.AddAsync(draft, id, choice ?? Choice, null, Cancellation);
    }

    private async Task<string> RefusalAsync(string id)
    {
        using var draft = await StageAsync();
        return (await Assert.ThrowsAsync<DataException>(() => _known.Tables.AddAsync(draft, id, Choice, null, Cancellation))).Message;
    }

    private sealed class Telling(Action told) : IProgress<long>
    {
        public void Report(long value) => told();
    }

    // Some bytes, then a fault.
    private sealed class BreakingStream(Exception fault) : MemoryStream(Encoding.UTF8.GetBytes("a,b\n1,2\n"))
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var count ? count : throw fault;
    }
}
