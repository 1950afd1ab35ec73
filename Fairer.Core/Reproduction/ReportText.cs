using System.Globalization;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Reproduction;

/// <summary>Numbers as reports write them.</summary>
internal static class ReportText
{
    /// <summary>A number with three decimals, or with three digits where it is too small for them.</summary>
    public static string Number(double value) => Number(value, scale: value);

    /// <summary>A mean and its deviation, with equally many decimals.</summary>
    public static string Of(Summary summary)
    {
        var scale = Math.Max(Math.Abs(summary.Mean), summary.Deviation);
        return $"{Number(summary.Mean, scale)} ± {Number(summary.Deviation, scale)}";
    }

    /// <summary>The mean and deviation of runs.</summary>
    public static string Of(IReadOnlyCollection<RunState> runs, Func<RunState, double> value) => Of(Summary.Of([.. runs.Select(value)]));

    /// <summary>A mean and its interval.</summary>
    public static string Of(MeanInterval interval) => double.IsFinite(interval.Low)
        && Math.Max(Math.Abs(interval.Low), Math.Abs(interval.High)) is var scale
        ? $"{Number(interval.Mean, scale)} [{Number(interval.Low, scale)}, {Number(interval.High, scale)}]"
        : Number(interval.Mean);

    /// <summary>A share in per cent.</summary>
    public static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture).Replace('-', '−') + " %";

    /// <summary>A p: three decimals.</summary>
    public static string P(SignedRankTest test) => test.P < 0.001 ? "p < 0.001" : string.Create(CultureInfo.InvariantCulture, $"p = {test.P:0.000}");

    /// <summary>A method's name.</summary>
    public static string Method(string id, FairnessMetric metric) => MethodCatalogue.Get(id).Name(metric);

    // The decimals that make three digits of a scale below 0.01, and powers of ten far below. −0 is 0.
    private static string Number(double value, double scale)
    {
        if (double.IsNaN(value))
        {
            return "–";
        }

        if (scale != 0 && Math.Abs(scale) < 1e-4)
        {
            return value.ToString("0.0e+0", CultureInfo.InvariantCulture).Replace('-', '−');
        }

        var decimals = scale != 0 && Math.Abs(scale) < 0.0095 ? 2 - (int)Math.Floor(Math.Log10(Math.Abs(scale))) : 3;
        return (Math.Round(value, decimals) + 0.0).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Replace('-', '−');
    }
}
