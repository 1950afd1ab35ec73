using System.Text.Json;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Tests;
using Fairer.Torch.Tests.Provider;
using static TorchSharp.torch;

namespace Fairer.Torch.Tests;

/// <summary>The loss of Eq. 9 and Fair Mixup's, their parts and gradients, in both ways of the torch engine, against an
/// independent implementation.</summary>
public class LossOracleTests : TorchTest
{
    public static TheoryData<string, Granularity, ScalarType> Cases { get; } = new MatrixTheoryData<string, Granularity, ScalarType>(
        [.. OracleFiles.Matching("dralign_*.json")],
        [Granularity.Parameter, Granularity.Unit],
        [ScalarType.Float32, ScalarType.Float64]);

    public static TheoryData<string, ScalarType> MixupCases { get; } = new MatrixTheoryData<string, ScalarType>(
        [.. OracleFiles.Matching("fairmixup_*.json")], [ScalarType.Float32, ScalarType.Float64]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void DRAlign_matches(string file, Granularity granularity, ScalarType dtype)
    {
        var root = OracleFiles.Read(file);
        var expected = root.GetProperty("expected").GetProperty(granularity.ToString().ToLowerInvariant());
        var batch = Read(root, granularity);
        var objective = new Objective(root.GetProperty("lam").GetDouble(), root.GetProperty("beta").GetDouble());

        // The one that is expected stands between others of the same stack.
        var stacked = batch.Stacked(dtype, new Objective(0.9, 0.3), objective, new Objective(0.1))[1];
        foreach (var found in new[] { stacked, batch.ByAutograd(dtype, objective) }.Concat(batch.StackedUnevenly(dtype, objective)))
        {
            var tolerance = Tolerance(dtype);
            Near(expected.GetProperty("loss_cls").GetDouble(), found.Parts.Classification, tolerance, "L_cls");
            Near(expected.GetProperty("fair").GetDouble(), found.Parts.Fairness, tolerance, "L_fair");
            Near(expected.GetProperty("similarity").GetDouble(), found.Parts.Similarity, tolerance, "similarity");
            Near(expected.GetProperty("loss").GetDouble(), found.Parts.Total, tolerance, "L");
            double[] cosines = [.. expected.GetProperty("cosines").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(value => value.GetDouble())];
            Assert.Equal(cosines.Length, found.Cosines.Length);
            Assert.All(cosines.Zip(found.Cosines), pair => Near(pair.First, pair.Second, tolerance, "cosine"));
            NearGradient(Flatten(expected.GetProperty("grad"), batch.Layout), found.Gradient, tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(MixupCases))]
    public void Fair_Mixup_matches(string file, ScalarType dtype)
    {
        var root = OracleFiles.Read(file);
        var expected = root.GetProperty("expected");
        var batch = Read(root, Granularity.Parameter) with { Gammas = [.. root.GetProperty("gamma").EnumerateArray().Select(value => value.GetDouble())] };
        var objective = new Objective(PathLambda: root.GetProperty("lam").GetDouble());
        foreach (var found in new[] { batch.Stacked(dtype, new Objective(PathLambda: 0.3), objective)[1], batch.ByAutograd(dtype, objective) }.Concat(batch.StackedUnevenly(dtype, objective)))
        {
            var tolerance = Tolerance(dtype);
            Near(expected.GetProperty("loss_cls").GetDouble(), found.Parts.Classification, tolerance, "L_cls");
            Near(expected.GetProperty("fair").GetDouble(), found.Parts.Path, tolerance, "L_path");
            Near(expected.GetProperty("loss").GetDouble(), found.Parts.Total, tolerance, "L");
            NearGradient(Flatten(expected.GetProperty("grad"), batch.Layout), found.Gradient, tolerance);
        }
    }

    private static double Tolerance(ScalarType dtype) => dtype == ScalarType.Float64 ? 1e-9 : 1e-4;

    internal static void NearGradient(IReadOnlyList<double> expected, IReadOnlyList<double> found, double tolerance)
    {
        Assert.Equal(expected.Count, found.Count);
        var scale = expected.Max(Math.Abs);
        for (var k = 0; k < expected.Count; k++)
        {
            Assert.True(
                Math.Abs(found[k] - expected[k]) <= tolerance * Math.Max(Math.Abs(expected[k]), 0.01 * scale),
                $"gradient {k}: {found[k]} instead of {expected[k]}");
        }
    }

    internal static void Near(double expected, double found, double tolerance, string what) =>
        Assert.True(Math.Abs(found - expected) <= tolerance * Math.Max(Math.Abs(expected), 1e-12), $"{what}: {found} instead of {expected}");

    private static TorchBatch Read(JsonElement root, Granularity granularity)
    {
        Assert.True(FairnessMetrics.TryParse(root.GetProperty("metric").GetString()!, out var metric));
        var (x, y) = (root.GetProperty("x"), root.GetProperty("y"));
        var samples = x[0][0].GetArrayLength();
        int[] widths = [.. root.GetProperty("params").EnumerateObject()
            .Where(parameter => parameter.Name[0] == 'b').Select(parameter => parameter.Value.GetArrayLength())];
        var layout = new MlpLayout(x[0][0][0].GetArrayLength(), new MlpShape(widths[..^1]));
        var cells = Enumerable.Range(0, 2 * metric.Slices()).Select(cell => (Slice: cell / 2, Group: cell % 2)).ToArray();
        return new TorchBatch(
            layout,
            metric,
            granularity,
            samples,
            Flatten(root.GetProperty("params"), layout),
            [.. cells.SelectMany(cell => x[cell.Group][cell.Slice].EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(value => value.GetDouble()))],
            [.. cells.SelectMany(cell => y[cell.Group][cell.Slice].EnumerateArray().Select(value => value.GetDouble()))],
            new double[metric.Slices()]);
    }

    private static double[] Flatten(JsonElement parameters, MlpLayout layout) =>
        [.. Enumerable.Range(1, layout.Layers.Count).SelectMany(layer =>
            parameters.GetProperty($"w{layer}").EnumerateArray().SelectMany(row => row.EnumerateArray())
                .Concat(parameters.GetProperty($"b{layer}").EnumerateArray())
                .Select(value => value.GetDouble()))];
}
