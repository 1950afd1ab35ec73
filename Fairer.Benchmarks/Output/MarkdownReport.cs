namespace Fairer.Benchmarks.Output;

/// <summary>A part's rows as a Markdown table, for docs/performance.md.</summary>
internal static class MarkdownReport
{
    /// <summary>Writes one part.</summary>
    public static void Write(TextWriter output, PartResult part)
    {
        output.WriteLine();
        output.WriteLine($"### {part.Title}");
        if (part.Fault is not null)
        {
            output.WriteLine();
            output.WriteLine($"Not measured: {part.Fault}");
            return;
        }

        output.WriteLine();
        Line(output, RowText.Headings);
        Line(output, RowText.Headings.Select(_ => "---"));
        foreach (var row in part.Rows)
        {
            Line(output, RowText.Cells(row));
        }

        output.WriteLine();
        foreach (var how in part.Rows.Select(row => row.How).Distinct())
        {
            output.WriteLine($"- {how}");
        }
    }

    private static void Line(TextWriter output, IEnumerable<string> cells) => output.WriteLine($"| {string.Join(" | ", cells)} |");
}
