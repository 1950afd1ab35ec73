using System.Buffers.Binary;
using System.Text;

namespace Fairer.Benchmarks.Dashboard.Viewers;

/// <summary>Writes a call of a hub's method in MessagePack, as Blazor's protocol frames it.</summary>
internal static class PackWriter
{
    private const byte Nil = 0xc0;
    private const byte Invocation = 1;

    /// <summary>The message that keeps a connection.</summary>
    public static ReadOnlyMemory<byte> Ping { get; } = new byte[] { 2, 0x91, 6 };

    /// <summary>Writes a call.</summary>
    /// <param name="id">The number by which the answer is told; null where none is wanted.</param>
    /// <param name="method">The hub's method.</param>
    /// <param name="arguments">Texts, whole numbers, truth values and nulls.</param>
    public static ReadOnlyMemory<byte> Call(string? id, string method, params ReadOnlySpan<object?> arguments)
    {
        var message = new MemoryStream();
        message.WriteByte(0x96); // six fields
        message.WriteByte(Invocation);
        message.WriteByte(0x80); // no headers
        Write(message, id);
        Write(message, method);
        message.WriteByte((byte)(0x90 | arguments.Length));
        foreach (var argument in arguments)
        {
            Write(message, argument);
        }

        message.WriteByte(0x90); // no streams

        var framed = new MemoryStream();
        for (var length = (uint)message.Length; ;)
        {
            framed.WriteByte((byte)((length & 0x7f) | (length > 0x7f ? 0x80u : 0)));
            if ((length >>= 7) == 0)
            {
                break;
            }
        }

        message.WriteTo(framed);
        return framed.ToArray();
    }

    private static void Write(MemoryStream to, object? value)
    {
        Span<byte> bytes = stackalloc byte[9];
        switch (value)
        {
            case null:
                to.WriteByte(Nil);
                break;
            case bool truth:
                to.WriteByte(truth ? (byte)0xc3 : (byte)0xc2);
                break;
            case long number:
                bytes[0] = 0xd3;
                BinaryPrimitives.WriteInt64BigEndian(bytes[1..], number);
                to.Write(bytes);
                break;
            default:
                var text = Encoding.UTF8.GetBytes((string)value);
                bytes[0] = 0xdb;
                BinaryPrimitives.WriteInt32BigEndian(bytes[1..], text.Length);
                to.Write(bytes[..5]);
                to.Write(text);
                break;
        }
    }
}
