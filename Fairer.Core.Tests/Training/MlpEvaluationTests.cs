using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Training;

/// <summary>What is measured on whole splits, panel by panel, against plain computations.</summary>
public class MlpEvaluationTests
{
    private static readonly MlpShape Shape = new(12, 7);

    [Theory]
    [InlineData(FairnessMetric.DemographicParity, Granularity.Parameter, 150, false)]
    [InlineData(FairnessMetric.DemographicParity, Granularity.Unit, 150, false)]
    [InlineData(FairnessMetric.EqualizedOdds, Granularity.Parameter, 150, false)]
    [InlineData(FairnessMetric.EqualizedOdds, Granularity.Unit, 150, false)]
    [InlineData(FairnessMetric.DemographicParity, Granularity.Parameter, 600, true)]
    [InlineData(FairnessMetric.EqualizedOdds, Granularity.Unit, 600, true)]
    public void Layer_cosines_of_a_split_are_those_of_one_batch_with_all_its_rows(FairnessMetric metric, Granularity granularity, int perPart, bool coded)
    {
        var data = SplitWithEqualCells(perPart, coded);
        var layout = new MlpLayout(data.Train.Width, Shape);
        using var whole = new MlpLoss<double>(layout, metric, granularity, perPart * 2 / metric.Slices());
        using var weights = new MlpWeights<double>(layout);
        layout.Initialise(8, whole.Parameters);
        layout.Initialise(8, weights.Parameters);
        var filled = new int[whole.Cells];
        for (var row = 0; row < data.Train.Count; row++)
        {
            var cell = data.Train.Groups[row] + (metric.Slices() == 1 ? 0 : 2 * data.Train.Labels[row]);
            whole.SetSample(cell, filled[cell]++, data.Train.Row(row), data.Train.Labels[row]);
        }

        whole.Evaluate(new(), measureSimilarity: true);

        weights.Pack();
        var panels = new SplitPanels<double>(data);
        Assert.Equal(coded, panels.Book is not null);
        using var evaluation = new MlpEvaluation<double>(weights, panels, metric, granularity);
        var cosines = evaluation.LayerCosines();

        for (var layer = 0; layer < cosines.Length; layer++)
        {
            var expected = Enumerable.Range(0, metric.Slices()).Average(slice => whole.Cosines[(slice * cosines.Length) + layer]);
            Assert.Equal(expected, cosines[layer], 1e-10);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Scores_of_a_split_are_those_of_the_formula(bool coded)
    {
        var data = SplitWithEqualCells(perPart: 150, coded);
        var layout = new MlpLayout(data.Train.Width, Shape);
        using var weights = new MlpWeights<double>(layout);
        layout.Initialise(8, weights.Parameters);
        weights.Pack();
        using var evaluation = new MlpEvaluation<double>(
            weights, new SplitPanels<double>(data), FairnessMetric.DemographicParity, Granularity.Parameter);

        var found = new double[data.Test.Count];
        evaluation.Score(new SplitPanels<double>(data).Test, found);

        double[] scores = [.. Enumerable.Range(0, data.Test.Count).Select(row => Score(layout, weights.Parameters, data.Test.Row(row)))];
        Assert.All(scores.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    private static double Score(MlpLayout layout, ReadOnlySpan<double> parameters, ReadOnlySpan<float> row)
    {
        double[] values = [.. row.ToArray().Select(value => (double)value)];
        foreach (var layer in layout.Layers)
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

            values = layer == layout.Layers[^1] ? sums : Array.ConvertAll(sums, sum => Math.Max(sum, 0));
        }

        return 1 / (1 + Math.Exp(-values[0]));
    }

    private static TableSplit SplitWithEqualCells(int perPart, bool coded)
    {
        var taken = new int[2, 2];
        var split = SmallTable.Split(3, rows: 4 * perPart, keep: (group, label) => taken[group, label]++ < perPart);
        return coded ? SmallTable.Coarse(split) : split;
    }
}
