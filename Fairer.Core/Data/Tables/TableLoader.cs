using Fairer.Core.Data.Tabular;

namespace Fairer.Core.Data.Tables;

/// <summary>A table's rows, and what reading them brought up.</summary>
/// <param name="Table">The rows with a label and a sensitive value.</param>
/// <param name="LeftOut">How many rows had none.</param>
public sealed record LoadedTable(Table Table, long LeftOut);

/// <summary>Reads a file's rows as its definition says, in one pass, into columns of numbers and codes.</summary>
public static class TableLoader
{
    /// <summary>The most features a table may become.</summary>
    public const int MaxFeatures = 1000;

    /// <summary>The most rows a table may have.</summary>
    public const int MaxRows = 20_000_000;

    /// <summary>The fewest rows that can be split.</summary>
    public const int MinRows = 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="definition">What it means.</param>
    /// <param name="progress">Is told the number of rows now and then.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataException">Something is wrong with the file, by row and column, or it is too small or too large.</exception>
    public static async Task<LoadedTable> ReadAsync(
        string path, string name, TableDefinition definition, IProgress<long>? progress, CancellationToken cancellation)
    {
        var faults = new TableFaults(name);
        await using var reader = await TableReader.OpenAsync(path, faults, cancellation).ConfigureAwait(false);
        int Place(string column) => reader.Columns.ToList().IndexOf(column) is >= 0 and var place
            ? place
            : throw faults.Fatal($"it has no column '{column}'");

        var (label, sensitive) = (Place(definition.Label.Column), Place(definition.Sensitive.Column));
        var builders = definition.Features.Select(column => (Place: Place(column.Name), Column: ColumnBuilder.For(column))).ToArray();
        var (labels, groups) = (new List<byte>(), new List<byte>());
        long leftOut = 0, rows = 0;
        while (await reader.NextAsync(cancellation).ConfigureAwait(false))
        {
            if (++rows > MaxRows)
                throw faults.Fatal($"it has more than {MaxRows:N0} rows");
            if (rows % 50_000 == 0)
                progress?.Report(rows);
            if (TableReader.IsMissing(reader[label]) || TableReader.IsMissing(reader[sensitive]))
            {
                leftOut++;
                continue;
            }

            labels.Add(Code(reader, label, definition.Label, faults));
            groups.Add(Code(reader, sensitive, definition.Sensitive, faults));
            foreach (var (place, builder) in builders)
            {
                if (builder.Add(reader[place]) is { } problem)
                    faults.Add($"row {reader.Row}, column {place + 1} ({reader.Columns[place]}): '{Quoted.Short(reader[place])}' {problem}");
            }
        }

        faults.ThrowIfAny();
        var table = new Table([.. builders.Select(builder => builder.Column.Build())], [.. labels], [.. groups]);
        Check(table, definition, leftOut, faults);
        return new LoadedTable(table, leftOut);
    }

    private static byte Code(ITableReader reader, int place, BinaryColumn column, TableFaults faults)
    {
        var field = reader[place];
        if (field.SequenceEqual(column.One))
            return 1;
        if (!field.SequenceEqual(column.Zero))
            faults.Add($"row {reader.Row}, column {place + 1} ({column.Column}): '{Quoted.Short(field)}' is neither {column.Zero} nor {column.One}");
        return 0;
    }

