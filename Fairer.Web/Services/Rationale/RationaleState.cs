using System.Globalization;
using Fairer.Core.Rationale.Maps;

namespace Fairer.Web.Services.Rationale;

/// <summary>What the page shows, as its address says it.</summary>
public sealed record RationaleState
{
    /// <summary>How many connections can be drawn.</summary>
    public static IReadOnlyList<int> Tops { get; } = [5, 10, 20, 40, 80];

    /// <summary>The run; null for the newest.</summary>
    public long? Run { get; init; }

    /// <summary>The run beside it; null for none.</summary>
    public long? Beside { get; init; }

    /// <summary>The epoch; null for each run's reported one.</summary>
    public int? Epoch { get; init; }

    /// <summary>Whether the exact parity is shown, not its Taylor form.</summary>
    public bool Exact { get; init; }

    /// <summary>Over which samples of an EO run.</summary>
    public LabelSlice Slice { get; init; }

    /// <summary>The layer of the heat maps, from 1.</summary>
    public int Layer { get; init; } = 1;

    /// <summary>How many connections of each layer and subgroup are drawn.</summary>
    public int Top { get; init; } = 20;

    /// <summary>Reads an address.</summary>
    /// <param name="run">The part after <c>rationale/</c>.</param>
    /// <param name="query">The parameters by name.</param>
    /// <param name="fault">What in it is wrong, and what is shown instead; null when all is well.</param>
    public static RationaleState Read(string? run, IReadOnlyDictionary<string, string?> query, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(query);
        var faults = new List<string>();
        T? Get<T>(string name, Func<string, T?> read, string expected)
            where T : struct
        {
            if (query.GetValueOrDefault(name) is not { Length: > 0 } text)
            {
                return null;
            }

            var value = read(text);
            if (value is null)
            {
                faults.Add($"In the address {name}={text} is not {expected}, and is passed over.");
            }

            return value;
        }

        long? Id(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        int? From1(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? value : null;
        var number = run is { Length: > 0 } ? Id(run) : null;
        if (run is { Length: > 0 } && number is null)
        {
            faults.Add($"'{run}' is not the number of a run.");
        }

        var state = new RationaleState
        {
            Run = number,
            Beside = Get("beside", Id, "the number of a run"),
            Epoch = Get("epoch", From1, "an epoch from 1"),
            Exact = Get<bool>("by", text => text switch { "exact" => true, "taylor" => false, _ => null }, "'exact' or 'taylor'") ?? false,
            Slice = Get<LabelSlice>("labels", text => text switch { "0" => LabelSlice.Label0, "1" => LabelSlice.Label1, "all" => LabelSlice.All, _ => null }, "0, 1 or 'all'") ?? LabelSlice.All,
            Layer = Get("layer", From1, "a layer from 1") ?? 1,
            Top = Get<int>("top", text => From1(text) is { } top && Tops.Contains(top) ? top : null, $"one of {string.Join(", ", Tops)}") ?? 20,
        };
        fault = faults.Count > 0 ? string.Join(" ", faults) : null;
        return state;
    }

    /// <summary>The address that says this, from the page's root; what goes without saying is left out.</summary>
    public string Address()
    {
        var first = new RationaleState();
        string[] parameters =
        [
            .. Beside is { } beside ? [$"beside={beside}"] : Array.Empty<string>(),
            .. Epoch is { } epoch ? [$"epoch={epoch}"] : Array.Empty<string>(),
            .. Exact ? ["by=exact"] : Array.Empty<string>(),
            .. Slice == LabelSlice.All ? Array.Empty<string>() : [$"labels={(Slice == LabelSlice.Label0 ? 0 : 1)}"],
            .. Layer == first.Layer ? Array.Empty<string>() : [$"layer={Layer}"],
            .. Top == first.Top ? Array.Empty<string>() : [$"top={Top}"],
        ];
        var path = Run is { } run ? $"rationale/{run}" : "rationale";
        return parameters.Length == 0 ? path : $"{path}?{string.Join('&', parameters)}";
    }
}
