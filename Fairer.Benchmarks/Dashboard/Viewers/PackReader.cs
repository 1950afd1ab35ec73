using System.Buffers.Binary;
using System.Text;

namespace Fairer.Benchmarks.Dashboard.Viewers;

/// <summary>Reads MessagePack, as far as Blazor's messages go.</summary>
/// <param name="bytes">What is read.</param>
internal ref struct PackReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    /// <summary>Reads how many values an array has.</summary>
    public int Array()
    {
        var code = Byte();
        return code switch
        {
            >= 0x90 and <= 0x9f => code & 0x0f,
            0xdc => (int)Big(2),
            0xdd => (int)Big(4),
            _ => throw Unexpected(code),
        };
    }

    /// <summary>Reads a whole number.</summary>
    public long Integer()
    {
        var code = Byte();
        return code switch
        {
            <= 0x7f => code,
            >= 0xe0 => (sbyte)code,
            0xcc => (long)Big(1),
            0xcd => (long)Big(2),
            0xce => (long)Big(4),
            0xcf => (long)Big(8),
            0xd0 => (sbyte)Big(1),
            0xd1 => (short)Big(2),
            0xd2 => (int)Big(4),
            0xd3 => (long)Big(8),
            _ => throw Unexpected(code),
        };
    }

    /// <summary>Reads a text, or null.</summary>
    public string? Text()
    {
        var code = Byte();
        return code == 0xc0 ? null : Encoding.UTF8.GetString(Take(code switch
        {
            >= 0xa0 and <= 0xbf => code & 0x1f,
            0xd9 => (int)Big(1),
            0xda => (int)Big(2),
            0xdb => (int)Big(4),
            _ => throw Unexpected(code),
        }));
    }

    /// <summary>Reads any value and forgets it.</summary>
    public void Skip()
    {
        var code = Byte();
        switch (code)
        {
            case <= 0x7f or >= 0xe0 or 0xc0 or 0xc2 or 0xc3:
                break;
            case >= 0x80 and <= 0x8f:
                Skip(2 * (code & 0x0f));
                break;
            case >= 0x90 and <= 0x9f:
                Skip(code & 0x0f);
                break;
            case >= 0xa0 and <= 0xbf:
                Take(code & 0x1f);
                break;
            case 0xc4 or 0xd9:
                Take((int)Big(1));
                break;
            case 0xc5 or 0xda:
                Take((int)Big(2));
                break;
            case 0xc6 or 0xdb:
                Take((int)Big(4));
                break;
            case 0xcc or 0xd0:
                Take(1);
                break;
            case 0xcd or 0xd1:
                Take(2);
                break;
            case 0xca or 0xce or 0xd2:
                Take(4);
                break;
            case 0xcb or 0xcf or 0xd3:
                Take(8);
                break;
            case 0xdc:
                Skip((int)Big(2));
                break;
            case 0xde:
                Skip(2 * (int)Big(2));
                break;
            default:
                throw Unexpected(code);
        }
    }

    private static InvalidDataException Unexpected(byte code) => new($"MessagePack's code {code:x2} was not expected.");

    private void Skip(int values)
    {
        for (var i = 0; i < values; i++)
        {
            Skip();
        }
    }

    private byte Byte() => Take(1)[0];

    private ulong Big(int length) => length switch
    {
        1 => Byte(),
        2 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        4 => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
        _ => BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
    };

    private ReadOnlySpan<byte> Take(int length)
    {
        var taken = _left[..length];
        _left = _left[length..];
        return taken;
    }
}
