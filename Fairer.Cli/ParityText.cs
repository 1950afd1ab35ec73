using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fairer.Core.Methods;
using Fairer.Core.Rationale;

namespace Fairer.Cli;

/// <summary>A parity score as text, as JSON and as a table of every weight. Layers, units and inputs count from 1.</summary>
internal static class ParityText
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the sums of each layer, and the weights with the greatest d_k.</summary>
    public static void Write(TextWriter output, ParityResult result, int top)
    {
        var (spec, report) = (result.Run.Spec, result.Stored.Report);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Run {result.Run.Id}: {MethodCatalogue.Find(spec.Method)?.Name(spec.Metric) ?? spec.Method}, hidden {spec.Network}, λ {spec.Lambda}, β {spec.Beta}, seed {spec.Seed}, on {result.Dataset.Name}; "
            + $"its network of epoch {result.Stored.Epoch}, over {report.Samples[0]} {result.Dataset.Subgroup0} and {report.Samples[1]} {result.Dataset.Subgroup1} training samples. Measured in {report.Seconds:0.0} s."));
        output.WriteLine();

        var layers = report.RankCorrelations.Count;
        List<string[]> rows = [["removed", "c", "sum", .. Enumerable.Range(1, layers).Select(layer => $"layer {layer}"), "all"]];
        foreach (var score in report.Scores)
        {
            rows.AddRange(Rows(Word(score.Granularity), score.Form == ParityForm.Squared ? "|J − J'|²" : "|J − J'|", score));
        }

        rows.AddRange(Rows("weight", "(g·w)²", report.Taylor));
        rows.Add(["weight", "|J − J'|² and (g·w)²", "rank correlation", .. report.RankCorrelations.Append(report.RankCorrelation).Select(value => value.ToString("0.000", CultureInfo.InvariantCulture))]);
        Table(output, rows);
        if (top > 0)
        {
            output.WriteLine();
            Table(output,
            [
                ["d_k", "c⁰", "c¹", "layer", "weight", "from", "to"],
                .. Top(result, top).Select(weight => (string[])
                [
                    Text(weight.Change.Parity(ParityForm.Squared)),
                    Text(weight.Change.Rationale(0, ParityForm.Squared)),
                    Text(weight.Change.Rationale(1, ParityForm.Squared)),
                    weight.Layer.ToString(CultureInfo.InvariantCulture),
                    weight.Value.ToString("0.0000", CultureInfo.InvariantCulture),
                    weight.From,
                    weight.To,
                ]),
            ]);
        }

        output.WriteLine();
        output.WriteLine("J is a subgroup's mean cross-entropy over the training split, J' the same without the weight or unit; d_k = (c⁰ − c¹)².");
        if (result.Dataset.Synthetic)
        {
            output.WriteLine("Synthetic data is drawn from a model fitted to a census; it is not real people's.");
        }
    }

    /// <summary>The same as one line of JSON.</summary>
    public static string Json(ParityResult result, int top)
    {
        var report = result.Stored.Report;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteNumber("run", result.Run.Id);
            json.WriteString("dataset", result.Run.Spec.Dataset);
            json.WriteBoolean("synthetic", result.Dataset.Synthetic);
            json.WriteNumber("epoch", result.Stored.Epoch);
            Numbers(json, "samples", report.Samples.Select(count => (double)count));
            Numbers(json, "losses", report.Losses);
            json.WriteStartArray("scores");
            foreach (var score in report.Scores)
            {
                json.WriteStartObject();
                json.WriteString("removed", Word(score.Granularity));
                json.WriteString("form", score.Form == ParityForm.Squared ? "squared" : "plain");
                Sums(json, score);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartObject("taylor");
            Sums(json, report.Taylor);
            Numbers(json, "layer_rank_correlations", report.RankCorrelations);
            Number(json, "rank_correlation", report.RankCorrelation);
            json.WriteEndObject();
            json.WriteStartArray("top");
            foreach (var weight in Top(result, top))
            {
                json.WriteStartObject();
                json.WriteNumber("layer", weight.Layer);
                json.WriteNumber("unit", weight.Unit);
                json.WriteNumber("input", weight.Input);
                json.WriteString("from", weight.From);
                json.WriteString("to", weight.To);
                Number(json, "weight", weight.Value);
                Number(json, "c0", weight.Change.Rationale(0, ParityForm.Squared));
                Number(json, "c1", weight.Change.Rationale(1, ParityForm.Squared));
                Number(json, "d", weight.Change.Parity(ParityForm.Squared));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            Number(json, "seconds", report.Seconds);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes a line for every weight: what it connects, its loss changes, and what follows from them.</summary>
    public static async Task WriteCsvAsync(string path, ParityResult result, CancellationToken cancellation)
    {
        // Beside the file first, so that a broken write leaves what was there.
        var unfinished = path + ".unfinished";
        await using (var writer = new StreamWriter(unfinished))
        {
            await writer.WriteLineAsync("layer,unit,input,from,weight,loss_change_0,loss_change_1,c0,c1,d,taylor_c0,taylor_c1").ConfigureAwait(false);
            foreach (var weight in Weights(result))
            {
                cancellation.ThrowIfCancellationRequested();
                var (exact, taylor) = (weight.Change, result.Stored.Detail.FirstOrder[weight.Parameter]);
                await writer.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{weight.Layer},{weight.Unit},{weight.Input},{Quoted(weight.From)},{weight.Value},{exact.Subgroup0},{exact.Subgroup1},"
                    + $"{exact.Rationale(0, ParityForm.Squared)},{exact.Rationale(1, ParityForm.Squared)},{exact.Parity(ParityForm.Squared)},"
                    + $"{taylor.Rationale(0, ParityForm.Squared)},{taylor.Rationale(1, ParityForm.Squared)}")).ConfigureAwait(false);
            }
        }

        File.Move(unfinished, path, overwrite: true);
    }

    private static IEnumerable<string[]> Rows(string removed, string form, ParityScore score)
    {
        // The output has no unit that could be removed.
        string[] Cells(Func<ParitySum, double> sum) =>
            [.. score.Layers.Select((layer, l) => score.Granularity == Granularity.Unit && l == score.Layers.Count - 1 ? "–" : Text(sum(layer))), Text(sum(score.Total))];
        yield return [removed, form, "Σ|c⁰ − c¹|", .. Cells(sum => sum.Absolute)];
        yield return [removed, form, "Σ d_k", .. Cells(sum => sum.Squares)];
    }

    private static IEnumerable<Weight> Top(ParityResult result, int count) =>
        Weights(result).OrderByDescending(weight => weight.Change.Parity(ParityForm.Squared)).Take(count);

    private static IEnumerable<Weight> Weights(ParityResult result)
    {
        for (var l = 0; l < result.Layout.Layers.Count; l++)
        {
            var layer = result.Layout.Layers[l];
            for (var k = 0; k < layer.WeightCount; k++)
            {
                var (unit, input) = Math.DivRem(k, layer.Inputs);
                var parameter = layer.Weights + k;
                yield return new Weight(
                    parameter,
                    l + 1,
                    unit + 1,
                    input + 1,
                    l > 0 ? $"unit {input + 1}" : result.FeatureNames?[input] ?? $"input {input + 1}",
                    l < result.Layout.Layers.Count - 1 ? $"unit {unit + 1}" : "output",
                    BinaryPrimitives.ReadSingleLittleEndian(result.Weights.AsSpan(parameter * sizeof(float))),
                    result.Stored.Detail.Parameters[parameter]);
            }
        }
    }

    private static void Table(TextWriter output, List<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    private static void Sums(Utf8JsonWriter json, ParityScore score)
    {
        Numbers(json, "layer_absolute", score.Layers.Select(sum => sum.Absolute));
        Numbers(json, "layer_squares", score.Layers.Select(sum => sum.Squares));
        Number(json, "absolute", score.Total.Absolute);
        Number(json, "squares", score.Total.Squares);
    }

    private static void Numbers(Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            RunJson.Value(json, value);
        }

        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        RunJson.Value(json, value);
    }

    private static string Word(Granularity granularity) => granularity == Granularity.Unit ? "unit" : "weight";

    private static string Text(double value) => value.ToString(value is 0 or >= 0.001 ? "0.####" : "0.00e0", CultureInfo.InvariantCulture);

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private sealed record Weight(int Parameter, int Layer, int Unit, int Input, string From, string To, float Value, LossChange Change);
}
