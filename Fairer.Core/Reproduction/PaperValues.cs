using System.Text.Json;
using System.Text.Json.Serialization;
using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Results;

namespace Fairer.Core.Reproduction;

/// <summary>One number that the paper prints.</summary>
public sealed record PaperValue
{
    /// <summary>Where in the paper, for instance <c>Table 1</c>.</summary>
    public required string Place { get; init; }

    /// <summary>What is measured; one of the names in <see cref="PaperValues"/>.</summary>
    public required string Quantity { get; init; }

    /// <summary>The dataset's id.</summary>
    public required string Dataset { get; init; }

    /// <summary>DP or EO.</summary>
    public required FairnessMetric Metric { get; init; }

    /// <summary>The method's id; null where the number is about none.</summary>
    public string? Method { get; init; }

    /// <summary>The network; null where the paper names none.</summary>
    public MlpShape? Hidden { get; init; }

    /// <summary>The weight λ; null where the paper names none.</summary>
    public double? Lambda { get; init; }

    /// <summary>The number: a mean over seeds, where the paper says so.</summary>
    public required double Mean { get; init; }

    /// <summary>The printed deviation over seeds, if any.</summary>
    public double? Deviation { get; init; }
}

/// <summary>Every number that the paper prints and a figure or table here sets its own beside (<c>paper-values.json</c>).</summary>
/// <remarks>Curves that the paper only draws are not in it: numbers read off a picture are not printed ones.</remarks>
public static class PaperValues
{
    /// <summary>d_F (Eq. 4, 5).</summary>
    public const string Parity = "parity";

    /// <summary>−DP or −EO.</summary>
    public const string Fairness = "fairness";

    /// <summary>The decision rationale similarity, Σ cos.</summary>
    public const string Similarity = "similarity";

    /// <summary>The second layer's cosine.</summary>
    public const string SecondLayer = "layer 2";

    /// <summary>AP.</summary>
    public const string AveragePrecision = "average precision";

    /// <summary>The AP at which §6.2 compares methods.</summary>
    public const string ComparedAt = "average precision at which the methods are compared";

    /// <summary>By what share of FairReg(ΔDP, Aug)'s DP that of DRAlign is smaller there.</summary>
    public const string Improvement = "relative improvement of DP over FairReg(ΔDP, Aug)";

    /// <summary>The numbers, in the file's order.</summary>
    public static IReadOnlyList<PaperValue> All => File.Values;

    /// <summary>What had to be concluded to fill in the numbers' settings.</summary>
    public static string Note => File.Note;

    private static PaperValuesFile File { get; } = Load();

    /// <summary>The numbers for one quantity of one kind of run, λ ascending.</summary>
    public static IReadOnlyList<PaperValue> Of(string quantity, string dataset, FairnessMetric metric, string? method = null, MlpShape? hidden = null) =>
    [
        .. All
            .Where(value => value.Quantity == quantity && value.Dataset == dataset && value.Metric == metric
                && (method is null || value.Method == method) && (hidden is null || hidden.Equals(value.Hidden)))
            .OrderBy(value => value.Lambda),
    ];

    private static PaperValuesFile Load()
    {
        using var stream = typeof(PaperValues).Assembly.GetManifestResourceStream("paper-values.json")!;
        return JsonSerializer.Deserialize(stream, PaperJson.Default.PaperValuesFile)!;
    }
}

/// <summary>The form of <c>paper-values.json</c>.</summary>
internal sealed record PaperValuesFile(string Source, string Note, IReadOnlyList<PaperValue> Values);

/// <summary>Reads it without reflection, so that a trimmed program can.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(MlpShapeConverter), typeof(FairnessMetricConverter)])]
[JsonSerializable(typeof(PaperValuesFile))]
internal sealed partial class PaperJson : JsonSerializerContext;

/// <summary>Reads an MLP from its text: <c>"200"</c>.</summary>
internal sealed class MlpShapeConverter : JsonConverter<MlpShape>
{
    public override MlpShape Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        MlpShape.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, MlpShape value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
