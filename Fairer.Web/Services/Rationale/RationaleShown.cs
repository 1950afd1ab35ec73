using Fairer.Core.Models;
using Fairer.Core.Rationale.Maps;
using Fairer.Core.Results;

namespace Fairer.Web.Services.Rationale;

/// <summary>How a rationale is measured.</summary>
/// <param name="Epoch">After which epoch; null for each run's reported one.</param>
/// <param name="Exact">Whether weights are removed (Eq. 4), or ĉ (Eq. 8) stands for it.</param>
/// <param name="Slice">Over which samples; exact is over all.</param>
public sealed record RationaleRequest(int? Epoch, bool Exact, LabelSlice Slice);

/// <summary>What is shown of a run.</summary>
/// <param name="Report">What was measured after the epoch.</param>
/// <param name="Exact">Whether the rationale is exact.</param>
/// <param name="Slice">Over which samples it was measured.</param>
/// <param name="Map">The rationale; null where there is none to show.</param>
/// <param name="Features">One name an input feature.</param>
public sealed record RationaleShown(EpochReport Report, bool Exact, LabelSlice Slice, RationaleMap? Map, IReadOnlyList<string> Features)
{
    /// <summary>What a weight of a layer comes from: a feature by its name, or a unit by its number, from 1.</summary>
    public string InputName(int layer, int input) => layer > 0 ? $"unit {layer}.{input + 1}" : input < Features.Count ? Features[input] : $"feature {input + 1}";

    /// <summary>What a weight of a layer leads to.</summary>
    public string UnitName(int layer, int unit) => Map is { } map && layer == map.Layers.Count - 1 ? "output" : $"unit {layer + 1}.{unit + 1}";

    /// <summary>A layer's name: layer 1, output.</summary>
    public static string LayerName(MlpLayout layout, int layer)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return layer == layout.Layers.Count - 1 ? "output" : $"layer {layer + 1}";
    }
}
