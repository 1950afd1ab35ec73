using System.Globalization;
using System.Text.RegularExpressions;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Results;

namespace Fairer.Web.Services;

/// <summary>How numbers are written on pages and in charts.</summary>
public static partial class Formats
{
    /// <summary>So many of a thing, such as <c>1 run</c> or <c>5,000 runs</c>.</summary>
    public static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");

    /// <summary>A score between 0 and 1, or a similarity: three decimals.</summary>
    public static string Score(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>A mean and its deviation; the mean alone for one seed.</summary>
    public static string Score(Summary summary, int seeds) =>
        seeds > 1 ? $"{Score(summary.Mean)} ± {Score(summary.Deviation)}" : Score(summary.Mean);

    /// <summary>λ or β as it was written.</summary>
    public static string Weight(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>What makes a method's curve: λ 0.3, or strength 0.5.</summary>
    public static string Tuning(string method, double value) =>
        $"{(MethodCatalogue.Find(method)?.Tuning == Core.Methods.Tuning.Strength ? "strength" : "λ")} {Weight(value)}";

    /// <summary>The same where others are listed above and below it: 0.3, s 0.5 for a strength, – where the method has neither.</summary>
    public static string TuningInList(string method, double value) => MethodCatalogue.Find(method)?.Tuning switch
    {
        Core.Methods.Tuning.None => "–",
        Core.Methods.Tuning.Strength => $"s {Weight(value)}",
        _ => Weight(value),
    };

    /// <summary>A network as the paper names it: c200 for two hidden layers of 200 units, AlexNet.</summary>
    public static string Network(NetworkShape shape)
    {
        if (shape is ConvNet net)
        {
            return net.Name;
        }

        var text = shape.ToString();
        return int.TryParse(text, CultureInfo.InvariantCulture, out _) ? "c" + text : text;
    }

    /// <summary>A network within a sentence: hidden 200, AlexNet.</summary>
    public static string NetworkInWords(NetworkShape shape) => shape is ConvNet net ? net.Name : $"hidden {shape}";

    /// <summary>A network where others are listed above and below it: 200, AlexNet.</summary>
    public static string NetworkInList(NetworkShape shape) => shape is ConvNet net ? net.Name : shape.ToString();

    /// <summary>A sentence without what it has in parentheses: paths and numbers for whoever looks for a cause.</summary>
    public static string Brief(string sentence) => Parentheses().Replace(sentence, "");

    [GeneratedRegex(@"\s*\([^()]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Parentheses();

    /// <summary>A length of time for people: 0.8 s, 12 s, 3 min 20 s, 2 h 05 min.</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 9.95 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        < 59.5 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds:00} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min"),
    };
}
