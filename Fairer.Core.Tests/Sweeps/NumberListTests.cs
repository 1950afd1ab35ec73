using System.Globalization;
using Fairer.Core.Models;
using Fairer.Core.Sweeps;
using FsCheck;
using FsCheck.Fluent;

namespace Fairer.Core.Tests.Sweeps;

/// <summary>Lists and ranges as a person writes them.</summary>
public sealed class NumberListTests
{
    [Theory]
    [InlineData("0.4", new[] { 0.4 })]
    [InlineData("0.2:0.6:0.1", new[] { 0.2, 0.3, 0.4, 0.5, 0.6 })]
    [InlineData("0:1:0.3", new[] { 0, 0.3, 0.6, 0.9 })]
    [InlineData("0:3", new double[] { 0, 1, 2, 3 })]
    [InlineData(" 1 , 0.2 : 0.4 : 0.1 , 0.3 ", new[] { 1, 0.2, 0.3, 0.4 })]
    [InlineData("1e-3,-2", new[] { 0.001, -2 })]
    [InlineData("-0,0", new double[] { 0 })]
    public void Reads_numbers(string text, double[] expected)
    {
        Assert.True(NumberList.TryParse(text, out IReadOnlyList<double> values, out var fault), fault);
        Assert.Equal(expected, values);
        Assert.DoesNotContain(values, value => value == 0 && double.IsNegative(value));
    }

    [Theory]
    [InlineData("0:9", new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    [InlineData("10,50:200:50,50", new[] { 10, 50, 100, 150, 200 })]
    [InlineData("7:7", new[] { 7 })]
    public void Reads_whole_numbers(string text, int[] expected)
    {
        Assert.True(NumberList.TryParse(text, out IReadOnlyList<int> values, out var fault), fault);
        Assert.Equal(expected, values);
    }

    [Fact]
    public void Reads_networks()
    {
        Assert.True(NumberList.TryParse("50:150:50,3x64,64-32,100", out IReadOnlyList<NetworkShape> values, out var fault), fault);
        Assert.Equal(["50", "100", "150", "3x64", "64-32"], values.Select(shape => shape.ToString()));
    }

    [Theory]
    [InlineData("", "There is a number missing.")]
    [InlineData("0.2,,0.3", "There is a number missing.")]
    [InlineData("0.2,x", "'x' is not a number.")]
    [InlineData("NaN", "'NaN' is not a number.")]
    [InlineData("1e13", "'1e13' is too large: numbers go to 1e12.")]
    [InlineData("0.2:0.6", "'0.2:0.6' needs a step: 0.2:0.6:0.1.")]
    [InlineData("0.6:0.2:0.1", "'0.6:0.2:0.1' goes down: write the smaller number first.")]
    [InlineData("0:1:0", "The step of '0:1:0' must be above 0.")]
    [InlineData("0:1:-0.1", "The step of '0:1:-0.1' must be above 0.")]
    [InlineData("1:2:3:4", "'1:2:3:4' is not a range: write start:stop:step.")]
    [InlineData("0:1:0.00001", "'0:1:0.00001' has more than 10000 values.")]
    [InlineData("0:9999,20000:29999", "'0:9999,20000:29999' has more than 10000 values.")]
    public void Says_what_is_wrong_with_numbers(string text, string expected)
    {
        Assert.False(NumberList.TryParse(text, out IReadOnlyList<double> values, out var fault));
        Assert.Equal(expected, fault);
        Assert.Empty(values);
    }

    [Theory]
    [InlineData("0.5", "'0.5' is not a whole number.")]
    [InlineData("99999999999", "'99999999999' is too large: whole numbers go to 2147483647.")]
    public void Says_what_is_wrong_with_whole_numbers(string text, string expected)
    {
        Assert.False(NumberList.TryParse(text, out IReadOnlyList<int> _, out var fault));
        Assert.Equal(expected, fault);
    }

    [Theory]
    [InlineData("0", "A hidden layer has 1 to 8192 units, not 0.")]
    [InlineData("10,", "There is a network missing.")]
    public void Says_what_is_wrong_with_networks(string text, string expected)
    {
        Assert.False(NumberList.TryParse(text, out IReadOnlyList<NetworkShape> _, out var fault));
        Assert.Equal(expected, fault);
    }

    /// <summary>A range holds what the decimals say, whatever a binary sum would have given.</summary>
    [Fact]
    public void A_range_equals_its_values_written_out() => Prop.ForAll(
        Gen.Choose(0, 500).ToArbitrary(),
        Gen.Choose(0, 40).ToArbitrary(),
        Gen.Choose(1, 300).ToArbitrary(),
        (start, count, step) =>
        {
            string Text(int thousandths) => (thousandths / 1000m).ToString(CultureInfo.InvariantCulture);
            var range = $"{Text(start)}:{Text(start + (count * step))}:{Text(step)}";
            var list = string.Join(',', Enumerable.Range(0, count + 1).Select(i => Text(start + (i * step))));
            return NumberList.TryParse(range, out IReadOnlyList<double> ranged, out _)
                && NumberList.TryParse(list, out IReadOnlyList<double> listed, out _)
                && ranged.SequenceEqual(listed)
                && ranged.Select(value => value.ToString(CultureInfo.InvariantCulture)).SequenceEqual(list.Split(',').Select(item => item.TrimEnd('0').TrimEnd('.') is { Length: > 0 } trimmed && item.Contains('.') ? trimmed : item));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("0.2:0.6:0.1", "0.2:0.6:0.1")]
    [InlineData("0.1, 0.2", "0.1, 0.2")]
    [InlineData("0,0.1,0.4", "0, 0.1, 0.4")]
    [InlineData("0.6,0.4,0.2", "0.6, 0.4, 0.2")]
    [InlineData("1:4", "1:4:1")]
    [InlineData("7", "7")]
    public void Numbers_are_written_as_a_person_would(string text, string expected)
    {
        Assert.True(NumberList.TryParse(text, out IReadOnlyList<double> values, out _));

        Assert.Equal(expected, NumberList.Write(values));
        Assert.True(NumberList.TryParse(expected, out IReadOnlyList<double> again, out _));
        Assert.Equal(values, again);
    }

    [Theory]
    [InlineData("0:9", "0:9")]
    [InlineData("3", "3")]
    [InlineData("0,2,4", "0, 2, 4")]
    public void Whole_numbers_are_written_as_a_person_would(string text, string expected)
    {
        Assert.True(NumberList.TryParse(text, out IReadOnlyList<int> values, out _));

        Assert.Equal(expected, NumberList.Write(values));
    }
}
