using System.Text;
using Bunit;
using Fairer.Core.Data.Tables;
using Fairer.Web.Components.Controls;
using Fairer.Web.Tests.Support;
using Microsoft.AspNetCore.Components.Forms;

namespace Fairer.Web.Tests.Components;

public sealed class AddTableDialogTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly PageContext _page = new();
    private string? _added;
    private int _closed;

    private string Tables => Path.Combine(_page.Folder, "tables");

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public void It_shows_what_a_file_holds_and_what_it_takes_each_column_for()
    {
        var dialog = Upload(Loans(200));

        string[][] rows = [.. dialog.FindAll("tbody tr").Select(row => row.QuerySelectorAll("td").Select(cell => cell.TextContent.Trim()).ToArray())];
        Assert.Equal(["id", "age", "job", "sex", "repaid"], rows.Select(row => row[0]));
        Assert.Equal("– · 21 · 22 · 23 · 24", rows[1][1]);
        Assert.Equal(["–", "20", "–", "–", "–"], rows.Select(row => row[2]));
        Assert.Equal(["sensitive", "label"], rows[3..].Select(row => row[3]));
        Assert.Equal(["Ignored", "Numeric", "Categorical"], dialog.FindAll("tbody select").Select(select => select.GetAttribute("value")));
        Assert.Equal("looks like an id: whole numbers, each once", Assert.Single(dialog.FindAll("small")).TextContent);
        Assert.Equal("loans", dialog.Find("#table-id").GetAttribute("value"));
        Assert.All(dialog.FindAll("select, input"), input => Assert.True(
            input.HasAttribute("aria-label") || dialog.FindAll($"label[for='{input.Id}']").Count == 1, input.OuterHtml));
    }

    [Fact]
    public async Task What_a_person_corrects_is_registered()
    {
        var dialog = Upload(Loans(200));
        await dialog.Find("#table-label").ChangeAsync("sex");
        await dialog.Find("#table-sensitive").ChangeAsync("repaid");
        await dialog.Find("#table-label-one").ChangeAsync("female");
        await dialog.Find("tbody select[aria-label^=id]").ChangeAsync("Numeric");
        await dialog.Find("tbody select[aria-label^=job]").ChangeAsync("Ignored");
        await dialog.Find("#table-id").InputAsync("mine");
        await dialog.Find("#table-add").ClickAsync();

        await dialog.WaitForAssertionAsync(() => Assert.Equal("mine", _added), Patience);
        var definition = new TableRegistry(new([], _page.Folder)).Find("mine")!.Stored!.Definition;
        Assert.Equal(new BinaryColumn("sex", "male", "female"), definition.Label);
        Assert.Equal(new BinaryColumn("repaid", "no", "yes"), definition.Sensitive);
        Assert.Equal([new("id", ColumnKind.Numeric), new("age", ColumnKind.Numeric)], definition.Features);
    }

    [Theory]
    [InlineData("a,b\n1\n", "row 2: 1 column where 2 belong")]
    [InlineData("a,b\n1,2\n3,4\n5,6\n", "none has two values")]
    public void A_file_that_cannot_be_used_is_explained_and_another_can_be_taken(string text, string reason)
    {
        var dialog = Render();
        dialog.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(text, "loans.csv"));

        dialog.WaitForAssertion(() => Assert.Contains(reason, dialog.Find("[role=alert]").TextContent, StringComparison.Ordinal), Patience);
        Assert.Single(dialog.FindAll("#table-file"));
        Assert.Empty(Directory.GetDirectories(Tables));
    }

    [Fact]
    public async Task A_file_that_vanishes_during_its_upload_is_explained()
    {
        var dialog = Render();
        await dialog.InvokeAsync(() => dialog.FindComponent<InputFile>().Instance.OnChange.InvokeAsync(new InputFileChangeEventArgs([new VanishingFile()])));

        await dialog.WaitForAssertionAsync(
            () => Assert.StartsWith("loans.csv could not be read to its end", dialog.Find("[role=alert]").TextContent, StringComparison.Ordinal), Patience);
        Assert.Single(dialog.FindAll("#table-file"));
        Assert.Empty(Directory.GetDirectories(Tables));
    }

    [Fact]
    public async Task What_is_wrong_with_a_choice_is_said_and_can_be_mended()
    {
        var dialog = Upload(Loans(200));
        await dialog.Find("#table-sensitive").ChangeAsync("repaid");
        await dialog.Find("#table-add").ClickAsync();
        await dialog.WaitForAssertionAsync(
            () => Assert.Equal("The label and the sensitive column must be two columns.", dialog.Find("[role=alert]").TextContent), Patience);

        await dialog.Find("#table-sensitive").ChangeAsync("sex");
        await dialog.Find("#table-add").ClickAsync();
        await dialog.WaitForAssertionAsync(() => Assert.Equal("loans", _added), Patience);
    }

    [Fact]
    public async Task Closing_it_leaves_nothing()
    {
        var dialog = Upload(Loans(200));
        await dialog.Find("button[aria-label=Close]").ClickAsync();
        Assert.Equal(1, _closed);
        await _page.DisposeComponentsAsync();
        Assert.Empty(Directory.GetDirectories(Tables));
    }

    private static string Loans(int rows) => "id,age,job,sex,repaid\n" + string.Concat(Enumerable.Range(0, rows).Select(i =>
        $"{i},{(i % 10 == 0 ? "" : $"{20 + (i % 40)}")},job{i % 3},{(i % 2 == 0 ? "female" : "male")},{(i % 5 < 2 ? "yes" : "no")}\n"));

    private IRenderedComponent<AddTableDialog> Upload(string text)
    {
        var dialog = Render();
        dialog.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(Encoding.UTF8.GetBytes(text), "Loans.csv"));
        dialog.WaitForElement("#table-add", Patience);
        return dialog;
    }

    private IRenderedComponent<AddTableDialog> Render() => _page.Render<AddTableDialog>(parameters => parameters
        .Add(dialog => dialog.OnAdded, id => _added = id)
        .Add(dialog => dialog.OnClosed, () => _closed++));

    // As the browser's stream fails when the file on the visitor's disk is no longer the one that was chosen.
    private sealed class VanishingFile : IBrowserFile
    {
        public string Name => "loans.csv";

        public DateTimeOffset LastModified => default;

        public long Size => 1000;

        public string ContentType => "text/csv";

        public Stream OpenReadStream(long maxAllowedSize = 512_000, CancellationToken cancellationToken = default) => new VanishingStream();
    }

    private sealed class VanishingStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("An error occurred while reading the remote stream: NotReadableError");
    }
}
