namespace Fairer.Web.Services.Runs;

/// <summary>One line of the grid: a group's heading or one of its runs.</summary>
/// <param name="Group">The group.</param>
/// <param name="Entry">The run; null for the heading.</param>
public sealed record RunLine(RunGroup Group, RunEntry? Entry)
{
    /// <summary>What the line is known by from change to change.</summary>
    public string Key => Entry is null ? $"group {Group.Key}" : $"run {Entry.Run.Id}";

    /// <summary>The lines of groups, from top to bottom.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="headed">Whether groups have headings.</param>
    /// <param name="folded">Which groups show their headings alone, by key.</param>
    public static IReadOnlyList<RunLine> Of(IReadOnlyList<RunGroup> groups, bool headed, IReadOnlySet<string> folded)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(folded);
        var lines = new List<RunLine>();
        foreach (var group in groups)
        {
            if (headed)
            {
                lines.Add(new RunLine(group, null));
            }

            if (!headed || !folded.Contains(group.Key))
            {
                lines.AddRange(group.Runs.Select(entry => new RunLine(group, entry)));
            }
        }

        return lines;
    }
}
