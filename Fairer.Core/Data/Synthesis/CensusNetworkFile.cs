using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Fairer.Core.Data.Synthesis;

/// <summary>The form in which a census network is stored: JSON with one line a variable.</summary>
internal static partial class CensusNetworkFile
{
    /// <summary>The embedded network's name.</summary>
    public const string ResourceName = "census-network.json";

    private const string Format = "fairer census network";
    private const int Version = 1;

    public static void Write(CensusNetwork network, Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine($"{{\"format\":\"{Format}\",\"version\":{Version},");
        writer.WriteLine($"\"sources\":{Json([.. network.Sources], Form.Default.CensusSourceArray)},");
        writer.WriteLine($"\"rows\":{network.Rows},");
        writer.WriteLine($"\"fit\":{Json(network.Settings, Form.Default.CensusFit)},");
        writer.WriteLine("\"variables\":[");
        writer.WriteLine(string.Join(",\n", network.Variables.Select(variable => Json(variable, Form.Default.CensusVariable))));
        writer.WriteLine("]}");
    }

    public static CensusNetwork Read(Stream stream, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(stream);
            var root = document.RootElement;
            var version = root.GetProperty("version").GetInt32();
            if (root.GetProperty("format").GetString() != Format || version != Version)
                throw new DataException($"{name} is not a census network of version {Version}. Fit it anew with 'fairer fit-census'.");
            return new CensusNetwork(
                Part(root, "variables", Form.Default.CensusVariableArray),
                Part(root, "fit", Form.Default.CensusFit),
                root.GetProperty("rows").GetInt32(),
                Part(root, "sources", Form.Default.CensusSourceArray));
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new DataException($"{name} is not a census network: {fault.Message} Fit it anew with 'fairer fit-census'.", fault);
        }
    }

    private static string Json<T>(T value, JsonTypeInfo<T> form) => JsonSerializer.Serialize(value, form);

    private static T Part<T>(JsonElement root, string name, JsonTypeInfo<T> form) =>
        root.GetProperty(name).Deserialize(form) ?? throw new JsonException($"'{name}' is missing.");

    /// <summary>The records' JSON forms, made at compile time so that a trimmed program can read them.</summary>
    [JsonSourceGenerationOptions(
        JsonSerializerDefaults.Web,
        Converters = [typeof(TableConverter)],
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
    [JsonSerializable(typeof(CensusVariable[]))]
    [JsonSerializable(typeof(CensusFit))]
    [JsonSerializable(typeof(CensusSource[]))]
    private sealed partial class Form : JsonSerializerContext;

    // [weights] where the tree ends, else [weights, branchOf, branches].
    private sealed class TableConverter : JsonConverter<ConditionalTable>
    {
        public override ConditionalTable Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return Table(document.RootElement);
        }

        public override void Write(Utf8JsonWriter writer, ConditionalTable value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            WriteNumbers(writer, value.Weights);
            if (value.BranchOf.Length > 0)
            {
                WriteNumbers(writer, value.BranchOf);
                writer.WriteStartArray();
                foreach (var branch in value.Branches)
                    Write(writer, branch, options);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        private static ConditionalTable Table(JsonElement element) => element.GetArrayLength() switch
        {
            1 => new ConditionalTable(Numbers(element[0]), [], []),
            3 => new ConditionalTable(
                Numbers(element[0]), Numbers(element[1]), [.. element[2].EnumerateArray().Select(Table)]),
            _ => throw new JsonException("A table has one part or three."),
        };

        private static int[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetInt32())];

        private static void WriteNumbers(Utf8JsonWriter writer, int[] numbers)
        {
            writer.WriteStartArray();
            foreach (var number in numbers)
                writer.WriteNumberValue(number);
            writer.WriteEndArray();
        }
    }
}
