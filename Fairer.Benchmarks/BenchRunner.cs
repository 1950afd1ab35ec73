namespace Fairer.Benchmarks;

/// <summary>A part's rows, or why there are none.</summary>
/// <param name="Name">The part.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Rows">What was measured.</param>
/// <param name="Fault">Why it could not be measured; null where it could.</param>
internal sealed record PartResult(string Name, string Title, IReadOnlyList<BenchRow> Rows, string? Fault = null);

/// <summary>Measures part after part: nothing that is timed runs beside anything else of the bench.</summary>
internal static class BenchRunner
{
    /// <summary>Measures.</summary>
    /// <param name="parts">What.</param>
    /// <param name="context">With what.</param>
    /// <param name="done">Is given each part's result as it comes.</param>
    /// <param name="cancellation">Stops it within a moment.</param>
    /// <returns>The results, in the order of the parts. A part that cannot be measured leaves the others undisturbed.</returns>
    public static async Task<IReadOnlyList<PartResult>> RunAsync(
        IReadOnlyList<IBenchPart> parts, BenchContext context, Action<PartResult> done, CancellationToken cancellation)
    {
        List<PartResult> results = [];
        foreach (var part in parts)
        {
            cancellation.ThrowIfCancellationRequested();
            context.Progress.Begin(part.Name, results.Count + 1, parts.Count);
            PartResult result;
            try
            {
                result = new PartResult(part.Name, part.Title, await part.MeasureAsync(context, cancellation).ConfigureAwait(false));
            }
            catch (BenchException exception)
            {
                result = new PartResult(part.Name, part.Title, [], exception.Message);
            }

            results.Add(result);
            done(result);
        }

        return results;
    }
}
