using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fairer.Core.Fairness;
using Fairer.Core.Sweeps;

namespace Fairer.Cli;

/// <summary>A finished run as one line of JSON: its result on the test split at the selected epoch.</summary>
internal static class RunJson
{
    /// <summary>Writes the line, without its end.</summary>
    /// <param name="run">A finished run.</param>
    /// <param name="synthetic">Whether its dataset is synthetic.</param>
    public static string Line(RunState run, bool synthetic)
    {
        var (spec, report) = (run.Spec, run.Selected!);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("dataset", spec.Dataset);
            json.WriteBoolean("synthetic", synthetic);
            json.WriteString("method", spec.Method);
            json.WriteString("metric", spec.Metric.Id());
            Number(json, "lambda", spec.Lambda);
            Number(json, "beta", spec.Beta);
            if (int.TryParse(spec.Network.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var width))
            {
                json.WriteNumber("hidden", width);
            }
            else
            {
                json.WriteString("hidden", spec.Network.ToString());
            }

            json.WriteNumber("seed", spec.Seed);
            json.WriteNumber("epoch", report.Epoch);
            Number(json, "ap", report.Test.AveragePrecision);
            Number(json, "dp", report.Test.DemographicParity);
            Number(json, "eo", report.Test.EqualizedOdds);
            Number(json, "accuracy", report.Test.Accuracy);
            Number(json, "similarity", report.Similarity);
            json.WriteStartArray("layer_cosines");
            foreach (var cosine in report.LayerCosines)
            {
                Value(json, cosine);
            }

            json.WriteEndArray();
            Number(json, "batch_similarity", report.BatchSimilarity);
            Number(json, "seconds", run.Epochs.Sum(epoch => epoch.Seconds));
            Number(json, "dp_at_half", report.Test.DemographicParityAtHalf);
            Number(json, "eo_at_half", report.Test.EqualizedOddsAtHalf);
            json.WriteString("granularity", Lower(spec.Granularity));
            json.WriteString("binning", Lower(spec.Binning));
            json.WriteNumber("epochs", spec.Epochs);
            json.WriteNumber("steps", spec.StepsPerEpoch);
            if (spec.BatchPerGroup != spec.Network.DefaultBatchPerGroup)
            {
                json.WriteNumber("batch", spec.BatchPerGroup);
            }

            if (spec.LearningRate != spec.Network.DefaultLearningRate)
            {
                Number(json, "learning_rate", spec.LearningRate);
            }

            if (spec.ImageSize is { } size)
            {
                json.WriteNumber("image_size", size);
            }

            if (spec.Device is { } device)
            {
                json.WriteString("device", device);
            }

            json.WriteNumber("sweep", run.SweepId);
            json.WriteNumber("run", run.Id);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        Value(json, value);
    }

    /// <summary>Writes a number; null for NaN and infinity, which JSON does not know.</summary>
    internal static void Value(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
