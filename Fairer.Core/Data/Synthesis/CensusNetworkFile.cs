using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairer.Core.Data.Synthesis;

/// <summary>The form in which a census network is stored: JSON with one line a variable.</summary>
internal static class CensusNetworkFile
{
    /// <summary>The embedded network's name.</summary>
    public const string ResourceName = "census-network.json";

    private const string Format = "fairer census network";
    private const int Version = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new TableConverter() },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static void Write(CensusNetwork network, Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine($"{{\"format\":{Json(Format)},\"version\":{Version},");
        writer.WriteLine($"\"sources\":{Json(network.Sources)},");
        writer.WriteLine($"\"rows\":{network.Rows},");
        writer.WriteLine($"\"fit\":{Json(network.Settings)},");
        writer.WriteLine("\"variables\":[");
        writer.WriteLine(string.Join(",\n", network.Variables.Select(Json)));
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
                Part<CensusVariable[]>(root, "variables"),
                Part<CensusFit>(root, "fit"),
                root.GetProperty("rows").GetInt32(),
                Part<CensusSource[]>(root, "sources"));
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new DataException($"{name} is not a census network: {fault.Message} Fit it anew with 'fairer fit-census'.", fault);
        }
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Options);

    private static T Part<T>(JsonElement root, string name) =>
        root.GetProperty(name).Deserialize<T>(Options) ?? throw new JsonException($"'{name}' is missing.");

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
