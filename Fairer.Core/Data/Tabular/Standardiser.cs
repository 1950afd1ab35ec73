namespace Fairer.Core.Data.Tabular;

/// <summary>Brings one numeric column to mean 0 and standard deviation 1.</summary>
/// <param name="Mean">The mean of the rows it was fitted on.</param>
/// <param name="Deviation">Their standard deviation (divided by n); 1 for a constant column, which becomes 0.</param>
public readonly record struct Standardiser(double Mean, double Deviation)
{
    /// <summary>Measures mean and deviation of a column's values, normally those of the training split.</summary>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static Standardiser Fit(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
            throw new ArgumentException("There is no value to standardise on.", nameof(values));

        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        var mean = sum / values.Length;

        var squares = 0.0;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        var deviation = Math.Sqrt(squares / values.Length);
        return new Standardiser(mean, deviation > 0 ? deviation : 1);
    }

    /// <summary>The standardised value.</summary>
    public double Apply(double value) => (value - Mean) / Deviation;
}
