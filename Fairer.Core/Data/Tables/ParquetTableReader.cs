using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace Fairer.Core.Data.Tables;

/// <summary>Reads Apache Parquet, one row group at a time.</summary>
internal sealed class ParquetTableReader : ITableReader
{
    private const int RowsBetweenLooks = 4096;

    private readonly ParquetReader _reader;
    private readonly DataField[] _fields;
    private readonly TableFaults _faults;
    private readonly ITextColumn[] _columns;
    private int _group = -1;
    private int _rowsOfGroup;
    private int _rowInGroup = -1;

    private ParquetTableReader(ParquetReader reader, TableFaults faults)
    {
        _reader = reader;
        _faults = faults;
        _fields = reader.Schema.DataFields;
        for (var i = 0; i < _fields.Length; i++)
        {
            if (_fields[i].MaxRepetitionLevel > 0 || !reader.Schema.Fields.Contains(_fields[i]) || ColumnOf(_fields[i].ClrType) is null)
                faults.Add($"column {i + 1} ({_fields[i].Path}) holds lists, structures or bytes; leave it out of the file");
        }

        faults.ThrowIfAny();
        if (_fields.Length == 0)
            throw faults.Fatal("it has no columns");
        Columns = [.. _fields.Select(field => field.Name.Trim())];
        TableReader.CheckNames(Columns, faults);
        _columns = [.. _fields.Select(field => ColumnOf(field.ClrType)!)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Columns { get; }

    /// <inheritdoc/>
    public long Row { get; private set; }

    /// <inheritdoc/>
    public ReadOnlySpan<char> this[int column] => _columns[column][_rowInGroup].Trim();

    /// <summary>Opens a file and reads its schema.</summary>
    /// <exception cref="DataException">The file is damaged, or has a column that is no list of values.</exception>
    public static async Task<ParquetTableReader> OpenAsync(string path, TableFaults faults, CancellationToken cancellation)
    {
        var reader = await ReadAsync(() => ParquetReader.CreateAsync(path, cancellationToken: cancellation), faults).ConfigureAwait(false);
        try
        {
            return await ReadAsync(() => Task.FromResult(new ParquetTableReader(reader, faults)), faults).ConfigureAwait(false);
        }
        catch
        {
            await reader.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> NextAsync(CancellationToken cancellation)
    {
        while (_rowInGroup + 1 >= _rowsOfGroup)
        {
            cancellation.ThrowIfCancellationRequested();
            if (++_group >= _reader.RowGroupCount)
                return false;
            _rowsOfGroup = await ReadAsync(() => ReadGroupAsync(cancellation), _faults).ConfigureAwait(false);
            _rowInGroup = -1;
        }

        _rowInGroup++;
        if (Row++ % RowsBetweenLooks == 0)
            cancellation.ThrowIfCancellationRequested();
        return true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    private async Task<int> ReadGroupAsync(CancellationToken cancellation)
    {
        using var group = _reader.OpenRowGroupReader(_group);
        var rows = group.RowCount;

        // Memory is taken for what the footer says, so that it must be plausible.
        if (rows < 0 || rows > TableLoader.MaxRows - Row)
            throw _faults.Fatal($"its row group {_group + 1} has {rows:N0} rows after {Row:N0}; at most {TableLoader.MaxRows:N0} rows are possible in all");
        for (var i = 0; i < _fields.Length; i++)
        {
            var values = group.GetMetadata(_fields[i])?.MetaData?.NumValues;
            if (values != rows)
                throw _faults.Fatal($"it is damaged: its row group {_group + 1} has {rows:N0} rows, but {values ?? 0:N0} values of column {i + 1} ({_fields[i].Name})");
            await _columns[i].ReadAsync(group, _fields[i], (int)rows, cancellation).ConfigureAwait(false);
        }

        return (int)rows;
    }

    // A damaged file makes the library fail in many ways.
    private static async Task<T> ReadAsync<T>(Func<Task<T>> read, TableFaults faults)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not (DataException or OperationCanceledException or OutOfMemoryException))
        {
            throw faults.Fatal($"it is a damaged Parquet file, or of a kind that cannot be read: {fault.Message}", fault);
        }
    }

    private static ITextColumn? ColumnOf(Type type) =>
        type == typeof(string) || type == typeof(ReadOnlyMemory<char>) ? new StringColumn()
        : type == typeof(bool) ? new ValueColumn<bool>((value, text) => value.TryFormat(text, out var length) ? length : 0)
        : type == typeof(sbyte) ? Formatted<sbyte>()
        : type == typeof(byte) ? Formatted<byte>()
        : type == typeof(short) ? Formatted<short>()
        : type == typeof(ushort) ? Formatted<ushort>()
        : type == typeof(int) ? Formatted<int>()
        : type == typeof(uint) ? Formatted<uint>()
        : type == typeof(long) ? Formatted<long>()
        : type == typeof(ulong) ? Formatted<ulong>()
        : type == typeof(float) ? Formatted<float>()
        : type == typeof(double) ? Formatted<double>()
        : type == typeof(decimal) ? Formatted<decimal>()
        : type == typeof(Guid) ? Formatted<Guid>()
        : type == typeof(DateTime) ? Formatted<DateTime>("s")
        : type == typeof(DateOnly) ? Formatted<DateOnly>("o")
        : type == typeof(TimeSpan) ? Formatted<TimeSpan>()
        : null;

    private static ValueColumn<T> Formatted<T>(string? format = null)
        where T : struct, ISpanFormattable =>
        new((value, text) => value.TryFormat(text, out var length, format, CultureInfo.InvariantCulture) ? length : 0);

    private delegate int Format<T>(T value, Span<char> text);

    /// <summary>One column of the present row group, as text.</summary>
    private interface ITextColumn
    {
        ReadOnlySpan<char> this[int row] { get; }

        Task ReadAsync(ParquetRowGroupReader group, DataField field, int rows, CancellationToken cancellation);
    }

    private sealed class StringColumn : ITextColumn
    {
        private string?[] _values = [];

        public ReadOnlySpan<char> this[int row] => _values[row];

        public async Task ReadAsync(ParquetRowGroupReader group, DataField field, int rows, CancellationToken cancellation)
        {
            _values = new string?[rows];
            await group.ReadAsync(field, _values.AsMemory()!, cancellationToken: cancellation).ConfigureAwait(false);
        }
    }

    private sealed class ValueColumn<T>(Format<T> format) : ITextColumn
        where T : struct
    {
        private readonly char[] _text = new char[64];
        private T?[] _values = [];

        public ReadOnlySpan<char> this[int row] => _values[row] is { } value ? _text.AsSpan(0, format(value, _text)) : default;

        public async Task ReadAsync(ParquetRowGroupReader group, DataField field, int rows, CancellationToken cancellation)
        {
            _values = new T?[rows];
            if (field.IsNullable)
            {
                await group.ReadAsync(field, _values.AsMemory(), cancellationToken: cancellation).ConfigureAwait(false);
                return;
            }

            var values = new T[rows];
            await group.ReadAsync(field, values.AsMemory(), cancellationToken: cancellation).ConfigureAwait(false);
            for (var i = 0; i < rows; i++)
                _values[i] = values[i];
        }
    }
}
