using System.Diagnostics.CodeAnalysis;

namespace TorchSharp;

/// <summary>
/// A number or a truth value. A value type here, where TorchSharp has a class; <c>Scalar?</c> therefore stands for a
/// missing one.
/// </summary>
[SuppressMessage("Performance", "CA1815", Justification = "Not compared; TorchSharp's class has no equality either.")]
public readonly struct Scalar : IDisposable
{
    internal Scalar(Native.Kind kind, long bits)
    {
        Kind = kind;
        Bits = bits;
    }

    internal Native.Kind Kind { get; }

    internal long Bits { get; }

    public torch.ScalarType Type => Kind switch
    {
        Native.Kind.Int => torch.ScalarType.Int64,
        Native.Kind.Bool => torch.ScalarType.Bool,
        _ => torch.ScalarType.Float64,
    };

    internal double Real => Kind == Native.Kind.Double ? BitConverter.Int64BitsToDouble(Bits) : Bits;

    internal long Integer => Kind == Native.Kind.Double ? (long)BitConverter.Int64BitsToDouble(Bits) : Bits;

    public void Dispose()
    {
    }

    public static implicit operator Scalar(byte value) => (long)value;

    public static implicit operator Scalar(sbyte value) => (long)value;

    public static implicit operator Scalar(short value) => (long)value;

    public static implicit operator Scalar(int value) => (long)value;

    public static implicit operator Scalar(long value) => new(Native.Kind.Int, value);

    public static implicit operator Scalar(float value) => (double)value;

    public static implicit operator Scalar(double value) => new(Native.Kind.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Scalar(bool value) => new(Native.Kind.Bool, value ? 1 : 0);
}

/// <summary>A scalar as one of .NET's numbers.</summary>
public static class ScalarExtensionMethods
{
    public static float ToSingle(this Scalar value) => (float)value.Real;

    public static double ToDouble(this Scalar value) => value.Real;

    public static byte ToByte(this Scalar value) => (byte)value.Integer;

    public static int ToInt32(this Scalar value) => (int)value.Integer;

    public static long ToInt64(this Scalar value) => value.Integer;

    public static bool ToBoolean(this Scalar value) => value.Real != 0;
}
