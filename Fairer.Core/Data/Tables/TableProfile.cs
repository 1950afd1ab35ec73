using System.Globalization;

namespace Fairer.Core.Data.Tables;

/// <summary>What becomes of a column.</summary>
public enum ColumnKind
{
    /// <summary>A number, standardised.</summary>
    Numeric,

    /// <summary>A category, one-hot.</summary>
    Categorical,

    /// <summary>Nothing: it is no feature.</summary>
    Ignored,
}

/// <summary>What a column of a file holds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it becomes unless a person says otherwise.</param>
/// <param name="Why">Why it is ignored; empty for other kinds.</param>
/// <param name="Missing">How many rows have no value in it.</param>
/// <param name="Values">Its values and how often each is there, the most frequent first; null where there are more than
/// <see cref="TableProfile.MaxValues"/>.</param>
public sealed record ColumnProfile(
    string Name, ColumnKind Kind, string Why, long Missing, IReadOnlyList<(string Value, long Count)>? Values)
{
    /// <summary>Its two values in order, numbers by size; null where there are more or fewer.</summary>
    public (string Lower, string Higher)? Pair
    {
        get
        {
            if (Values is not [var (one, _), var (other, _)])
                return null;
            var order = ColumnCounter.TryNumber(one, out var a) && ColumnCounter.TryNumber(other, out var b)
                ? a.CompareTo(b)
                : string.CompareOrdinal(one, other);
            return order <= 0 ? (one, other) : (other, one);
        }
    }
}

/// <summary>What a file holds, before anybody has said what it means.</summary>
/// <param name="Rows">The number of its rows.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Preview">Its first rows, as text.</param>
public sealed record TableProfile(long Rows, IReadOnlyList<ColumnProfile> Columns, IReadOnlyList<IReadOnlyList<string>> Preview)
{
    /// <summary>How many different values of a column are counted.</summary>
    public const int MaxValues = 1000;

    private const int PreviewRows = 5;

    /// <summary>Looks through a file once.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="progress">Is told the number of rows now and then.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataException">Something is wrong with the file; the message lists it by row and column.</exception>
    public static async Task<TableProfile> ReadAsync(
        string path, string name, IProgress<long>? progress, CancellationToken cancellation)
    {
        var faults = new TableFaults(name);
        await using var reader = await TableReader.OpenAsync(path, faults, cancellation).ConfigureAwait(false);
        var counters = reader.Columns.Select(column => new ColumnCounter(column)).ToArray();
        var preview = new List<string[]>();
        long rows = 0;
        while (await reader.NextAsync(cancellation).ConfigureAwait(false))
        {
            for (var i = 0; i < counters.Length; i++)
                counters[i].Add(reader[i]);
            if (rows < PreviewRows)
                preview.Add([.. Enumerable.Range(0, counters.Length).Select(i => Quoted.Short(reader[i]))]);
            if (++rows % 50_000 == 0)
                progress?.Report(rows);
        }

        faults.ThrowIfAny();
        if (rows == 0)
            throw faults.Fatal("it has names but no rows");
        return new TableProfile(rows, [.. counters.Select(counter => counter.Profile(rows))], preview);
    }
}

/// <summary>Counts what a column holds.</summary>
internal sealed class ColumnCounter
{
    // Numbers beyond would overflow when squared in single precision.
    private const double Largest = 1e15;

    private const int FewestRowsOfAnId = 20;
    private const double NumericShare = 0.95;

    private readonly string _name;
    private readonly Dictionary<string, long> _counts = [];
    private readonly Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private HashSet<long>? _whole = [];
    private long _least = long.MaxValue;
    private long _most = long.MinValue;
    private bool _tooMany;
    private long _present;
    private long _missing;
    private long _numbers;

    public ColumnCounter(string name)
    {
        _name = name;
        _lookup = _counts.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Reads a finite number, with a decimal point and perhaps an exponent.</summary>
    public static bool TryNumber(ReadOnlySpan<char> field, out double number) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && Math.Abs(number) <= Largest;

    public void Add(ReadOnlySpan<char> field)
    {
        if (TableReader.IsMissing(field))
        {
            _missing++;
            return;
        }

        _present++;
        if (TryNumber(field, out var number))
            _numbers++;

        // Until two rows have the same: then it is no id.
        if (_whole is not null && (number != Math.Floor(number) || _numbers < _present || !_whole.Add((long)number)))
            _whole = null;
        if (_whole is not null)
            (_least, _most) = (Math.Min(_least, (long)number), Math.Max(_most, (long)number));

        if (!_tooMany)
        {
            _lookup.TryGetValue(field, out var count);
            _lookup[field] = count + 1;
            if (_counts.Count > TableProfile.MaxValues)
            {
                _tooMany = true;
                _counts.Clear();
            }
        }
    }

    public ColumnProfile Profile(long rows)
    {
        var (kind, why) = Infer(rows);
        return new ColumnProfile(
            _name,
            kind,
            why,
            _missing,
            _tooMany ? null : [.. _counts.OrderByDescending(value => value.Value).ThenBy(value => value.Key, StringComparer.Ordinal).Select(value => (value.Key, value.Value))]);
    }

    // Whole numbers, each once, that are counted up or called an id; incomes may be all different too.
    private bool IsRunningNumber(long rows) =>
        _whole is not null && rows >= FewestRowsOfAnId
        && (_most - _least < 2 * rows || _name.EndsWith("id", StringComparison.OrdinalIgnoreCase));

    private (ColumnKind Kind, string Why) Infer(long rows)
    {
        if (_present == 0)
            return (ColumnKind.Ignored, "has no values");
        if (_counts.Count == 1)
            return (ColumnKind.Ignored, "has one value only");
        if (IsRunningNumber(rows))
            return (ColumnKind.Ignored, "looks like an id: whole numbers, each once");
        if (_numbers >= NumericShare * _present)
            return (ColumnKind.Numeric, "");
        if (_tooMany)
            return (ColumnKind.Ignored, $"is text with more than {TableProfile.MaxValues:N0} values");
        return rows >= FewestRowsOfAnId && _counts.Count > _present / 2
            ? (ColumnKind.Ignored, "looks like an id: text that seldom repeats")
            : (ColumnKind.Categorical, "");
    }
}
