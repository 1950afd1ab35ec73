using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairer.Benchmarks.Output;

/// <summary>Everything that was measured, as one JSON document.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes it.</summary>
    /// <param name="output">Takes the document.</param>
    /// <param name="machine">What the numbers were measured on.</param>
    /// <param name="quick">Whether they are a first look only.</param>
    /// <param name="parts">The parts and their rows.</param>
    public static void Write(TextWriter output, Machine machine, bool quick, IReadOnlyList<PartResult> parts) =>
        output.WriteLine(JsonSerializer.Serialize(new { machine, quick, parts }, Options));
}
