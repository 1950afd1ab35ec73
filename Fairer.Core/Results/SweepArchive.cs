using System.Text.Json;
using System.Text.Json.Serialization;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Results;

/// <summary>Sweeps with all that is known of them but their networks' weights, as a file that another store can take in.</summary>
/// <remarks>Written and read as JSON; <see cref="SweepArchiveReader"/> says what is wrong with one.</remarks>
public sealed record SweepArchive
{
    /// <summary>What every such file says it is.</summary>
    public const string FormatName = "fairer-sweeps";

    /// <summary>The version of the form that this program writes and reads.</summary>
    public const int FormatVersion = 1;

    /// <summary><see cref="FormatName"/>.</summary>
    public required string Format { get; init; }

    /// <summary><see cref="FormatVersion"/>.</summary>
    public required int Version { get; init; }

    /// <summary>The sweeps.</summary>
    public required IReadOnlyList<ArchivedSweep> Sweeps { get; init; }

    /// <summary>Puts sweeps and their runs into an archive.</summary>
    /// <param name="sweeps">The sweeps.</param>
    /// <param name="runs">Runs of them; those of others are left out.</param>
    public static SweepArchive Of(IEnumerable<SweepState> sweeps, IEnumerable<RunState> runs)
    {
        var bySweep = runs.ToLookup(run => run.SweepId);
        return new SweepArchive
        {
            Format = FormatName,
            Version = FormatVersion,
            Sweeps =
            [
                .. sweeps.Select(sweep => new ArchivedSweep
                {
                    Id = sweep.Id,
                    Created = sweep.Created,
                    Spec = sweep.Spec,
                    Tags = sweep.Annotation.Tags,
                    Note = sweep.Annotation.Note,
                    Runs =
                    [
                        .. bySweep[sweep.Id].Select(run => new ArchivedRun
                        {
                            Id = run.Id,
                            Spec = run.Spec,
                            Status = run.Status,
                            Failure = run.Failure,
                            Started = run.Started,
                            Ended = run.Ended,
                            Tags = run.Annotation.Tags,
                            Note = run.Annotation.Note,
                            Epochs = run.Epochs,
                        }),
                    ],
                }),
            ],
        };
    }

    /// <summary>Writes it as JSON.</summary>
    public Task WriteAsync(Stream stream, CancellationToken cancellation) =>
        JsonSerializer.SerializeAsync(stream, this, ArchiveJson.Default.SweepArchive, cancellation);
}

/// <summary>A sweep in an archive.</summary>
public sealed record ArchivedSweep
{
    /// <summary>The number that it had; it gets another one when it is imported.</summary>
    public long Id { get; init; }

    /// <summary>When it was launched.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>What was asked for.</summary>
    public required SweepSpec Spec { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Its note.</summary>
    public string Note { get; init; } = "";

    /// <summary>Its runs.</summary>
    public required IReadOnlyList<ArchivedRun> Runs { get; init; }

    internal Annotation Annotation => new(Tags, Note);
}

/// <summary>A run in an archive.</summary>
public sealed record ArchivedRun
{
    /// <summary>The number that it had; it gets another one when it is imported.</summary>
    public long Id { get; init; }

    /// <summary>What was trained.</summary>
    public required RunSpec Spec { get; init; }

    /// <summary>How far it had come.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Why it failed, when it did.</summary>
    public string? Failure { get; init; }

    /// <summary>When it first started.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it finished, failed or was cancelled.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Its note.</summary>
    public string Note { get; init; } = "";

    /// <summary>Its epochs, in order.</summary>
    public required IReadOnlyList<EpochReport> Epochs { get; init; }

    internal Annotation Annotation => new(Tags, Note);
}

/// <summary>The JSON form of an archive, strict about what is missing.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(NetworkShapeConverter), typeof(FairnessMetricConverter)])]
[JsonSerializable(typeof(SweepArchive))]
internal sealed partial class ArchiveJson : JsonSerializerContext;
