using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Fairer.Core.Data.Tables;

/// <summary>The JSON forms of a person's own tables, made at compile time so that a trimmed program can read them.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StoredTable))]
[JsonSerializable(typeof(DigestedTable))]
internal sealed partial class TableJson : JsonSerializerContext
{
    /// <summary>What is in a table's folder: for people to read, and checked when it is read.</summary>
    public static JsonTypeInfo<StoredTable> Stored { get; } = new TableJson(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    }).StoredTable;

    /// <summary>What a digest is of. Its bytes must never change: stored results are known by them.</summary>
    public static JsonTypeInfo<DigestedTable> Digested => Default.DigestedTable;
}

/// <summary>All that decides what is trained on.</summary>
/// <param name="Sha256">The digest of the file.</param>
/// <param name="Definition">What the file means.</param>
internal sealed record DigestedTable(string Sha256, TableDefinition Definition);
