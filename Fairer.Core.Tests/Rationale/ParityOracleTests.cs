using System.Text.Json;
using Fairer.Core.Models;
using Fairer.Core.Rationale;

namespace Fairer.Core.Tests.Rationale;

/// <summary>The exact parity score of every tensor, and its Taylor form, against an independent PyTorch implementation.</summary>
public class ParityOracleTests
{
    private const double Tolerance = 1e-10;

    private static readonly JsonElement Root = OracleFiles.Read("parity.json");
    private static readonly MlpLayout Layout = new(5, new MlpShape(4, 4));
    private static readonly (ParityReport Report, ParityDetail Detail) Measured = Measure();

    public static TheoryData<string> Tensors { get; } = ["w1", "b1", "w2", "b2", "w3", "b3"];

    [Theory]
    [MemberData(nameof(Tensors))]
    public void Removing_each_parameter_matches(string tensor)
    {
        var expected = Root.GetProperty("expected").GetProperty("exact").GetProperty(tensor);
        var changes = Tensor(Measured.Detail.Parameters, tensor);
        for (var group = 0; group < 2; group++)
        {
            Near(Numbers(expected.GetProperty($"c{group}")), [.. changes.Select(change => change.Rationale(group, ParityForm.Squared))]);
        }

        Near([expected.GetProperty("l1").GetDouble()], [changes.Sum(change => Math.Abs(change.Difference(ParityForm.Squared)))]);
        Near([expected.GetProperty("sum_dk").GetDouble()], [changes.Sum(change => change.Parity(ParityForm.Squared))]);
    }

    [Theory]
    [MemberData(nameof(Tensors))]
    public void The_Taylor_form_matches(string tensor)
    {
        var expected = Root.GetProperty("expected").GetProperty("taylor").GetProperty(tensor);
        var changes = Tensor(Measured.Detail.FirstOrder, tensor);
        for (var group = 0; group < 2; group++)
        {
            Near(Numbers(expected.GetProperty($"c{group}")), [.. changes.Select(change => change.Rationale(group, ParityForm.Squared))]);
        }
    }

    [Fact]
    public void The_report_has_the_sums_of_the_weights_alone()
    {
        var exact = Root.GetProperty("expected").GetProperty("exact");
        var score = Measured.Report.Score(Granularity.Parameter, ParityForm.Squared);
        for (var layer = 0; layer < 3; layer++)
        {
            var expected = exact.GetProperty($"w{layer + 1}");
            Near([expected.GetProperty("l1").GetDouble()], [score.Layers[layer].Absolute]);
            Near([expected.GetProperty("sum_dk").GetDouble()], [score.Layers[layer].Squares]);
        }

        Near([score.Layers.Sum(layer => layer.Absolute)], [score.Total.Absolute]);
        Near([score.Layers.Sum(layer => layer.Squares)], [score.Total.Squares]);
    }

    private static (ParityReport Report, ParityDetail Detail) Measure()
    {
        double[] parameters = [.. Enumerable.Range(1, 3).SelectMany(layer =>
            Root.GetProperty("params").GetProperty($"w{layer}").EnumerateArray().SelectMany(Numbers)
                .Concat(Numbers(Root.GetProperty("params").GetProperty($"b{layer}"))))];
        var (x, y) = (Root.GetProperty("x"), Root.GetProperty("y"));
        double[] features = [.. x.EnumerateArray().SelectMany(group => group.EnumerateArray()).SelectMany(Numbers)];
        byte[] labels = [.. y.EnumerateArray().SelectMany(Numbers).Select(label => (byte)label)];
        byte[] groups = [.. Enumerable.Repeat((byte)0, y[0].GetArrayLength()), .. Enumerable.Repeat((byte)1, y[1].GetArrayLength())];
        return Parity.Measure(Layout, parameters, features, labels, groups, cancellation: TestContext.Current.CancellationToken);
    }

    private static LossChange[] Tensor(IReadOnlyList<LossChange> changes, string tensor)
    {
        var layer = Layout.Layers[tensor[1] - '1'];
        var (first, count) = tensor[0] == 'w' ? (layer.Weights, layer.WeightCount) : (layer.Biases, layer.Outputs);
        return [.. changes.Skip(first).Take(count)];
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetDouble())];

    /// <summary>To 1e-10 of the greatest: c is the square of a difference of two losses, so that the smallest carry the
    /// losses' own rounding.</summary>
    private static void Near(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var k = 0; k < expected.Length; k++)
        {
            Assert.True(
                Math.Abs(found[k] - expected[k]) <= Tolerance * expected.Max(Math.Abs),
                $"{k}: {found[k]} instead of {expected[k]}");
        }
    }
}
