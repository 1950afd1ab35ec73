using System.Text.Json.Serialization;

namespace Fairer.Web.Components.Charts;

/// <summary>What a chart in the browser needs to come up to date.</summary>
/// <param name="Order">The ids of all traces, in order.</param>
/// <param name="Traces">The traces that are new or changed.</param>
/// <param name="Layout">The layout, when it changed.</param>
internal sealed record FigureUpdate(IReadOnlyList<string> Order, IReadOnlyList<Trace> Traces, Layout? Layout);

/// <summary>Writes figures as plotly reads them; a value that is not a number leaves a gap instead of breaking the
/// chart.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(FigureUpdate))]
internal sealed partial class PlotlyJson : JsonSerializerContext;
