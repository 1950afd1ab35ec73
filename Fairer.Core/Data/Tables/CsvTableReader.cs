using nietras.SeparatedValues;

namespace Fairer.Core.Data.Tables;

/// <summary>Reads delimited text with a row of names: comma, semicolon, tab or bar between fields, quoted or not, UTF-8 or
/// UTF-16 with a byte order mark.</summary>
internal sealed class CsvTableReader : ITableReader
{
    private readonly SepReader _reader;
    private readonly TableFaults _faults;

    private CsvTableReader(SepReader reader, TableFaults faults)
    {
        _reader = reader;
        _faults = faults;
        if (!MoveNext() || IsBlank())
            throw faults.Fatal("it is empty; its first row names the columns");
        Columns = ReadNames();
        TableReader.CheckNames(Columns, faults);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Columns { get; }

    /// <inheritdoc/>
    public long Row { get; private set; }

    /// <inheritdoc/>
    public ReadOnlySpan<char> this[int column] => Unquote(_reader.Current[column].Span.Trim());

    /// <summary>Opens a file and reads the names.</summary>
    /// <exception cref="DataException">The names are missing or wrong.</exception>
    public static CsvTableReader Open(string path, TableFaults faults)
    {
        var reader = Sep.Reader(options => options with { HasHeader = false, DisableColCountCheck = true }).FromFile(path);
        try
        {
            return new CsvTableReader(reader, faults);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> NextAsync(CancellationToken cancellation)
    {
        while (MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            if (IsWhole())
                return new ValueTask<bool>(true);
        }

        return new ValueTask<bool>(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool MoveNext()
    {
        try
        {
            if (!_reader.MoveNext())
                return false;
        }
        catch (NotSupportedException fault)
        {
            throw _faults.Fatal(
                $"a row after row {Row} is longer than 16 million characters: a quotation mark is not closed, or it is no text", fault);
        }

        // The first row is where the reader would expect a header to be already past.
        Row = Row == 0 ? 1 : _reader.Current.LineNumberFrom;
        return true;
    }

    private bool IsBlank() => _reader.Current.ColCount == 1 && _reader.Current.Span.IsWhiteSpace();

    // Whether the row can be used; what is wrong with it is noted. Blank lines do not count.
    private bool IsWhole()
    {
        if (IsBlank())
            return false;

        var row = _reader.Current;
        var faults = false;
        for (var i = 0; i < Math.Min(row.ColCount, Columns.Count); i++)
        {
            if (Problem(row[i].Span.Trim()) is { } problem)
            {
                _faults.Add($"row {Row}, column {i + 1} ({Columns[i]}): '{Quoted.Short(row[i].Span)}' {problem}");
                faults = true;
            }
        }

        if (!faults && row.ColCount != Columns.Count)
        {
            _faults.Add($"row {Row}: {row.ColCount} {(row.ColCount == 1 ? "column" : "columns")} where {Columns.Count} belong");
            faults = true;
        }

        return !faults;
    }

    private static string? Problem(ReadOnlySpan<char> field)
    {
        if (field.IndexOfAny('\uFFFD', '\0') is >= 0 and var place)
            return field[place] == '\0' ? "is no text" : "is not in UTF-8; save the file in that encoding";
        var quote = field.IndexOf('"');
        if (quote < 0)
            return null;
        if (quote > 0)
            return "has a quotation mark in the middle; put the whole field in quotation marks and double that one";

        // Inside, marks come in pairs.
        var inside = field[1..];
        while (inside.IndexOf('"') is >= 0 and var mark)
        {
            if (mark == inside.Length - 1)
                return null;
            if (inside[mark + 1] != '"')
                return "goes on after its closing quotation mark";
            inside = inside[(mark + 2)..];
        }

        return "has a quotation mark that is not closed";
    }

    private static ReadOnlySpan<char> Unquote(ReadOnlySpan<char> field)
    {
        if (field.Length < 2 || field[0] != '"')
            return field;
        var inside = field[1..^1];
        return (inside.Contains('"') ? inside.ToString().Replace("\"\"", "\"", StringComparison.Ordinal) : inside).Trim();
    }

    private List<string> ReadNames()
    {
        var row = _reader.Current;
        var names = new List<string>(row.ColCount);
        for (var i = 0; i < row.ColCount; i++)
        {
            var name = row[i].Span.Trim();
            if (Problem(name) is { } problem)
                _faults.Add($"row 1, column {i + 1}: '{Quoted.Short(name)}' {problem}");
            names.Add(Unquote(name).ToString());
        }

        return names;
    }
}
