using System.Numerics;
using System.Text.Json;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Training;

/// <summary>The loss of Eq. 9 and Fair Mixup's, their parts and gradients against an independent PyTorch implementation.</summary>
public class MlpLossOracleTests
{
    public static TheoryData<string, Granularity> Cases { get; } = new MatrixTheoryData<string, Granularity>(
        [.. OracleFiles.Matching("dralign_*.json")],
        [Granularity.Parameter, Granularity.Unit]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Float64_matches(string file, Granularity granularity) => Check<double>(file, granularity, 1e-9);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Float32_matches(string file, Granularity granularity) => Check<float>(file, granularity, 1e-4);

    [Theory]
    [InlineData("fairmixup_dp.json")]
    [InlineData("fairmixup_eo.json")]
    public void Fair_Mixup_matches(string file)
    {
        CheckMixup<double>(file, 1e-9);
        CheckMixup<float>(file, 1e-4);
    }

    private static void CheckMixup<T>(string file, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var root = OracleFiles.Read(file);
        var expected = root.GetProperty("expected");
        using var loss = Prepare<T>(root, Granularity.Parameter, out var layout);
        double[] gammas = [.. root.GetProperty("gamma").EnumerateArray().Select(value => value.GetDouble())];
        gammas.CopyTo(loss.Mixing);

        var parts = loss.Evaluate(new Objective(PathLambda: root.GetProperty("lam").GetDouble()));

        Near(expected.GetProperty("loss_cls").GetDouble(), parts.Classification, tolerance, "L_cls");
        Near(expected.GetProperty("fair").GetDouble(), parts.Path, tolerance, "L_path");
        Near(expected.GetProperty("loss").GetDouble(), parts.Total, tolerance, "L");
        NearGradient(Flatten(expected.GetProperty("grad"), layout), loss.Gradient, tolerance);
    }

    private static void Check<T>(string file, Granularity granularity, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var root = OracleFiles.Read(file);
        var expected = root.GetProperty("expected").GetProperty(granularity.ToString().ToLowerInvariant());
        using var loss = Prepare<T>(root, granularity, out var layout);
        var objective = new Objective(root.GetProperty("lam").GetDouble(), root.GetProperty("beta").GetDouble());

        var parts = loss.Evaluate(objective);

        Near(expected.GetProperty("loss_cls").GetDouble(), parts.Classification, tolerance, "L_cls");
        Near(expected.GetProperty("fair").GetDouble(), parts.Fairness, tolerance, "L_fair");
        Near(expected.GetProperty("similarity").GetDouble(), parts.Similarity, tolerance, "similarity");
        Near(expected.GetProperty("loss").GetDouble(), parts.Total, tolerance, "L");
        var cosines = expected.GetProperty("cosines").EnumerateArray()
            .SelectMany(row => row.EnumerateArray()).Select(value => value.GetDouble()).ToArray();
        Assert.Equal(cosines.Length, loss.Cosines.Length);
        for (var k = 0; k < cosines.Length; k++)
        {
            Near(cosines[k], loss.Cosines[k], tolerance, $"cosine {k}");
        }

        NearGradient(Flatten(expected.GetProperty("grad"), layout), loss.Gradient, tolerance);
    }

    private static void NearGradient<T>(double[] expected, ReadOnlySpan<T> gradient, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var scale = expected.Max(Math.Abs);
        for (var k = 0; k < expected.Length; k++)
        {
            var found = double.CreateTruncating(gradient[k]);
            Assert.True(
                Math.Abs(found - expected[k]) <= tolerance * Math.Max(Math.Abs(expected[k]), 0.01 * scale),
                $"gradient {k}: {found} instead of {expected[k]}");
        }
    }

    private static MlpLoss<T> Prepare<T>(JsonElement root, Granularity granularity, out MlpLayout layout)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.True(FairnessMetrics.TryParse(root.GetProperty("metric").GetString()!, out var metric));
        var (x, y) = (root.GetProperty("x"), root.GetProperty("y"));
        var samples = x[0][0].GetArrayLength();
        int[] widths = [.. root.GetProperty("params").EnumerateObject()
            .Where(parameter => parameter.Name[0] == 'b').Select(parameter => parameter.Value.GetArrayLength())];
        layout = new MlpLayout(x[0][0][0].GetArrayLength(), new MlpShape(widths[..^1]));
        var loss = new MlpLoss<T>(layout, metric, granularity, samples);
        Flatten(root.GetProperty("params"), layout).Select(T.CreateTruncating).ToArray().CopyTo(loss.Parameters);
        for (var cell = 0; cell < loss.Cells; cell++)
        {
            var (slice, group) = Math.DivRem(cell, 2);
            for (var i = 0; i < samples; i++)
            {
                double[] features = [.. x[group][slice][i].EnumerateArray().Select(value => value.GetDouble())];
                loss.SetSample<double>(cell, i, features, (byte)y[group][slice][i].GetDouble());
            }
        }

        return loss;
    }

    /// <summary>The oracle's named parameters in the order of the layout.</summary>
    private static double[] Flatten(JsonElement parameters, MlpLayout layout) =>
        [.. Enumerable.Range(1, layout.Layers.Count).SelectMany(layer =>
            parameters.GetProperty($"w{layer}").EnumerateArray().SelectMany(row => row.EnumerateArray())
                .Concat(parameters.GetProperty($"b{layer}").EnumerateArray())
                .Select(value => value.GetDouble()))];

    private static void Near(double expected, double found, double tolerance, string what) =>
        Assert.True(Math.Abs(found - expected) <= tolerance * Math.Abs(expected), $"{what}: {found} instead of {expected}");
}
