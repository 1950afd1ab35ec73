using System.Text.Json;
using System.Text.Json.Serialization;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Results;

/// <summary>A sweep with all that was measured, as one file: enough to show it again where there is no store.</summary>
/// <param name="Sweep">What was asked for, and when.</param>
/// <param name="Runs">Its runs with their epochs.</param>
public sealed record SweepRecording(SweepState Sweep, IReadOnlyList<RunState> Runs)
{
    private static readonly Lazy<SweepRecording> Own = new(() =>
    {
        using var stream = typeof(SweepRecording).Assembly.GetManifestResourceStream("recorded-sweep.json")!;
        return Read(stream);
    });

    /// <summary>The recording that comes with the program, for talks: three methods on the synthetic census, two hidden layers of 200
    /// units. <c>docs/present.md</c> says how it was made.</summary>
    public static SweepRecording BuiltIn => Own.Value;

    /// <summary>Takes a sweep out of a store.</summary>
    /// <returns>The recording; null where the store has no sweep of that number.</returns>
    public static SweepRecording? Of(StoreChanges stored, long sweep)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return stored.Sweeps.FirstOrDefault(state => state.Id == sweep) is { } found
            ? new SweepRecording(found, [.. stored.Runs.Where(run => run.SweepId == sweep).OrderBy(run => run.Id)])
            : null;
    }

    /// <summary>Reads a recording.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static SweepRecording Read(Stream stream) =>
        JsonSerializer.Deserialize(stream, RecordingJson.Default.SweepRecording) ?? throw new JsonException("There is no recording.");

    /// <summary>Writes the recording.</summary>
    public void Write(Stream stream) => JsonSerializer.Serialize(stream, this, RecordingJson.Default.SweepRecording);
}

/// <summary>The JSON form of a recording. What follows from other numbers is left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true,
    Converters = [typeof(NetworkShapeConverter), typeof(FairnessMetricConverter)])]
[JsonSerializable(typeof(SweepRecording))]
internal sealed partial class RecordingJson : JsonSerializerContext;
