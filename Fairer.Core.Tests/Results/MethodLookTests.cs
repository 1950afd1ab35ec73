using System.Globalization;
using Fairer.Core.Methods;
using Fairer.Core.Results;

namespace Fairer.Core.Tests.Results;

/// <summary>The methods can be told apart: by people with any colour vision, on light and on dark, and on a grey print.</summary>
public sealed class MethodLookTests
{
    // The methods that the paper's figures set against each other.
    private static readonly string[] Main = ["erm", "fairreg", "dralign"];

    /// <summary>What each kind of colour blindness makes of linear sRGB, at its full strength: Machado, Oliveira and Fernandes,
    /// "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009).</summary>
    private static readonly Dictionary<string, double[]> Visions = new()
    {
        ["all colours"] = [1, 0, 0, 0, 1, 0, 0, 0, 1],
        ["protanopia"] = [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        ["deuteranopia"] = [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        ["tritanopia"] = [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
    };

    public static TheoryData<string> Kinds => [.. Visions.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_three_main_methods_keep_apart_for_every_kind_of_vision(string vision)
    {
        foreach (var (one, other) in Pairs(Main))
        {
            // About 2 is the least that an eye notices side by side; 20 is another colour across a room.
            var difference = Difference(Lab(See(one, vision)), Lab(See(other, vision)));
            Assert.True(difference > 20, $"{one} and {other} differ by {difference:0} only with {vision}.");
        }
    }

    [Fact]
    public void The_three_main_methods_keep_apart_on_a_grey_print()
    {
        foreach (var (one, other) in Pairs(Main))
        {
            var (light, dark) = (Lab(Linear(one)).L, Lab(Linear(other)).L);
            Assert.True(Math.Abs(light - dark) >= 5, $"{one} and {other} have a lightness of {light:0} and {dark:0}.");
        }
    }

    [Fact]
    public void Every_method_has_a_marker_of_its_own()
    {
        var shapes = MethodCatalogue.All.Select(method => MethodLook.Of(method.Id).Shape).ToList();
        Assert.Equal(shapes.Distinct(), shapes);
    }

    [Theory]
    [InlineData("#ffffff")]
    [InlineData("#191c22")]
    public void The_three_main_methods_stand_out_from_the_page(string page)
    {
        foreach (var method in Main)
        {
            double[] both = [Luminance(Linear(method)) + 0.05, Luminance(Parse(page)) + 0.05];
            Assert.True(both.Max() / both.Min() >= 3, $"{method} has a contrast of {both.Max() / both.Min():0.0} on {page}; graphics need 3 (WCAG 1.4.11).");
        }
    }

    private static IEnumerable<(string One, string Other)> Pairs(string[] names) =>
        names.SelectMany((one, i) => names.Skip(i + 1).Select(other => (one, other)));

    private static double[] See(string method, string vision)
    {
        var (colour, matrix) = (Linear(method), Visions[vision]);
        return [.. Enumerable.Range(0, 3).Select(row => Math.Clamp(Enumerable.Range(0, 3).Sum(column => matrix[(3 * row) + column] * colour[column]), 0, 1))];
    }

    private static double[] Linear(string method) => Parse(MethodLook.Of(method).Color);

    private static double[] Parse(string colour) =>
    [
        .. Enumerable.Range(0, 3)
            .Select(i => int.Parse(colour.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4)),
    ];

    private static double Luminance(double[] linear) => (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);

    // CIE L*a*b* under D65, of linear sRGB.
    private static (double L, double A, double B) Lab(double[] rgb)
    {
        static double Root(double t) => t > 216.0 / 24389 ? Math.Cbrt(t) : ((24389.0 / 27 * t) + 16) / 116;
        var x = Root(((0.4124564 * rgb[0]) + (0.3575761 * rgb[1]) + (0.1804375 * rgb[2])) / 0.95047);
        var y = Root(Luminance(rgb));
        var z = Root(((0.0193339 * rgb[0]) + (0.1191920 * rgb[1]) + (0.9503041 * rgb[2])) / 1.08883);
        return ((116 * y) - 16, 500 * (x - y), 200 * (y - z));
    }

    // ΔE*ab (CIE 1976).
    private static double Difference((double L, double A, double B) one, (double L, double A, double B) other) =>
        Math.Sqrt(Math.Pow(one.L - other.L, 2) + Math.Pow(one.A - other.A, 2) + Math.Pow(one.B - other.B, 2));
}
