using System.Text;
using Fairer.Core.Data;
using Fairer.Core.Data.Tables;

namespace Fairer.Core.Tests.Data.Tables;

/// <summary>A file of a test's own, and ways to read it.</summary>
internal sealed class TableFile : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TableFile(byte[] content)
    {
        Path = System.IO.Path.Combine(_folder.Path, "data");
        File.WriteAllBytes(Path, content);
    }

    public TableFile(string text)
        : this(Encoding.UTF8.GetBytes(text))
    {
    }

    public string Path { get; }

    public Task<TableProfile> ProfileAsync() => TableProfile.ReadAsync(Path, "my.csv", null, TestContext.Current.CancellationToken);

    public async Task<LoadedTable> LoadAsync(TableChoice choice) => await TableLoader.ReadAsync(
        Path, "my.csv", TableDefinition.Create(await ProfileAsync(), choice), null, TestContext.Current.CancellationToken);

    /// <summary>The lines of what a person is told about the file.</summary>
    public async Task<string[]> FaultsAsync() => (await Assert.ThrowsAsync<DataException>(ProfileAsync)).Message.Split('\n');

    /// <summary>All names and fields, the names first.</summary>
    public async Task<List<string[]>> FieldsAsync()
    {
        var faults = new TableFaults("my.csv");
        await using var reader = await TableReader.OpenAsync(Path, faults, CancellationToken.None);
        List<string[]> rows = [[.. reader.Columns]];
        while (await reader.NextAsync(CancellationToken.None))
            rows.Add([.. Enumerable.Range(0, reader.Columns.Count).Select(i => reader[i].ToString())]);
        faults.ThrowIfAny();
        return rows;
    }

    /// <summary>A table of made-up applicants in which all that is inferred occurs.</summary>
    public static string Applicants(int rows = 200)
    {
        var text = new StringBuilder("id,age,income,region,note,sex,approved\n");
        for (var i = 0; i < rows; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"{1000 + i},{(i % 10 == 3 ? "" : 20 + (i % 41))},{(i * 37 % 101) / 4.0},{(i % 20 == 7 ? "NA" : i % 3 == 0 ? "north" : "south")},\"note, {i}\",{(i % 5 < 2 ? "female" : "male")},{(i % 7 < 3 ? "yes" : "no")}\n");
        }

        return text.ToString();
    }

    public void Dispose() => _folder.Dispose();
}
