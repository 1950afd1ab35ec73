using System.Globalization;
using Fairer.Core.Models;

namespace Fairer.Core.Sweeps;

/// <summary>
/// Reads lists and ranges as a person writes them: <c>0.1,0.5</c>, <c>0.2:0.6:0.1</c> (start:stop:step, stop included),
/// <c>0:9</c> (whole numbers), or any of them with commas between. Values that come twice are kept once.
/// </summary>
/// <remarks>Ranges are counted in decimals, so that 0.2:0.6:0.1 holds 0.3 itself and not 0.30000000000000004.</remarks>
public static class NumberList
{
    /// <summary>The most values one list may have.</summary>
    public const int MaxCount = 10_000;

    /// <summary>Reads numbers.</summary>
    /// <param name="text">For instance <c>0.2:0.6:0.1,1</c>.</param>
    /// <param name="values">The numbers in the order written, when the text is a list.</param>
    /// <param name="fault">What is wrong with the text, when it is not.</param>
    public static bool TryParse(string text, out IReadOnlyList<double> values, out string? fault) =>
        TryParse(text, Numbers, out values, out fault);

    /// <summary>Reads whole numbers.</summary>
    /// <param name="text">For instance <c>0:9</c> or <c>0,2,10:50:10</c>.</param>
    /// <param name="values">The numbers in the order written, when the text is a list.</param>
    /// <param name="fault">What is wrong with the text, when it is not.</param>
    public static bool TryParse(string text, out IReadOnlyList<int> values, out string? fault) =>
        TryParse(text, Wholes, out values, out fault);

    /// <summary>Reads hidden layers; a range stands for networks of two equal layers.</summary>
    /// <param name="text">For instance <c>10,50,200</c>, <c>50:200:50</c> or <c>3x64,64-32</c>.</param>
    /// <param name="values">The shapes in the order written, when the text is a list.</param>
    /// <param name="fault">What is wrong with the text, when it is not.</param>
    public static bool TryParse(string text, out IReadOnlyList<NetworkShape> values, out string? fault) =>
        TryParse(text, Shapes, out values, out fault);

    /// <summary>Writes numbers as a person would: a range where they are evenly spaced, else a list. <see cref="TryParse(string, out IReadOnlyList{double}, out string?)"/>
    /// reads them back.</summary>
    /// <param name="values">The numbers.</param>
    public static string Write(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var list = string.Join(", ", values.Select(Text));
        return Spacing(values) is { } step && Read($"{Text(values[0])}:{Text(values[^1])}:{Text(step)}") is { } range ? range : list;

        string? Read(string range) =>
            TryParse(range, out IReadOnlyList<double> read, out _) && read.SequenceEqual(values) ? range : null;
    }

    /// <summary>Writes whole numbers: a range where they follow each other, else a list.</summary>
    /// <param name="values">The numbers.</param>
    public static string Write(IReadOnlyList<int> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Count > 1 && values.SequenceEqual(Enumerable.Range(values[0], values.Count))
            ? string.Create(CultureInfo.InvariantCulture, $"{values[0]}:{values[^1]}")
            : string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>The step of at least three evenly spaced ascending numbers; null where they are not.</summary>
    /// <param name="values">The numbers.</param>
    public static double? Spacing(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count < 3 || values.Any(value => !(Math.Abs(value) <= 1e12)))
        {
            return null;
        }

        var step = (decimal)values[1] - (decimal)values[0];
        return step > 0 && values.Zip(values.Skip(1)).All(pair => (decimal)pair.Second - (decimal)pair.First == step) ? (double)step : null;
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static bool TryParse<T>(string text, Func<string, IEnumerable<T>> read, out IReadOnlyList<T> values, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        values = [];
        fault = null;
        try
        {
            T[] all = [.. text.Split(',', StringSplitOptions.TrimEntries).SelectMany(read).Distinct().Take(MaxCount + 1)];
            if (all.Length > MaxCount)
            {
                throw new FormatException($"'{text}' has more than {MaxCount} values.");
            }

            values = all;
        }
        catch (FormatException exception)
        {
            fault = exception.Message;
        }

        return fault is null;
    }

    // -0 and 0 are one value.
    private static IEnumerable<double> Numbers(string item) =>
        Range(item, Number, "a number", whole: false).Select(value => (double)value + 0.0);

    private static IEnumerable<int> Wholes(string item) =>
        Range(item, Whole, "a whole number", whole: true).Select(value => (int)value);

    private static IEnumerable<NetworkShape> Shapes(string item) =>
        item.Contains(':', StringComparison.Ordinal)
            ? Wholes(item).Select(width => NetworkShape.Parse(width.ToString(CultureInfo.InvariantCulture)))
            : [item.Length > 0 ? NetworkShape.Parse(item) : throw Missing("a network")];

    private static IEnumerable<decimal> Range(string item, Func<string, decimal?> read, string kind, bool whole)
    {
        if (item.Length == 0)
        {
            throw Missing(kind);
        }

        var parts = item.Split(':', StringSplitOptions.TrimEntries);
        var numbers = Array.ConvertAll(parts, part => read(part) ?? throw new FormatException(WhyNot(part, kind, whole)));
        switch (numbers)
        {
            case [var only]:
                return [only];
            case [var start, var stop] when whole || (decimal.IsInteger(start) && decimal.IsInteger(stop)):
                return Count(item, start, stop, 1);
            case [_, _]:
                throw new FormatException($"'{item}' needs a step: {item}:0.1.");
            case [var start, var stop, var step]:
                return Count(item, start, stop, step);
            default:
                throw new FormatException($"'{item}' is not a range: write start:stop:step.");
        }
    }

    private static IEnumerable<decimal> Count(string item, decimal start, decimal stop, decimal step)
    {
        if (step <= 0)
        {
            throw new FormatException($"The step of '{item}' must be above 0.");
        }

        if (stop < start)
        {
            throw new FormatException($"'{item}' goes down: write the smaller number first.");
        }

        if (stop - start > step * MaxCount)
        {
            throw new FormatException($"'{item}' has more than {MaxCount} values.");
        }

        return Enumerable.Range(0, (int)((stop - start) / step) + 1).Select(i => start + (i * step));
    }

    // Numbers of this size keep every sum and product of a range inside a decimal.
    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && Math.Abs(value) <= 1e12m ? value : null;

    private static decimal? Whole(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string WhyNot(string text, string kind, bool whole) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && (!whole || double.IsInteger(value))
            ? $"'{text}' is {(value < 0 ? "too small" : "too large")}: {(whole ? "whole numbers go to 2147483647" : "numbers go to 1e12")}."
            : $"'{text}' is not {kind}.";

    private static FormatException Missing(string kind) => new($"There is {kind} missing.");
}
