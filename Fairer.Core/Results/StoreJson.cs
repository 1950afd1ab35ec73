using System.Text.Json;
using System.Text.Json.Serialization;
using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Results;

/// <summary>The JSON forms that the store keeps, made at compile time so that a trimmed program can read them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true,
    Converters = [typeof(NetworkShapeConverter), typeof(FairnessMetricConverter)])]
[JsonSerializable(typeof(RunSpec))]
[JsonSerializable(typeof(SweepSpec))]
[JsonSerializable(typeof(IReadOnlyList<double>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IEnumerable<long>))]
[JsonSerializable(typeof(ParityReport))]
internal sealed partial class StoreJson : JsonSerializerContext;

/// <summary>Writes a network as its text: <c>"200"</c>, <c>"64-32"</c>, <c>"alexnet"</c>.</summary>
internal sealed class NetworkShapeConverter : JsonConverter<NetworkShape>
{
    public override NetworkShape Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        NetworkShape.TryParse(reader.GetString() ?? "", out var shape, out var fault) ? shape! : throw new JsonException(fault);

    public override void Write(Utf8JsonWriter writer, NetworkShape value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>Writes a metric as its id: <c>"dp"</c>, <c>"eo"</c>.</summary>
internal sealed class FairnessMetricConverter : JsonConverter<FairnessMetric>
{
    public override FairnessMetric Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        FairnessMetrics.TryParse(reader.GetString() ?? "", out var metric) ? metric : throw new JsonException("A metric is dp or eo.");

    public override void Write(Utf8JsonWriter writer, FairnessMetric value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Id());
}
