using System.Text.Json.Serialization;

namespace Fairer.Web.Components.Charts;

/// <summary>Writes figures as plotly reads them; a value that is not a number leaves a gap instead of breaking the
/// chart.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(Trace))]
[JsonSerializable(typeof(Layout))]
internal sealed partial class PlotlyJson : JsonSerializerContext;
