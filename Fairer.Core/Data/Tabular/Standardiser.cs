namespace Fairer.Core.Data.Tabular;

/// <summary>Brings one numeric column to mean 0 and standard deviation 1.</summary>
/// <param name="Mean">The mean of the rows it was fitted on.</param>
/// <param name="Deviation">Their standard deviation (divided by n); 1 for a constant column, which becomes 0.</param>
public readonly record struct Standardiser(double Mean, double Deviation)
{
    /// <summary>Measures mean and deviation of a column over the given rows (normally the training split).</summary>
    /// <exception cref="ArgumentException">There is no row.</exception>
    public static Standardiser Fit(ReadOnlySpan<int> column, ReadOnlySpan<int> rows)
    {
        if (rows.IsEmpty)
            throw new ArgumentException("There is no row to standardise on.", nameof(rows));

        long sum = 0;
        foreach (var row in rows)
            sum += column[row];
        var mean = (double)sum / rows.Length;

        var squares = 0.0;
        foreach (var row in rows)
            squares += (column[row] - mean) * (column[row] - mean);
        var deviation = Math.Sqrt(squares / rows.Length);
        return new Standardiser(mean, deviation > 0 ? deviation : 1);
    }

    /// <summary>The standardised value.</summary>
    public double Apply(double value) => (value - Mean) / Deviation;
}
