using Fairer.Core.Data.Tabular;

namespace Fairer.Core.Tests.Data;

public sealed class TableColumnTests
{
    [Fact]
    public void A_number_that_is_missing_counts_as_the_training_median_and_says_so()
    {
        var column = new NumericColumn("income", [1, double.NaN, 3, 100, double.NaN, 8]);
        var encoder = column.Fit([0, 1, 2, 5]);

        // 1, 3 and 8 have the median 3; with it in place of what is missing, mean 15/4 and variance 83/4 - (15/4)².
        var deviation = Math.Sqrt((83 / 4.0) - (225 / 16.0));
        Assert.Equal(["income", "income is missing"], column.FeatureNames);
        Assert.Equal([(float)((3 - 3.75) / deviation), 1], Encode(encoder, row: 4, width: 2));
        Assert.Equal([(float)((100 - 3.75) / deviation), 0], Encode(encoder, row: 3, width: 2));
    }

    [Fact]
    public void An_even_number_of_values_has_the_median_between_the_middle_ones()
    {
        var encoder = new NumericColumn("n", [2, 4, double.NaN, 0]).Fit([0, 1, 2]);
        Assert.Equal([0, 1], Encode(encoder, row: 2, width: 2));
    }

    [Fact]
    public void A_column_that_is_constant_or_missing_in_training_becomes_zero()
    {
        Assert.Equal([0], Encode(new NumericColumn("n", [5, 5, 9]).Fit([0, 1]), row: 0, width: 1));
        Assert.Equal([4], Encode(new NumericColumn("n", [5, 5, 9]).Fit([0, 1]), row: 2, width: 1));
        Assert.Equal([0, 1], Encode(new NumericColumn("n", [double.NaN, double.NaN, 9]).Fit([0, 1]), row: 0, width: 2));
    }

    [Fact]
    public void A_category_is_one_hot()
    {
        var column = new CategoryColumn("colour", ["red", "green", "blue"], [2, 0]);
        Assert.Equal(["colour = red", "colour = green", "colour = blue"], column.FeatureNames);
        Assert.Equal([0, 0, 1], Encode(column.Fit([0]), row: 0, width: 3));
        Assert.Throws<ArgumentException>(() => new CategoryColumn("colour", ["red"], [1]));
    }

    private static float[] Encode(ColumnEncoder encoder, int row, int width)
    {
        var features = new float[width];
        encoder(row, features);
        return features;
    }
}
