using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Fairer.Core.Tests.Data.Tables;

public sealed class CsvTableTests
{
    [Theory]
    [InlineData("a,b\n1,x\n2,y\n")]
    [InlineData("a,b\r\n1,x\r\n2,y")]
    [InlineData("\uFEFFa;b\n1;x\n2;y\n")]
    [InlineData("a\tb\n1\tx\n2\ty\n")]
    [InlineData("a|b\n1|x\n2|y\n")]
    [InlineData(" a , \"b\"\n\"1\" , x \n\n2,\"y\"\n\n")]
    public async Task Bears_separators_line_ends_marks_and_blanks(string text)
    {
        using var file = new TableFile(text);
        Assert.Equal([["a", "b"], ["1", "x"], ["2", "y"]], await file.FieldsAsync());
    }

    [Fact]
    public async Task A_quoted_field_may_hold_separators_line_ends_and_marks()
    {
        using var file = new TableFile("name,note\n\"Øre, Åse\",\"one\r\ntwo, \"\"three\"\"\"\n名前,\"\"\n");
        Assert.Equal([["name", "note"], ["Øre, Åse", "one\r\ntwo, \"three\""], ["名前", ""]], await file.FieldsAsync());
    }

    [Fact]
    public async Task Utf_16_with_its_mark_is_read()
    {
        using var file = new TableFile([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("a,b\n1,ø\n")]);
        Assert.Equal([["a", "b"], ["1", "ø"]], await file.FieldsAsync());
    }

    [Fact]
    public void What_is_written_with_quotation_marks_is_read_back()
    {
        // Blanks around a field do not count, so none are made.
        var field = Gen.Elements("a", "\"", ",", "\n", "1.5", "æ", "x y", "\"\"", ";").ArrayOf().Select(string.Concat).Select(text => text.Trim());
        var rows = field.ArrayOf(3).NonEmptyListOf().Select(list => list.ToArray());
        Prop.ForAll(rows.ToArbitrary(), table =>
        {
            using var file = new TableFile("a,b,c\n" + string.Concat(table.Select(row =>
                string.Join(',', row.Select(text => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\n")));
            var read = file.FieldsAsync().GetAwaiter().GetResult();
            Assert.Equal(table, read.Skip(1));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("", "my.csv: it is empty; its first row names the columns.")]
    [InlineData("\n\n", "my.csv: it is empty; its first row names the columns.")]
    [InlineData("a,b\n", "my.csv: it has names but no rows.")]
    [InlineData("a,b,a\n1,2,3\n", "row 1, column 3: 'a' is also the name of column 1")]
    [InlineData("a,,c\n1,2,3\n", "row 1, column 2: the column has no name")]
    [InlineData("a,\"b\nb\"\n1,2\n", "row 1, column 2: the name 'b b' has line ends or other control characters")]
    [InlineData("a,b\n1,2\n3\n", "row 3: 1 column where 2 belong")]
    [InlineData("a,b\n1,2,3\n", "row 2: 3 columns where 2 belong")]
    [InlineData("a,b\n\"1\n1\",2\n3\n", "row 4: 1 column where 2 belong")]
    [InlineData("a,b\n1,\"x\n2,y\n", "row 2, column 2 (b): '\"x 2,y ' has a quotation mark that is not closed")]
    [InlineData("a,b\n1,x\"y\"z\n", "row 2, column 2 (b): 'x\"y\"z' has a quotation mark in the middle; put the whole field in quotation marks and double that one")]
    [InlineData("a,b\n1,\"x\"y\n", "row 2, column 2 (b): '\"x\"y' goes on after its closing quotation mark")]
    [InlineData("a,b\n1,x\0y\n", "row 2, column 2 (b): 'x y' is no text")]
    [InlineData("PK\x3\x4 and so on", "my.csv: it is a zip archive or a spreadsheet. Save the sheet as CSV.")]
    public async Task What_is_wrong_is_told_by_row_and_column(string text, string fault)
    {
        using var file = new TableFile(text);
        Assert.Equal(fault, (await file.FaultsAsync())[^1]);
    }

    [Fact]
    public async Task Another_encoding_is_told_by_row_and_column()
    {
        using var file = new TableFile(Encoding.Latin1.GetBytes("a,b\n1,x\n2,café\n"));
        Assert.Equal("row 3, column 2 (b): 'caf\uFFFD' is not in UTF-8; save the file in that encoding", (await file.FaultsAsync())[^1]);
    }

    [Fact]
    public async Task At_most_twenty_faults_are_told_in_words()
    {
        using var file = new TableFile("a,b\n" + string.Concat(Enumerable.Repeat("1\n", 25)));
        var faults = await file.FaultsAsync();
        Assert.Equal("my.csv has 25 faults:", faults[0]);
        Assert.Equal("row 21: 1 column where 2 belong", faults[20]);
        Assert.Equal(["and 5 more"], faults[21..]);
    }

    [Fact]
    public async Task A_line_without_an_end_is_refused()
    {
        using var file = new TableFile("a,b\n1,2\n" + new string('x', 20_000_000) + ",1\n");
        Assert.Equal(
            "my.csv: a row after row 2 is longer than 16 million characters: a quotation mark is not closed, or it is no text.",
            Assert.Single(await file.FaultsAsync()));
    }
}
