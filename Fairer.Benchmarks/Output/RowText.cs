using System.Globalization;

namespace Fairer.Benchmarks.Output;

/// <summary>The cells of a row as people read them, on the console and in documents.</summary>
internal static class RowText
{
    /// <summary>The headings of <see cref="Cells"/>.</summary>
    public static IReadOnlyList<string> Headings { get; } = ["what", "ours", "beside it", "ratio", "goal"];

    /// <summary>A row's cells.</summary>
    public static string[] Cells(BenchRow row) =>
    [
        row.What,
        Quantity(row.Value, row.Unit),
        string.Join(' ', new[] { row.Beside is { } beside ? Quantity(beside, row.Unit) : null, row.BesideLabel is { } label ? row.Beside is null ? label : $"({label})" : null }.OfType<string>()),
        row.Ratio is { } ratio ? $"{Number(ratio)}×" : "",
        row.Goal is { } goal ? $"{Words(goal, row.Unit)}{row.Met switch { true => ": met", false => ": missed", null => "" }}" : "",
    ];

    /// <summary>A number with three digits that count.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value) || value == 0)
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }

        var decimals = Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 6);
        return Math.Round(value, decimals).ToString("#,0." + new string('#', decimals), CultureInfo.InvariantCulture);
    }

    private static string Quantity(double value, string unit) => unit is "" or "%" ? Number(value) + unit : $"{Number(value)} {unit}";

    private static string Words(Goal goal, string unit)
    {
        string Of(double bound) => goal.Of == GoalOf.Ratio ? $"{Number(bound)}×" : Quantity(bound, unit);
        return $"{(goal.AtLeast ? "≥" : "≤")} {Of(goal.Bound)}{(goal.Aim is { } aim ? $" (aim {Of(aim)})" : "")}";
    }
}
