using System.Globalization;
using System.Text;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Results;

namespace Fairer.Web.Services;

/// <summary>What the page shows, as comma-separated values (RFC 4180); each line says whether the data is synthetic.</summary>
public static class CsvExport
{
    /// <summary>One line per run, the scores being those of the test split at the selected epoch.</summary>
    public static string Runs(SweepView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var layers = view.Layers;
        var text = new StringBuilder();
        Line(text,
        [
            "dataset", "synthetic", "method", "metric", "lambda", "strength", "beta", "hidden", "seed", "status", "epoch", "ap", "dp", "eo",
            "accuracy", "similarity", .. Layers(layers, "cosine"), "failure",
            "granularity", "binning", "epochs", "steps", "batch", "learning_rate", "image_size", "device",
        ]);
        foreach (var run in view.Runs)
        {
            var spec = run.Spec;
            var report = run.Selected;
            Line(text,
            [
                .. DatasetOf(view, spec.Dataset), spec.Method, spec.Metric.Id(), .. Tuned(spec.Method, spec.Lambda),
                Number(spec.Beta), spec.Network.ToString(), Number(spec.Seed), run.Status.ToString().ToLowerInvariant(),
                Number(report?.Epoch), Number(report?.Test.AveragePrecision), Number(report?.Test.DemographicParity),
                Number(report?.Test.EqualizedOdds), Number(report?.Test.Accuracy), Number(report?.Similarity),
                .. Enumerable.Range(0, layers).Select(layer => Number(Layer(report?.LayerCosines, layer))), run.Failure ?? "",
                .. Settings(view, spec.Network),
            ]);
        }

        return text.ToString();
    }

    /// <summary>One line per point of a curve: means and sample standard deviations over the finished seeds.</summary>
    public static string Means(SweepView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var layers = view.Layers;
        var text = new StringBuilder();
        Line(text,
        [
            "dataset", "synthetic", "method", "metric", "lambda", "strength", "beta", "hidden", "seeds", .. Pair("ap"), .. Pair("dp"), .. Pair("eo"),
            .. Pair("similarity"), .. Layers(layers, "cosine").SelectMany(Pair),
            "granularity", "binning", "epochs", "steps", "batch", "learning_rate", "image_size", "device",
        ]);
        foreach (var curve in view.AllCurves)
        {
            foreach (var point in curve.Points)
            {
                Line(text,
                [
                    .. DatasetOf(view, curve.Key.Dataset), curve.Key.Method, view.Sweep.Spec.Metric.Id(),
                    .. Tuned(curve.Key.Method, point.Lambda), Number(curve.Key.Beta), curve.Key.Network.ToString(), Number(point.Seeds),
                    .. Pair(point.AveragePrecision, point.Seeds), .. Pair(point.DemographicParity, point.Seeds),
                    .. Pair(point.EqualizedOdds, point.Seeds), .. Pair(point.Similarity, point.Seeds),
                    .. Enumerable.Range(0, layers).SelectMany(layer => Pair(Layer(point.LayerCosines, layer), point.Seeds)),
                    .. Settings(view, curve.Key.Network),
                ]);
            }
        }

        return text.ToString();
    }

    // λ, or what post-processing has in its place.
    private static string[] Tuned(string method, double value) =>
        MethodCatalogue.Find(method) is { Tuning: Tuning.Strength } ? ["", Number(value)] : [Number(value), ""];

    // An empty cell: the dataset's own size, the best device there was.
    private static string[] Settings(SweepView view, NetworkShape network)
    {
        var spec = view.Sweep.Spec;
        return
        [
            spec.GranularityOf(network).ToString().ToLowerInvariant(), spec.Binning.ToString().ToLowerInvariant(), Number(spec.Epochs),
            Number(spec.StepsPerEpoch), Number(spec.BatchPerGroup ?? network.DefaultBatchPerGroup),
            Number(spec.LearningRate ?? network.DefaultLearningRate), Number(network.ReadsImages ? spec.ImageSize : null), spec.Device ?? "",
        ];
    }

    private static string[] DatasetOf(SweepView view, string id) => [id, view.Datasets.First(info => info.Id == id).Synthetic ? "true" : "false"];

    private static IEnumerable<string> Layers(int count, string name) =>
        Enumerable.Range(1, count).Select(layer => $"layer{layer}_{name}");

    private static string[] Pair(string name) => [name + "_mean", name + "_sd"];

    // A single seed has no deviation: an empty cell, not a 0 that would claim certainty.
    private static string[] Pair(Summary? summary, int seeds) =>
        [Number(summary?.Mean), seeds > 1 ? Number(summary?.Deviation) : ""];

    private static T? Layer<T>(IReadOnlyList<T>? layers, int layer)
        where T : struct => layers is not null && layer < layers.Count ? layers[layer] : null;

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static void Line(StringBuilder text, IEnumerable<string> cells) =>
        text.AppendJoin(',', cells.Select(Quote)).Append("\r\n");

    private static string Quote(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
