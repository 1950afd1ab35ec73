using Fairer.Core.Rationale.Maps;

namespace Fairer.Web.Services.Rationale;

/// <summary>Which values colours span, on a logarithmic scale.</summary>
/// <param name="Low">The power of ten from which on there is colour.</param>
/// <param name="High">The power of ten at which colour is full.</param>
public sealed record LogScale(int Low, int High)
{
    private const int Decades = 8;

    /// <summary>Whole decades, so that it seldom changes from one epoch to the next, the uppermost that of the greatest value.</summary>
    public static LogScale Of(IEnumerable<LayerRationale> layers)
    {
        var greatest = layers.SelectMany(layer => new[] { layer.Subgroup0.Max(), layer.Subgroup1.Max() }).DefaultIfEmpty().Max();
        var high = greatest > 0 ? (int)Math.Ceiling(Math.Log10(greatest)) : 0;
        return new LogScale(high - Decades, high);
    }
}
