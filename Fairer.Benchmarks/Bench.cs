using Fairer.Benchmarks.Baseline;
using Fairer.Benchmarks.Output;
using Fairer.Core.Data;

namespace Fairer.Benchmarks;

/// <summary>How results are printed.</summary>
internal enum ReportForm
{
    /// <summary>Tables of text, each part as it comes.</summary>
    Console,

    /// <summary>The same as Markdown.</summary>
    Markdown,

    /// <summary>One JSON document at the end.</summary>
    Json,
}

/// <summary>What the bench is asked to do.</summary>
internal sealed record BenchRequest
{
    /// <summary>The parts.</summary>
    public required IReadOnlyList<IBenchPart> Parts { get; init; }

    /// <summary>Whether a first look is enough.</summary>
    public bool Quick { get; init; }

    /// <summary>How to print the results.</summary>
    public ReportForm Form { get; init; }

    /// <summary>The folder for pictures.</summary>
    public string? Out { get; init; }

    /// <summary>A folder to look for datasets in, before all others.</summary>
    public string? Data { get; init; }

    /// <summary>A Python that has PyTorch; null to look for one.</summary>
    public string? Python { get; init; }
}

/// <summary>A part's rows, or why there are none.</summary>
/// <param name="Name">The part.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Rows">What was measured.</param>
/// <param name="Fault">Why it could not be measured; null where it could.</param>
internal sealed record PartResult(string Name, string Title, IReadOnlyList<BenchRow> Rows, string? Fault = null);

/// <summary>Measures part after part: nothing that is timed runs beside anything else of the bench.</summary>
/// <param name="output">Takes results.</param>
/// <param name="error">Takes progress and reasons.</param>
internal sealed class Bench(TextWriter output, TextWriter error)
{
    /// <summary>Measures and prints.</summary>
    public async Task RunAsync(BenchRequest request, CancellationToken cancellation)
    {
        await using var torch = await PyTorch.FindAsync(request.Python, cancellation).ConfigureAwait(false);
        if (torch is null)
        {
            await error.WriteLineAsync($"{PyTorch.Hint} Our side is measured all the same.").ConfigureAwait(false);
        }

        var machine = await Machine.HereAsync(torch?.Description, cancellation).ConfigureAwait(false);
        if (request.Form != ReportForm.Json)
        {
            await output.WriteLineAsync(machine.ToString()).ConfigureAwait(false);
        }

        var context = new BenchContext
        {
            Quick = request.Quick,
            Folders = DataFolders.Find(request.Data),
            Progress = new BenchProgress(error),
            Torch = torch,
            Out = request.Out,
        };
        List<PartResult> results = [];
        foreach (var part in request.Parts)
        {
            context.Progress.Begin(part.Name, results.Count + 1, request.Parts.Count);
            results.Add(await MeasureAsync(part, context, cancellation).ConfigureAwait(false));
            switch (request.Form)
            {
                case ReportForm.Console:
                    ConsoleReport.Write(output, results[^1]);
                    break;
                case ReportForm.Markdown:
                    MarkdownReport.Write(output, results[^1]);
                    break;
            }
        }

        if (request.Form == ReportForm.Json)
        {
            JsonReport.Write(output, machine, request.Quick, results);
        }
    }

    /// <summary>A part that cannot be measured leaves the others undisturbed.</summary>
    private static async Task<PartResult> MeasureAsync(IBenchPart part, BenchContext context, CancellationToken cancellation)
    {
        try
        {
            return new PartResult(part.Name, part.Title, await part.MeasureAsync(context, cancellation).ConfigureAwait(false));
        }
        catch (BenchException exception)
        {
            return new PartResult(part.Name, part.Title, [], exception.Message);
        }
    }
}
