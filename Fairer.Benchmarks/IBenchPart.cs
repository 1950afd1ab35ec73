namespace Fairer.Benchmarks;

/// <summary>One part of the end-to-end bench: something that is measured and what became of it.</summary>
internal interface IBenchPart
{
    /// <summary>The word by which <c>--only</c> chooses it.</summary>
    string Name { get; }

    /// <summary>The heading of its table.</summary>
    string Title { get; }

    /// <summary>Measures.</summary>
    /// <param name="context">What to measure with, and whom to tell how far it is.</param>
    /// <param name="cancellation">Stops it within a moment.</param>
    /// <exception cref="BenchException">It cannot be measured here; the message says why, and how to mend it.</exception>
    Task<IReadOnlyList<BenchRow>> MeasureAsync(BenchContext context, CancellationToken cancellation);
}

/// <summary>Something cannot be measured here.</summary>
/// <param name="message">Why, and how to mend it.</param>
internal sealed class BenchException(string message) : Exception(message);
