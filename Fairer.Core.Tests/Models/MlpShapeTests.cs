using Fairer.Core.Models;

namespace Fairer.Core.Tests.Models;

public class MlpShapeTests
{
    [Theory]
    [InlineData("200", "200", 200, 200)]
    [InlineData("3x64", "3x64", 64, 64, 64)]
    [InlineData("1x7", "1x7", 7)]
    [InlineData("64-32", "64-32", 64, 32)]
    [InlineData("20-20", "20", 20, 20)]
    [InlineData("2X5", "5", 5, 5)]
    public void Text_forms_are_read_and_written(string text, string shortest, params int[] widths)
    {
        var shape = MlpShape.Parse(text);
        Assert.Equal(widths, shape.Widths);
        Assert.Equal(shortest, shape.ToString());
        Assert.Equal(shape, MlpShape.Parse(shape.ToString()));
        Assert.Equal(shape.GetHashCode(), MlpShape.Parse(shortest).GetHashCode());
    }

    [Theory]
    [InlineData("", "is not a shape")]
    [InlineData("abc", "is not a shape")]
    [InlineData("64-", "is not a shape")]
    [InlineData("-5", "is not a shape")]
    [InlineData("2x", "is not a shape")]
    [InlineData("0", "1 to 8192 units, not 0")]
    [InlineData("9000", "1 to 8192 units, not 9000")]
    [InlineData("17x4", "17 hidden layers")]
    [InlineData("0x4", "0 hidden layers")]
    public void What_is_no_shape_is_explained(string text, string why)
    {
        Assert.False(MlpShape.TryParse(text, out var shape, out var fault));
        Assert.Null(shape);
        Assert.Contains(why, fault, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => MlpShape.Parse(text));
    }

    [Theory]
    [InlineData(10, 1331)]
    [InlineData(20, 2861)]
    [InlineData(50, 8651)]
    [InlineData(200, 64601)]
    public void The_papers_networks_have_the_papers_parameter_counts(int width, int parameters)
    {
        // §6.3 of the paper, for Adult's 120 features.
        var shape = new MlpShape(width, width);
        Assert.Equal(parameters, shape.ParameterCount(120));
        Assert.Equal(parameters, new MlpLayout(120, shape).ParameterCount);
    }

    [Fact]
    public void First_parameters_fill_the_range_of_pytorchs_default()
    {
        var layout = new MlpLayout(100, new MlpShape(400, 25));
        var parameters = new double[layout.ParameterCount];
        layout.Initialise(1, parameters.AsSpan());
        foreach (var layer in layout.Layers)
        {
            var bound = 1 / Math.Sqrt(layer.Inputs);
            var own = parameters[layer.Weights..(layer.Biases + layer.Outputs)];
            Assert.All(own, value => Assert.InRange(value, -bound, bound));
            if (layer.WeightCount > 1000)
            {
                Assert.InRange(own.Max(), 0.99 * bound, bound);
                Assert.InRange(own.Average(), -0.02 * bound, 0.02 * bound);
                Assert.Equal(bound * bound / 3, own.Average(value => value * value), 0.02 * bound * bound);
            }
        }

        var again = new double[layout.ParameterCount];
        layout.Initialise(2, again.AsSpan());
        Assert.NotEqual(parameters, again);
    }
}
