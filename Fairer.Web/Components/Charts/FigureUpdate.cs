using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairer.Web.Components.Charts;

/// <summary>What a chart in the browser needs to come up to date; travels as a text that is JSON itself.</summary>
/// <param name="Order">The ids of all traces, in order.</param>
/// <param name="Traces">The traces that are new or changed, as <see cref="FigureJson"/> writes them.</param>
/// <param name="Layout">The layout, when it changed.</param>
[JsonConverter(typeof(Writer))]
internal sealed record FigureUpdate(IReadOnlyList<string> Order, IReadOnlyList<byte[]> Traces, byte[]? Layout)
{
    /// <summary>What brings a chart from one figure to another; null where that is nothing.</summary>
    /// <param name="before">What it shows; null for nothing, or where that is not known.</param>
    /// <param name="after">What it is to show.</param>
    /// <param name="json">Writes it.</param>
    public static FigureUpdate? Between(Figure? before, Figure after, FigureJson json)
    {
        var known = before?.Traces.ToDictionary(trace => trace.Uid) ?? [];
        string[] order = [.. after.Traces.Select(trace => trace.Uid)];
        Trace[] changed = [.. after.Traces.Where(trace => !ReferenceEquals(known.GetValueOrDefault(trace.Uid), trace))];
        var layout = json.Of(after.Layout);
        var framed = before is not null && layout.AsSpan().SequenceEqual(json.Of(before.Layout));
        return framed && changed.Length == 0 && order.SequenceEqual(before!.Traces.Select(trace => trace.Uid))
            ? null
            : new FigureUpdate(order, [.. changed.Select(json.Of)], framed ? null : layout);
    }

    /// <summary>The text that the browser gets.</summary>
    public override string ToString() => JsonSerializer.Deserialize<string>(JsonSerializer.SerializeToUtf8Bytes(this))!;

    /// <summary>Puts together what is written already, so that nothing is written or escaped twice.</summary>
    private sealed class Writer : JsonConverter<FigureUpdate>
    {
        public override FigureUpdate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, FigureUpdate value, JsonSerializerOptions options)
        {
            var text = new ArrayBufferWriter<byte>(1024 + value.Traces.Sum(trace => trace.Length + 1) + (value.Layout?.Length ?? 0));
            text.Write("""
                "{\"order\":[
                """u8);
            text.Write(Encoding.UTF8.GetBytes(string.Join(',', value.Order.Select(uid => $"\\\"{uid}\\\""))));
            text.Write("""
                ],\"traces\":[
                """u8);
            for (var i = 0; i < value.Traces.Count; i++)
            {
                text.Write(i == 0 ? ""u8 : ","u8);
                text.Write(value.Traces[i]);
            }

            text.Write("]"u8);
            if (value.Layout is { } layout)
            {
                text.Write("""
                    ,\"layout\":
                    """u8);
                text.Write(layout);
            }

            text.Write("}\""u8);
            writer.WriteRawValue(text.WrittenSpan, skipInputValidation: true);
        }
    }
}
