using System.Globalization;
using Fairer.Core.Rationale;

namespace Fairer.Core.Models;

/// <summary>The widths of an MLP's hidden layers, from the input to the output (ReLU after each; one sigmoid output).</summary>
/// <remarks>
/// Written as text in three ways: <c>200</c> is the paper's MLP with two hidden layers of 200 units, <c>3x64</c> has
/// three hidden layers of 64 units, <c>64-32</c> lists the widths.
/// </remarks>
public sealed class MlpShape : NetworkShape
{
    /// <summary>The most units a hidden layer may have.</summary>
    public const int MaxWidth = 8192;

    /// <summary>The most hidden layers a network may have.</summary>
    public const int MaxDepth = 16;

    private readonly int[] _widths;

    /// <summary>A network with these hidden layers.</summary>
    /// <param name="widths">At least one width, each from 1 to <see cref="MaxWidth"/>.</param>
    /// <exception cref="ArgumentException">There is no width, there are too many, or one is out of range.</exception>
    public MlpShape(params int[] widths)
    {
        ArgumentNullException.ThrowIfNull(widths);
        if (Fault(widths) is { } fault)
        {
            throw new ArgumentException(fault, nameof(widths));
        }

        _widths = [.. widths];
    }

    /// <summary>The width of each hidden layer.</summary>
    public IReadOnlyList<int> Widths => _widths;

    /// <inheritdoc/>
    public override int Layers => _widths.Length + 1;

    /// <inheritdoc/>
    public override bool ReadsImages => false;

    /// <inheritdoc/>
    public override Granularity DefaultGranularity => Granularity.Parameter;

    /// <inheritdoc/>
    public override int DefaultBatchPerGroup => 500;

    /// <inheritdoc/>
    public override double DefaultLearningRate => 1e-3;

    /// <inheritdoc/>
    public override double MultiplyAdds(int inputs) => ParameterCount(inputs);

    /// <inheritdoc/>
    public override long ParameterCount(int inputWidth)
    {
        long count = 0;
        var fanIn = inputWidth;
        foreach (var width in _widths.Append(1))
        {
            count += ((long)fanIn + 1) * width;
            fanIn = width;
        }

        return count;
    }

    /// <summary>Reads a shape from its text form.</summary>
    /// <param name="text">For instance <c>200</c>, <c>3x64</c> or <c>64-32</c>.</param>
    /// <param name="shape">The shape, when the text is one.</param>
    /// <param name="fault">What is wrong with the text, when it is not.</param>
    public static bool TryParse(string text, out MlpShape? shape, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        shape = null;
        int[] widths;
        var times = text.Split('x', 'X');
        if (times.Length == 2)
        {
            if (!TryWhole(times[0], out var count) || !TryWhole(times[1], out var width))
            {
                fault = $"'{text}' is not a shape: 3x64 is three hidden layers of 64 units.";
                return false;
            }

            if (count is < 1 or > MaxDepth)
            {
                fault = $"'{text}' has {count} hidden layers; 1 to {MaxDepth} are possible.";
                return false;
            }

            widths = [.. Enumerable.Repeat(width, count)];
        }
        else
        {
            var parts = text.Split('-');
            widths = new int[parts.Length];
            for (var i = 0; i < parts.Length; i++)
            {
                if (!TryWhole(parts[i], out widths[i]))
                {
                    fault = $"'{text}' is not a shape: write 200 (two hidden layers of 200 units), 3x64 or 64-32.";
                    return false;
                }
            }

            if (widths.Length == 1)
            {
                widths = [widths[0], widths[0]];
            }
        }

        fault = Fault(widths);
        shape = fault is null ? new MlpShape(widths) : null;
        return fault is null;
    }

    /// <summary>Reads a shape from its text form.</summary>
    /// <exception cref="FormatException">The text is not a shape; the message says why.</exception>
    public static new MlpShape Parse(string text) =>
        TryParse(text, out var shape, out var fault) ? shape! : throw new FormatException(fault);

    /// <summary>The shortest text form, which <see cref="Parse"/> reads back.</summary>
    public override string ToString()
    {
        var uniform = _widths.All(width => width == _widths[0]);
        return (uniform, _widths.Length) switch
        {
            (true, 2) => _widths[0].ToString(CultureInfo.InvariantCulture),
            (true, var depth) => string.Create(CultureInfo.InvariantCulture, $"{depth}x{_widths[0]}"),
            _ => string.Join('-', _widths.Select(width => width.ToString(CultureInfo.InvariantCulture))),
        };
    }

    private static bool TryWhole(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static string? Fault(int[] widths)
    {
        if (widths.Length is < 1 or > MaxDepth)
        {
            return $"A network has 1 to {MaxDepth} hidden layers, not {widths.Length}.";
        }

        var wrong = Array.Find(widths, width => width is < 1 or > MaxWidth);
        return Array.Exists(widths, width => width is < 1 or > MaxWidth)
            ? $"A hidden layer has 1 to {MaxWidth} units, not {wrong}."
            : null;
    }
}
