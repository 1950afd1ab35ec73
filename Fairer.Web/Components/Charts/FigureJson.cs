using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Fairer.Web.Components.Charts;

/// <summary>Writes traces and layouts as JSON within a JSON text, which is how they travel to the browser; each once, however many
/// viewers it is sent to.</summary>
internal sealed class FigureJson
{
    // What is written goes into a script's text, never into a page's.
    private static readonly PlotlyJson Plotly = new(new JsonSerializerOptions(PlotlyJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    // Weak: what no chart shows any more needs no text.
    private readonly ConditionalWeakTable<Trace, byte[]> _traces = [];
    private readonly ConditionalWeakTable<Layout, byte[]> _layouts = [];

    /// <summary>A trace's text; the same array for the same object.</summary>
    public byte[] Of(Trace trace) => _traces.GetValue(trace, static trace => Write(trace, Plotly.Trace));

    /// <summary>A layout's text; the same array for the same object.</summary>
    public byte[] Of(Layout layout) => _layouts.GetValue(layout, static layout => Write(layout, Plotly.Layout));

    private static byte[] Write<T>(T value, JsonTypeInfo<T> type) =>
        JsonEncodedText.Encode(JsonSerializer.SerializeToUtf8Bytes(value, type), JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.ToArray();
}
