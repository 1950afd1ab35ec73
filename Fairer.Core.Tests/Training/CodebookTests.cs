using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Training;

/// <summary>Rows as numbers of patterns: they say the same as the features, and train the same network.</summary>
public class CodebookTests
{
    private const int Width = 23;

    [Fact]
    public void The_patterns_of_a_row_are_its_features()
    {
        var data = Categorical(seed: 1);
        var coded = Codebook.Code(data);
        Assert.NotNull(coded);
        Assert.InRange(coded.Book.Codes, 2, Width / 4);
        foreach (var (rows, codes) in new[] { (data.Train, coded.Train), (data.Validation, coded.Validation), (data.Test, coded.Test) })
        {
            for (var row = 0; row < rows.Count; row++)
            {
                var features = new float[Width];
                foreach (var code in codes.AsSpan(row * coded.Book.Codes, coded.Book.Codes))
                {
                    foreach (var (feature, value) in coded.Book.Patterns[code])
                    {
                        features[feature] += value;
                    }
                }

                Assert.Equal(rows.Row(row).ToArray(), features);
                Assert.InRange(codes[row * coded.Book.Codes], 0, coded.Book.FirstPatterns - 1);
            }
        }
    }

    [Fact]
    public void A_table_with_features_of_many_values_is_not_coded() => Assert.Null(Codebook.Code(SmallTable.Split(1)));

    [Fact]
    public void Features_of_many_values_are_found_also_where_the_first_rows_hide_them()
    {
        var data = Categorical(seed: 1, trainRows: 1_000);
        var random = new SeededRandom(1, RandomPurpose.Synthesis);
        for (var row = 700; row < 1_000; row++)
        {
            data.Train.Features[row * Width] = (float)random.NextDouble();
        }

        Assert.Null(Codebook.Code(data));
    }

    [Theory]
    [InlineData(FairnessMetric.DemographicParity, Granularity.Parameter, 45, 12, 7)]
    [InlineData(FairnessMetric.EqualizedOdds, Granularity.Unit, 45, 33)]
    [InlineData(FairnessMetric.DemographicParity, Granularity.Parameter, 45, 3, 11, 5)]
    [InlineData(FairnessMetric.DemographicParity, Granularity.Parameter, 300, 45, 10)]
    [InlineData(FairnessMetric.EqualizedOdds, Granularity.Parameter, 270, 400)]
    public void Coded_samples_have_the_loss_and_gradient_of_their_features(
        FairnessMetric metric, Granularity granularity, int perCell, params int[] widths)
    {
        var data = Categorical(seed: 2, trainRows: 2 * metric.Slices() * perCell);
        var coded = Codebook.Code(data)!;
        var layout = new MlpLayout(Width, new MlpShape(widths));
        using var dense = new MlpLoss<double>(layout, metric, granularity, perCell);
        using var loss = new MlpLoss<double>(layout, metric, granularity, perCell, coded.Book);
        using var batch = new CodedBatch<double>(coded.Book, dense.Cells, perCell);
        layout.Initialise(3, dense.Parameters);
        layout.Initialise(3, loss.Parameters);
        var labels = data.Train.Labels.ToArray();
        for (var cell = 0; cell < dense.Cells; cell++)
        {
            for (var i = 0; i < perCell; i++)
            {
                var row = (cell * perCell) + i;
                labels[row] = (byte)(metric.Slices() == 2 ? cell / 2 : labels[row]);
                dense.SetSample(cell, i, data.Train.Row(row), labels[row]);
            }
        }

        batch.Fill([.. Enumerable.Range(0, dense.Cells * perCell)], coded.Train, labels);
        loss.Take(batch);

        var objective = new Objective { Lambda = 0.7, Beta = 0.3 };
        var (expected, found) = (dense.Evaluate(objective), loss.Evaluate(objective));

        Assert.Equal(expected.Total, found.Total, 1e-12);
        Assert.Equal(expected.Similarity, found.Similarity, 1e-11);
        for (var k = 0; k < layout.ParameterCount; k++)
        {
            Assert.Equal(dense.Gradient[k], loss.Gradient[k], 1e-12);
        }
    }

