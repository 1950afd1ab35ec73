using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Fairer.Cli;

/// <summary>Reads the text of an option that may be a list.</summary>
internal delegate bool TryParse<T>(string text, out IReadOnlyList<T> values, out string? fault);

/// <summary>An option and what it is when nobody gives it; help names the preset in its own words.</summary>
internal sealed record Preset<T>(Option<T> Option, T Value)
{
    /// <summary>What was asked for.</summary>
    public T Read(ParseResult parsed) => IsGiven(parsed) ? parsed.GetValue(Option)! : Value;

    /// <summary>Whether somebody asked for it.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetResult(Option) is not null;
}

/// <summary>The kinds of options: each names itself, as it was typed, in what it complains about.</summary>
internal static class Preset
{
    /// <summary>An option of one value, or of a list where lists are taken.</summary>
    /// <param name="names">The name, and other names for the same.</param>
    /// <param name="description">What it means.</param>
    /// <param name="help">What its value is called in help.</param>
    /// <param name="preset">The text of its preset.</param>
    /// <param name="lists">Whether there may be several values.</param>
    /// <param name="read">Reads its text.</param>
    /// <param name="except">When the preset is another one, as help says it.</param>
    public static Preset<IReadOnlyList<T>> Values<T>(string[] names, string description, string help, string preset, bool lists, TryParse<T> read, string except = "")
    {
        IReadOnlyList<T> Read(string name, string text, Action<string> complain)
        {
            if (!read(text, out var values, out var fault))
            {
                complain($"{name}: {fault}");
            }
            else if (!lists && values.Count != 1)
            {
                complain($"{name}: '{text}' are {values.Count} values; train takes one. Use sweep for several.");
            }

            return values;
        }

        var option = new Option<IReadOnlyList<T>>(names[0], names[1..])
        {
            Description = $"{description} Default: {preset}{except}.",
            HelpName = lists ? $"{help},…" : help,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => Read(NameOf(result), result.Tokens[^1].Value, result.AddError),
        };
        return new(option, Read(names[0], preset, fault => throw new InvalidOperationException(fault)));
    }

    /// <summary>An option of one word out of a few.</summary>
    public static Preset<T> Choice<T>(string name, string description, string[] words, T[] values) =>
        new(Choice(name, $"{description} Default: {words[0]}.", words, values, value => value), values[0]);

    /// <summary>An option of one word out of a few that has no preset.</summary>
    public static Option<T?> OptionalChoice<T>(string name, string description, string[] words, T[] values)
        where T : struct => Choice<T, T?>(name, description, words, values, value => value);

    /// <summary>An option of a whole number.</summary>
    public static Preset<int> Number(string name, string description, int preset, int least, int most) =>
        new(Number(name, $"{description} Default: {preset}.", least, most, value => value), preset);

    /// <summary>An option of a whole number that has no preset.</summary>
    public static Option<int?> OptionalNumber(string name, string description, int least, int most) =>
        Number<int?>(name, description, least, most, value => value);

    /// <summary>What an option was called when it was typed.</summary>
    private static string NameOf(ArgumentResult result) =>
        result.Parent is OptionResult { IdentifierToken.Value: var typed } ? typed : ((OptionResult)result.Parent!).Option.Name;

    private static Option<TResult> Choice<T, TResult>(string name, string description, string[] words, T[] values, Func<T, TResult> make) => new(name)
    {
        Description = description,
        HelpName = string.Join('|', words),
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            var place = Array.IndexOf(words, text);
            if (place < 0)
            {
                result.AddError($"{name}: there is no '{text}'; there are {string.Join(", ", words)}.");
            }

            return make(values[Math.Max(place, 0)]);
        },
    };

    private static Option<T> Number<T>(string name, string description, int least, int most, Func<int, T> make) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < least || value > most)
            {
                result.AddError($"{name}: '{text}' is not a whole number from {least} to {most}.");
            }

            return make(value);
        },
    };
}
