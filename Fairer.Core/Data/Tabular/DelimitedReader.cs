using System.Buffers.Text;
using System.Text;

namespace Fairer.Core.Data.Tabular;

/// <summary>
/// Walks through a delimited text file, row by row, and reads its fields strictly: whatever does not fit is a
/// <see cref="DataException"/> that names file, row and column.
/// </summary>
/// <remarks>Blanks around a row or a field and empty lines do not count. There is no quoting.</remarks>
public ref struct DelimitedReader
{
    private readonly string _file;
    private readonly string _mend;
    private readonly byte _separator;
    private readonly IReadOnlyList<string> _columns;
    private readonly Range[] _fields;
    private ReadOnlySpan<byte> _rest;
    private ReadOnlySpan<byte> _row;

    /// <summary>Starts before the first row.</summary>
    /// <param name="text">The file's bytes, UTF-8.</param>
    /// <param name="file">The file's path, for messages.</param>
    /// <param name="columns">The names of the columns; every row must have as many fields.</param>
    /// <param name="separator">What stands between two fields.</param>
    /// <param name="mend">One sentence on how to mend a damaged file, for messages.</param>
    public DelimitedReader(
        ReadOnlySpan<byte> text, string file, IReadOnlyList<string> columns, char separator, string mend)
    {
        _rest = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
        _file = file;
        _columns = columns;
        _separator = (byte)separator;
        _mend = mend;
        _fields = new Range[columns.Count];
    }

    /// <summary>The number of the present line, counted from 1 as editors do.</summary>
    public int Line { get; private set; }

    /// <summary>The present row's field in a column, without the blanks around it.</summary>
    public readonly ReadOnlySpan<byte> this[int column] => _row[_fields[column]];

    /// <summary>Skips the next line when it starts with the given character.</summary>
    public void SkipLineStartingWith(char mark)
    {
        if (!_rest.IsEmpty && _rest[0] == mark)
            TakeLine();
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="DataException">The row has too many or too few fields.</exception>
    public bool Next()
    {
        while (!_rest.IsEmpty)
        {
            _row = TakeLine().Trim(" \t\r"u8);
            if (_row.IsEmpty)
                continue;
            SplitRow();
            return true;
        }

        return false;
    }

    /// <summary>The present row's whole number in a column.</summary>
    /// <exception cref="DataException">The field is not a whole number of at least 0.</exception>
    public readonly int Number(int column)
    {
        var field = this[column];
        if (Utf8Parser.TryParse(field, out int value, out var used) && used == field.Length && value >= 0)
            return value;
        throw Fault(column, "is not a whole number of at least 0");
    }

    /// <summary>The place of the present row's field among a column's categories.</summary>
    /// <param name="column">The column.</param>
    /// <param name="categories">The categories, in UTF-8.</param>
    /// <exception cref="DataException">The field is none of them.</exception>
    public readonly int Category(int column, byte[][] categories)
    {
        var field = this[column];
        for (var code = 0; code < categories.Length; code++)
        {
            if (field.SequenceEqual(categories[code]))
                return code;
        }

        throw Fault(column, $"is none of {string.Join(", ", categories.Select(Encoding.UTF8.GetString))}");
    }

    /// <summary>A fault in the present row's field of a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="problem">What is wrong, as the end of a sentence that begins with the field.</param>
    public readonly DataException Fault(int column, string problem) => new(
        $"{_file}, row {Line}, column {column + 1} ({_columns[column]}): '{Encoding.UTF8.GetString(this[column])}' "
        + $"{problem}. {_mend}");

    private ReadOnlySpan<byte> TakeLine()
    {
        var end = _rest.IndexOf((byte)'\n');
        var line = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? [] : _rest[(end + 1)..];
        Line++;
        return line;
    }

    private readonly void SplitRow()
    {
        var count = 0;
        for (var start = 0; start <= _row.Length; count++)
        {
            var length = _row[start..].IndexOf(_separator);
            var end = length < 0 ? _row.Length : start + length;
            if (count < _fields.Length)
                _fields[count] = Trimmed(start, end);
            start = end + 1;
        }

        if (count != _fields.Length)
        {
            throw new DataException(
                $"{_file}, row {Line}: {count} columns where {_fields.Length} belong ({string.Join(", ", _columns)}). {_mend}");
        }
    }

    private readonly Range Trimmed(int start, int end)
    {
        while (start < end && _row[start] is (byte)' ' or (byte)'\t')
            start++;
        while (end > start && _row[end - 1] is (byte)' ' or (byte)'\t' or (byte)'\r')
            end--;
        return start..end;
    }
}
