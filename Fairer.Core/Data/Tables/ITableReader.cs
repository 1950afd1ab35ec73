namespace Fairer.Core.Data.Tables;

/// <summary>Walks through a table's rows, whatever the file's format; a row's fields are text.</summary>
internal interface ITableReader : IAsyncDisposable
{
    /// <summary>The names of the columns, none twice and none empty.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>Where the present row is, counted from 1: its line as an editor counts, or its number.</summary>
    long Row { get; }

    /// <summary>The present row's field in a column, without the blanks and quotation marks around it.</summary>
    ReadOnlySpan<char> this[int column] { get; }

    /// <summary>Goes to the next row that has a field for every column; what is wrong with others goes to the faults.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="DataException">The file cannot be read on.</exception>
    ValueTask<bool> NextAsync(CancellationToken cancellation);
}

/// <summary>Opens tables.</summary>
internal static class TableReader
{
    /// <summary>The most columns a table may have.</summary>
    public const int MaxColumns = 2000;

    /// <summary>Opens a table, after its first bytes: Parquet or text.</summary>
    /// <exception cref="DataException">It is no table, or cannot be read.</exception>
    public static async Task<ITableReader> OpenAsync(string path, TableFaults faults, CancellationToken cancellation)
    {
        try
        {
            var start = new byte[4];
            await using (var stream = File.OpenRead(path))
                await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
            if (start.AsSpan().SequenceEqual("PK\x3\x4"u8))
                throw faults.Fatal("it is a zip archive or a spreadsheet. Save the sheet as CSV");
            return start.AsSpan().SequenceEqual("PAR1"u8)
                ? await ParquetTableReader.OpenAsync(path, faults, cancellation).ConfigureAwait(false)
                : CsvTableReader.Open(path, faults);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw faults.Fatal($"it cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>Complains about names that are missing or there twice.</summary>
    /// <exception cref="DataException">There is no column, or a name is wrong.</exception>
    public static void CheckNames(IReadOnlyList<string> names, TableFaults faults)
    {
        if (names.Count > MaxColumns)
            throw faults.Fatal($"it has {names.Count:N0} columns; at most {MaxColumns:N0} are possible");
        var seen = new Dictionary<string, int>();
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length == 0)
                faults.Add($"row 1, column {i + 1}: the column has no name");
            else if (names[i].Any(char.IsControl))
                faults.Add($"row 1, column {i + 1}: the name '{Quoted.Short(names[i])}' has line ends or other control characters");
            else if (!seen.TryAdd(names[i], i))
                faults.Add($"row 1, column {i + 1}: '{Quoted.Short(names[i])}' is also the name of column {seen[names[i]] + 1}");
        }

        faults.ThrowIfAny();
    }

    /// <summary>Whether a field says that there is nothing: empty, <c>?</c>, <c>NA</c>, <c>N/A</c>, <c>NaN</c> or
    /// <c>null</c>, in any case.</summary>
    public static bool IsMissing(ReadOnlySpan<char> field) => field.Length switch
    {
        0 => true,
        1 => field[0] == '?',
        <= 4 => field.Equals("NA", StringComparison.OrdinalIgnoreCase)
            || field.Equals("N/A", StringComparison.OrdinalIgnoreCase)
            || field.Equals("NaN", StringComparison.OrdinalIgnoreCase)
            || field.Equals("null", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };
}
