using Fairer.Core.Sweeps;

namespace Fairer.Web.Services.Explore;

/// <summary>Which runs are drawn: those within a range on every axis that has one.</summary>
/// <param name="Ranges">The ranges by the <see cref="RunAxis.Id"/> of their axis, ends included.</param>
public sealed record RunFilter(IReadOnlyDictionary<string, (double Low, double High)> Ranges)
{
    /// <summary>All runs.</summary>
    public static RunFilter None { get; } = new(new Dictionary<string, (double, double)>());

    /// <summary>Whether any run may be left out.</summary>
    public bool Active => Ranges.Count > 0;

    /// <summary>Whether a run is drawn. One that has no value yet on an axis with a range is not.</summary>
    public bool Passes(RunState run) => Ranges.All(range =>
        RunAxis.Find(range.Key) is not { } axis || (axis.ValueOf(run) is { } value && value >= range.Value.Low && value <= range.Value.High));

    /// <summary>This filter with another range on one axis; null for none.</summary>
    public RunFilter With(string axis, (double Low, double High)? range)
    {
        var ranges = Ranges.Where(known => known.Key != axis).ToDictionary();
        if (range is { } ends)
        {
            ranges[axis] = ends;
        }

        return new RunFilter(ranges);
    }

    /// <inheritdoc/>
    public bool Equals(RunFilter? other) => other is not null && Ranges.Count == other.Ranges.Count
        && Ranges.All(range => other.Ranges.TryGetValue(range.Key, out var ends) && ends == range.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => Ranges.Count;
}