    [Fact]
    public void In_float32_too_and_in_a_batch_that_has_been_filled_before()
    {
        const int PerCell = 520;
        var data = Categorical(seed: 3, trainRows: 4 * PerCell);
        var coded = Codebook.Code(data)!;
        var layout = new MlpLayout(Width, new MlpShape(70, 20));
        using var dense = new MlpLoss<double>(layout, FairnessMetric.DemographicParity, Granularity.Parameter, PerCell);
        using var loss = new MlpLoss<float>(layout, FairnessMetric.DemographicParity, Granularity.Parameter, PerCell, coded.Book);
        using var fresh = new CodedBatch<float>(coded.Book, loss.Cells, PerCell);
        using var used = new CodedBatch<float>(coded.Book, loss.Cells, PerCell);
        int[] first = [.. Enumerable.Range(0, 2 * PerCell)];
        int[] second = [.. Enumerable.Range(2 * PerCell, 2 * PerCell)];
        fresh.Fill(second, coded.Train, data.Train.Labels);
        used.Fill(first, coded.Train, data.Train.Labels);
        used.Fill(second, coded.Train, data.Train.Labels);
        for (var i = 0; i < second.Length; i++)
        {
            dense.SetSample(i / PerCell, i % PerCell, data.Train.Row(second[i]), data.Train.Labels[second[i]]);
        }

        layout.Initialise(3, dense.Parameters);
        layout.Initialise(3, loss.Parameters);
        var objective = new Objective { Lambda = 0.7, Beta = 0.3 };
        var expected = dense.Evaluate(objective);
        loss.Take(fresh);
        var found = loss.Evaluate(objective);
        var gradient = loss.Gradient.ToArray();
        loss.Take(used);

        Assert.Equal(found, loss.Evaluate(objective));
        Assert.Equal(gradient, loss.Gradient.ToArray());
        Assert.Equal(expected.Total, found.Total, 1e-5);
        Assert.All(gradient.Zip(dense.Gradient.ToArray()), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
    }

    [Fact]
    public void A_batch_of_another_form_is_refused()
    {
        var coded = Codebook.Code(Categorical(seed: 2))!;
        var layout = new MlpLayout(Width, new MlpShape(5));
        using var loss = new MlpLoss<float>(layout, FairnessMetric.DemographicParity, Granularity.Parameter, 40, coded.Book);
        using var dense = new MlpLoss<float>(layout, FairnessMetric.DemographicParity, Granularity.Parameter, 40);
        using var batch = new CodedBatch<float>(coded.Book, loss.Cells, 40);
        using var larger = new CodedBatch<float>(coded.Book, loss.Cells, 70);
        using var other = new CodedBatch<float>(Codebook.Code(Categorical(seed: 4))!.Book, loss.Cells, 40);

        loss.Take(batch);
        Assert.Throws<ArgumentException>(() => loss.Take(larger));
        Assert.Throws<ArgumentException>(() => loss.Take(other));
        Assert.Throws<ArgumentException>(() => dense.Take(batch));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Fill(new int[79], coded.Train, new byte[300]));
    }

    /// <summary>Rows of one-hot columns and a few with three values.</summary>
    private static TableSplit Categorical(int seed, int trainRows = 300)
    {
        var info = SmallTable.Split(0, rows: 3).Dataset;
        return new TableSplit(
            info, seed, [.. Enumerable.Range(0, Width).Select(k => $"f{k}")], Rows(seed, 0, trainRows), Rows(seed, 1, 70), Rows(seed, 2, 50));
    }

    private static EncodedRows Rows(int seed, int part, int count)
    {
        var random = new SeededRandom(seed, RandomPurpose.Synthesis, part);
        var features = new float[count * Width];
        for (var row = 0; row < count; row++)
        {
            var at = features.AsSpan(row * Width, Width);
            at[random.NextInt(10)] = 1;
            at[10 + random.NextInt(9)] = 1;
            foreach (ref var value in at[19..])
            {
                value = (random.NextInt(3) - 1) * 0.5f;
            }
        }

        byte Bit() => (byte)random.NextInt(2);
        return new EncodedRows(features, [.. Enumerable.Range(0, count).Select(_ => Bit())], [.. Enumerable.Range(0, count).Select(_ => Bit())], Width);
    }
}
