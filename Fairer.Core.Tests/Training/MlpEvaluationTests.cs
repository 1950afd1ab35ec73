using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Training;

/// <summary>What is measured on whole splits, panel by panel, against plain computations.</summary>
public class MlpEvaluationTests
{
    private const int PerCell = 150;

    private static readonly MlpLayout Layout = new(5, new MlpShape(12, 7));

    [Theory]
    [InlineData(FairnessMetric.DemographicParity, Granularity.Parameter)]
    [InlineData(FairnessMetric.DemographicParity, Granularity.Unit)]
    [InlineData(FairnessMetric.EqualizedOdds, Granularity.Parameter)]
    [InlineData(FairnessMetric.EqualizedOdds, Granularity.Unit)]
    public void Layer_cosines_of_a_split_are_those_of_one_batch_with_all_its_rows(FairnessMetric metric, Granularity granularity)
    {
        var data = SplitWithEqualCells();
        var perCell = PerCell * 2 / metric.Slices();
        using var whole = new MlpLoss<double>(Layout, metric, granularity, perCell);
        using var weights = new MlpWeights<double>(Layout);
        Layout.Initialise(8, whole.Parameters);
        Layout.Initialise(8, weights.Parameters);
        var filled = new int[whole.Cells];
        for (var row = 0; row < data.Train.Count; row++)
        {
            var cell = data.Train.Groups[row] + (metric.Slices() == 1 ? 0 : 2 * data.Train.Labels[row]);
            whole.SetSample(cell, filled[cell]++, data.Train.Row(row), data.Train.Labels[row]);
        }

        whole.Evaluate(new(), measureSimilarity: true);

        weights.Pack();
        using var evaluation = new MlpEvaluation<double>(weights, new SplitPanels<double>(data), metric, granularity);
        var cosines = evaluation.LayerCosines();

        for (var layer = 0; layer < cosines.Length; layer++)
        {
            var expected = Enumerable.Range(0, metric.Slices()).Average(slice => whole.Cosines[(slice * cosines.Length) + layer]);
            Assert.Equal(expected, cosines[layer], 1e-10);
        }
    }

    [Fact]
    public void Scores_of_a_split_are_those_of_the_formula()
    {
        var data = SplitWithEqualCells();
        using var weights = new MlpWeights<double>(Layout);
        Layout.Initialise(8, weights.Parameters);
        weights.Pack();
        using var evaluation = new MlpEvaluation<double>(
            weights, new SplitPanels<double>(data), FairnessMetric.DemographicParity, Granularity.Parameter);

        var found = evaluation.Score(new SplitPanels<double>(data).Test);

        double[] scores = [.. Enumerable.Range(0, data.Test.Count).Select(row => Score(weights.Parameters, data.Test.Row(row)))];
        Assert.Equal(scores.Length, found.Length);
        Assert.All(scores.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    private static double Score(ReadOnlySpan<double> parameters, ReadOnlySpan<float> row)
    {
        double[] values = [.. row.ToArray().Select(value => (double)value)];
        foreach (var layer in Layout.Layers)
        {
            var sums = new double[layer.Outputs];
            for (var unit = 0; unit < layer.Outputs; unit++)
            {
                sums[unit] = parameters[layer.Biases + unit];
                for (var k = 0; k < layer.Inputs; k++)
                {
                    sums[unit] += parameters[layer.Weights + (unit * layer.Inputs) + k] * values[k];
                }
            }

            values = layer == Layout.Layers[^1] ? sums : Array.ConvertAll(sums, sum => Math.Max(sum, 0));
        }

        return 1 / (1 + Math.Exp(-values[0]));
    }

    private static TableSplit SplitWithEqualCells()
    {
        var taken = new int[2, 2];
        return SmallTable.Split(3, rows: 4 * PerCell, keep: (group, label) => taken[group, label]++ < PerCell);
    }
}
