using System.Diagnostics.CodeAnalysis;

namespace Fairer.Core.Results;

/// <summary>What a person says about a sweep or a run.</summary>
/// <param name="Tags">Short words to find it by, none twice.</param>
/// <param name="Note">Free text; empty where nothing was said.</param>
public sealed record Annotation(IReadOnlyList<string> Tags, string Note)
{
    /// <summary>The most tags of one sweep or run.</summary>
    public const int MaxTags = 20;

    /// <summary>The most characters of a tag.</summary>
    public const int MaxTagLength = 40;

    /// <summary>The most characters of a note.</summary>
    public const int MaxNoteLength = 4000;

    /// <summary>Nothing said.</summary>
    public static Annotation None { get; } = new([], "");

    /// <summary>Takes tags and a note as a person writes them: blanks around them go, a tag in another case is the same
    /// tag.</summary>
    /// <param name="tags">The tags.</param>
    /// <param name="note">The note.</param>
    /// <param name="annotation">What was said, when it can be kept.</param>
    /// <param name="fault">What is wrong, when it cannot.</param>
    public static bool TryCreate(
        IEnumerable<string> tags, string note, [NotNullWhen(true)] out Annotation? annotation, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(tags);
        ArgumentNullException.ThrowIfNull(note);
        string[] kept = [.. tags.Select(tag => tag.Trim()).Where(tag => tag.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
        fault = kept.FirstOrDefault(tag => tag.Length > MaxTagLength) is { } lengthy
            ? $"The tag '{lengthy[..MaxTagLength]}…' has {lengthy.Length} characters; at most {MaxTagLength} are possible."
            : kept.FirstOrDefault(tag => tag.Any(letter => letter == ',' || char.IsControl(letter))) is { } odd
            ? $"The tag '{string.Concat(odd.Where(letter => !char.IsControl(letter)))}' has a comma or a line end in it; write it without."
            : kept.Length > MaxTags
            ? $"There are {kept.Length} tags; at most {MaxTags} are possible."
            : note.Trim().Length > MaxNoteLength
            ? $"The note has {note.Trim().Length} characters; at most {MaxNoteLength} are possible."
            : null;
        annotation = fault is null ? new Annotation(kept, note.Trim()) : null;
        return fault is null;
    }
}

/// <summary>Something that was deleted together, and can be brought back for a while.</summary>
/// <param name="Id">Its number.</param>
/// <param name="At">When.</param>
/// <param name="Sweeps">The sweeps that went as a whole.</param>
/// <param name="Runs">The runs that went, those of the sweeps among them.</param>
public sealed record Deletion(long Id, DateTimeOffset At, IReadOnlyList<long> Sweeps, IReadOnlyList<long> Runs)
{
    /// <summary>How long what is deleted can be brought back.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromHours(1);
}
