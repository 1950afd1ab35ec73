namespace Fairer.Benchmarks.Output;

/// <summary>A part's rows as a table of text, and under it how they were measured.</summary>
internal static class ConsoleReport
{
    /// <summary>Writes one part.</summary>
    public static void Write(TextWriter output, PartResult part)
    {
        output.WriteLine();
        output.WriteLine(part.Title);
        if (part.Fault is not null)
        {
            output.WriteLine($"  not measured: {part.Fault}");
            return;
        }

        string[][] rows = [[.. RowText.Headings], .. part.Rows.Select(RowText.Cells)];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            output.WriteLine($"  {string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column])))}".TrimEnd());
        }

        foreach (var how in part.Rows.Select(row => row.How).Distinct())
        {
            output.WriteLine($"  · {how}");
        }
    }
}
