using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp;

/// <summary>An argument of an operator as C# has it; <see cref="Op"/> turns it into the bridge's form.</summary>
internal readonly struct Arg
{
    /// <summary>The tensor, which must not be finalized during the call, or the array of a list.</summary>
    private readonly object? _object;
    private readonly long _bits;
    private readonly Native.Kind _kind;
    private readonly int _count;

    private Arg(Native.Kind kind, long bits = 0, int count = 0, object? source = null)
    {
        _object = source;
        _bits = bits;
        _kind = kind;
        _count = count;
    }

    /// <summary>How many words of 64 bits the list needs.</summary>
    internal int Words => _kind == Native.Kind.Text ? (_count + 7) / 8 : IsList ? _count : 0;

    internal object? Source => _object;

    private bool IsList => _kind is Native.Kind.TensorList or Native.Kind.IntList or Native.Kind.DoubleList or Native.Kind.Text;

    /// <summary>Writes the bridge's form; a list goes to the given words.</summary>
    internal unsafe int Write(Native.Argument* argument, long* words)
    {
        argument->Kind = _kind;
        argument->Count = _count;
        argument->Bits = _bits;
        if (!IsList)
        {
            return 0;
        }

        argument->Bits = (long)words;
        switch (_object)
        {
            case long[] integers:
                integers.CopyTo(new Span<long>(words, _count));
                break;
            case double[] reals:
                reals.CopyTo(new Span<double>(words, _count));
                break;
            case byte[] text:
                text.CopyTo(new Span<byte>(words, _count));
                break;
            case torch.Tensor[] tensors:
                for (var i = 0; i < tensors.Length; i++)
                {
                    words[i] = tensors[i].Handle;
                }

                break;
            default:
                throw new InvalidOperationException("A list of this type is not known.");
        }

        return Words;
    }

    public static implicit operator Arg(torch.Tensor? tensor) =>
        tensor is null ? default : new(Native.Kind.Tensor, tensor.Handle, source: tensor);

    public static implicit operator Arg(torch.Tensor[] tensors) => new(Native.Kind.TensorList, count: tensors.Length, source: tensors);

    public static implicit operator Arg(long value) => new(Native.Kind.Int, value);

    public static implicit operator Arg(long? value) => value is { } given ? given : default(Arg);

    public static implicit operator Arg(long[]? values) =>
        values is null ? default : new(Native.Kind.IntList, count: values.Length, source: values);

    public static implicit operator Arg(double value) => new(Native.Kind.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Arg(double[]? values) =>
        values is null ? default : new(Native.Kind.DoubleList, count: values.Length, source: values);

    public static implicit operator Arg(bool value) => new(Native.Kind.Bool, value ? 1 : 0);

    public static implicit operator Arg(Scalar value) => new(value.Kind, value.Bits);

    public static implicit operator Arg(Scalar? value) => value is { } given ? given : default(Arg);

    public static implicit operator Arg(torch.ScalarType value) => new(Native.Kind.Int, (long)value);

    public static implicit operator Arg(torch.ScalarType? value) => value is { } given ? given : default(Arg);

    public static implicit operator Arg(torch.Device? device) =>
        device is null ? default : new(Native.Kind.Device, (long)device.type, device.index);

    public static implicit operator Arg(string? text)
    {
        if (text is null)
        {
            return default;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        return new(Native.Kind.Text, count: bytes.Length, source: bytes);
    }
}

/// <summary>
/// One operator of libtorch, found by its name on its first call. Arguments stand in the order of libtorch's schema,
/// keyword ones included; trailing ones with a default may be left out.
/// </summary>
[SkipLocalsInit]
internal sealed unsafe class Op(string name, string overload = "")
{
    private const int Words = 32;

    private nint _handle;

    /// <summary>Calls the operator for its one tensor.</summary>
    internal torch.Tensor Call(params ReadOnlySpan<Arg> args)
    {
        Native.Argument result;
        Invoke(null, args, &result, 1);
        return new torch.Tensor((nint)result.Bits);
    }

    /// <summary>Calls an operator that changes its first argument, which is also the answer.</summary>
    internal torch.Tensor Update(torch.Tensor self, params ReadOnlySpan<Arg> rest)
    {
        Invoke(self, rest, null, 0);
        return self;
    }

    /// <summary>Calls the operator for its two tensors.</summary>
    internal (torch.Tensor First, torch.Tensor Second) CallPair(params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc Native.Argument[2];
        Invoke(null, args, results, 2);
        return (new torch.Tensor((nint)results[0].Bits), new torch.Tensor((nint)results[1].Bits));
    }

    /// <summary>Calls the operator for its list of tensors.</summary>
    internal torch.Tensor[] CallList(params ReadOnlySpan<Arg> args)
    {
        Native.Argument result;
        Invoke(null, args, &result, 1);
        var tensors = new torch.Tensor[result.Count];
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i] = new torch.Tensor(((nint*)result.Bits)[i]);
        }

        return tensors;
    }

    /// <summary>Calls the operator for its one number or truth value.</summary>
    internal Scalar CallScalar(params ReadOnlySpan<Arg> args)
    {
        Native.Argument result;
        Invoke(null, args, &result, 1);
        return new Scalar(result.Kind, result.Bits);
    }

    private void Invoke(torch.Tensor? self, ReadOnlySpan<Arg> args, Native.Argument* results, int capacity)
    {
        var op = _handle != 0 ? _handle : Find();
        var words = 0;
        foreach (ref readonly var arg in args)
        {
            words += arg.Words;
        }

        var arguments = stackalloc Native.Argument[args.Length + 1];
        var first = arguments;
        if (self is not null)
        {
            *first++ = new Native.Argument { Kind = Native.Kind.Tensor, Bits = self.Handle };
        }

        int answer;
        fixed (long* lists = words <= Words ? stackalloc long[Words] : new long[words])
        {
            var next = lists;
            for (var i = 0; i < args.Length; i++)
            {
                next += args[i].Write(&first[i], next);
            }

            answer = Native.Call(op, arguments, (int)(first - arguments) + args.Length, results, capacity);
        }

        GC.KeepAlive(self);
        foreach (ref readonly var arg in args)
        {
            GC.KeepAlive(arg.Source);
        }

        if (answer != capacity)
        {
            Fail(answer, capacity);
        }
    }

    private nint Find()
    {
        if (Native.Load() is { } problem)
        {
            throw new DllNotFoundException(problem);
        }

        var handle = Native.FindOperator("aten::" + name, overload);
        if (handle == 0)
        {
            Native.Throw();
        }

        return _handle = handle;
    }

    [DoesNotReturn]
    private void Fail(int answer, int capacity)
    {
        Native.Check(answer);
        throw new ExternalException($"aten::{name} has {answer} results, {capacity} were expected.");
    }
}
