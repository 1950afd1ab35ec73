namespace Fairer.Core.Data.Tabular;

/// <summary>One column of a table before encoding.</summary>
public abstract class TableColumn
{
    private protected TableColumn(string name) => Name = name;

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>The number of rows.</summary>
    public abstract int Rows { get; }

    /// <summary>The names of the features that the column becomes, whatever the split.</summary>
    public abstract IReadOnlyList<string> FeatureNames { get; }

    /// <summary>Measures what the encoding needs over the given rows (normally the training split).</summary>
    internal abstract ColumnEncoder Fit(ReadOnlySpan<int> rows);
}

/// <summary>Writes one column's features of a row: as many as the column has feature names, into zeros.</summary>
internal delegate void ColumnEncoder(int row, Span<float> features);

/// <summary>A column of numbers: standardised on the training split. A number that is missing counts as the training
/// split's median, and where any is missing a second feature says so (docs/method.md).</summary>
public sealed class NumericColumn : TableColumn
{
    private readonly double[] _values;
    private readonly bool _hasMissing;

    /// <summary>A column of numbers.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">One finite number a row, or NaN where it is missing.</param>
    public NumericColumn(string name, double[] values)
        : base(name)
    {
        _values = values;
        _hasMissing = values.Any(double.IsNaN);
        FeatureNames = _hasMissing ? [name, $"{name} is missing"] : [name];
    }

    /// <inheritdoc/>
    public override int Rows => _values.Length;

    /// <summary>One number a row, NaN where it is missing.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FeatureNames { get; }

    /// <inheritdoc/>
    internal override ColumnEncoder Fit(ReadOnlySpan<int> rows)
    {
        var values = new double[rows.Length];
        for (var r = 0; r < rows.Length; r++)
            values[r] = _values[rows[r]];

        var median = _hasMissing ? Median(values) : 0;
        if (_hasMissing)
            values = Array.ConvertAll(values, value => double.IsNaN(value) ? median : value);
        var standardiser = Standardiser.Fit(values);
        return (row, features) =>
        {
            var value = _values[row];
            if (double.IsNaN(value))
            {
                value = median;
                features[1] = 1;
            }

            features[0] = (float)standardiser.Apply(value);
        };
    }

    // Of the numbers that are there; 0 where there is none.
    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Where(value => !double.IsNaN(value)).Order()];
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] / 2) + (sorted[sorted.Length / 2] / 2);
    }
}

/// <summary>A column of categories: one-hot, each category one feature.</summary>
public sealed class CategoryColumn : TableColumn
{
    private readonly byte[] _codes;

    /// <summary>A column of categories.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="categories">What the codes mean: at most 256.</param>
    /// <param name="codes">For each row the place of its category.</param>
    public CategoryColumn(string name, IReadOnlyList<string> categories, byte[] codes)
        : base(name)
    {
        if (codes.Any(code => code >= categories.Count))
            throw new ArgumentException($"'{name}' has a value outside its categories.", nameof(codes));
        _codes = codes;
        Categories = categories;
        FeatureNames = [.. categories.Select(category => $"{name} = {category}")];
    }

    /// <inheritdoc/>
    public override int Rows => _codes.Length;

    /// <summary>What the codes mean.</summary>
    public IReadOnlyList<string> Categories { get; }

    /// <summary>For each row the place of its category.</summary>
    public ReadOnlySpan<byte> Codes => _codes;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FeatureNames { get; }

    /// <inheritdoc/>
    internal override ColumnEncoder Fit(ReadOnlySpan<int> rows) => (row, features) => features[_codes[row]] = 1;
}