    internal static void Check(Table table, TableDefinition definition, long leftOut, TableFaults faults)
    {
        if (table.Rows < MinRows)
            throw faults.Fatal($"only {table.Rows} of its {table.Rows + leftOut} rows have a label and a sensitive value; at least {MinRows} are needed");
        foreach (var (column, codes) in new[] { (definition.Label, table.Labels), (definition.Sensitive, table.Groups) })
        {
            if (codes.Distinct().Count() < 2)
                throw faults.Fatal($"all rows with a label and a sensitive value have the same '{column.Column}'");
        }

        var width = table.Columns.Sum(column => column.FeatureNames.Count);
        if (width > MaxFeatures)
            throw faults.Fatal($"its columns become {width:N0} features; at most {MaxFeatures:N0} are possible. Ignore some of its columns");

        if (RegisteredTable.TrainingRows(table.Rows) is var training && !TabularDataset.Fits(training, width))
            throw faults.Fatal(TabularDataset.TooLarge(training, width));

        // A split holds every row once as the run reads it and once in the engine's panels.
        var bytes = 2L * sizeof(float) * width * table.Rows;
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > available / 2)
        {
            throw faults.Fatal(FormattableString.Invariant(
                $"{table.Rows:N0} rows of {width:N0} features take {bytes / 1e9:0.0} GB for each seed in training, more than half of this machine's {available / 1e9:0.0} GB. Ignore some columns or take fewer rows"));
        }
    }
}

/// <summary>Gathers one column's values.</summary>
internal abstract class ColumnBuilder
{
    public static ColumnBuilder For(FeatureColumn column) =>
        column.Kind == ColumnKind.Numeric ? new NumericBuilder(column.Name) : new CategoryBuilder(column.Name);

    /// <summary>Takes a row's field.</summary>
    /// <returns>What is wrong with it, as the end of a sentence that begins with the field, or null.</returns>
    public abstract string? Add(ReadOnlySpan<char> field);

    public abstract TableColumn Build();

    private sealed class NumericBuilder(string name) : ColumnBuilder
    {
        private readonly List<double> _values = [];

        public override string? Add(ReadOnlySpan<char> field)
        {
            var number = double.NaN;
            var isRight = TableReader.IsMissing(field) || ColumnCounter.TryNumber(field, out number);
            _values.Add(number);
            return isRight ? null : "is not a number; mend it, or take the column as categories or ignore it";
        }

        public override TableColumn Build() => new NumericColumn(name, [.. _values]);
    }

    /// <summary>Keeps the most frequent categories; what is rarer becomes <c>(other)</c>, what is missing <c>(missing)</c>.</summary>
    private sealed class CategoryBuilder : ColumnBuilder
    {
        private const int MaxCategories = 30;
        private const int MaxValues = 100_000;
        private const double LeastShare = 0.001;
        private const int Missing = -1;

        private readonly string _name;
        private readonly Dictionary<string, int> _places = [];
        private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
        private readonly List<int> _rows = [];

        public CategoryBuilder(string name)
        {
            _name = name;
            _lookup = _places.GetAlternateLookup<ReadOnlySpan<char>>();
        }

        public override string? Add(ReadOnlySpan<char> field)
        {
            if (TableReader.IsMissing(field))
            {
                _rows.Add(Missing);
                return null;
            }

            if (!_lookup.TryGetValue(field, out var place))
            {
                if (_places.Count == MaxValues)
                    return $"is one value more than the {MaxValues:N0} that a column of categories may have; ignore the column";
                place = _places.Count;
                _lookup[field] = place;
            }

            _rows.Add(place);
            return null;
        }

        public override TableColumn Build()
        {
            var counts = new int[_places.Count];
            foreach (var place in _rows.Where(place => place != Missing))
                counts[place]++;
            string[] kept =
            [
                .. _places.Where(value => counts[value.Value] >= LeastShare * _rows.Count)
                    .OrderByDescending(value => counts[value.Value]).ThenBy(value => value.Key, StringComparer.Ordinal)
                    .Take(MaxCategories).Select(value => value.Key).Order(StringComparer.Ordinal),
            ];
            var categories = kept.ToList();
            var (other, missing) = (0, 0);
            if (kept.Length < _places.Count)
                categories.Insert(other = categories.Count, "(other)");
            if (_rows.Contains(Missing))
                categories.Insert(missing = categories.Count, "(missing)");

            var codes = new byte[_places.Count];
            Array.Fill(codes, (byte)other);
            for (var code = 0; code < kept.Length; code++)
                codes[_places[kept[code]]] = (byte)code;
            return new CategoryColumn(_name, categories, [.. _rows.Select(place => place == Missing ? (byte)missing : codes[place])]);
        }
    }
}
