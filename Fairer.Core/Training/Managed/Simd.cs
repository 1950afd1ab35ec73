using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fairer.Core.Training.Managed;

/// <summary>The few vector operations that .NET has for float and double but not for a type parameter.</summary>
internal static class Simd
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd<T>(Vector512<T> x, Vector512<T> y, Vector512<T> sum) =>
        typeof(T) == typeof(float)
            ? Vector512.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), sum.AsSingle()).As<float, T>()
            : Vector512.MultiplyAddEstimate(x.AsDouble(), y.AsDouble(), sum.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd<T>(Vector<T> x, Vector<T> y, Vector<T> sum) =>
        typeof(T) == typeof(float)
            ? Vector.MultiplyAddEstimate(x.As<T, float>(), y.As<T, float>(), sum.As<T, float>()).As<float, T>()
            : Vector.MultiplyAddEstimate(x.As<T, double>(), y.As<T, double>(), sum.As<T, double>()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exp<T>(Vector<T> x) =>
        typeof(T) == typeof(float)
            ? Vector.Exp(x.As<T, float>()).As<float, T>()
            : Vector.Exp(x.As<T, double>()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Log<T>(Vector<T> x) =>
        typeof(T) == typeof(float)
            ? Vector.Log(x.As<T, float>()).As<float, T>()
            : Vector.Log(x.As<T, double>()).As<double, T>();

    /// <summary>Adds numbers to others.</summary>
    public static unsafe void Add<T>(T* sums, T* numbers, int count)
        where T : unmanaged, INumberBase<T>
    {
        var k = 0;
        for (; k <= count - Vector<T>.Count; k += Vector<T>.Count)
        {
            (Vector.Load(sums + k) + Vector.Load(numbers + k)).Store(sums + k);
        }

        for (; k < count; k++)
        {
            sums[k] += numbers[k];
        }
    }

    /// <summary>Reads as many numbers as a double vector holds, as doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<double> LoadAsDouble<T>(T* source)
        where T : unmanaged =>
        typeof(T) == typeof(float)
            ? Vector512.WidenLower(Vector256.Load((float*)source).ToVector512Unsafe())
            : Vector512.Load((double*)source);

    /// <summary>Writes a double vector in the type of the target.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreFromDouble<T>(Vector512<double> value, T* target)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            Vector512.Narrow(value, value).GetLower().Store((float*)target);
        }
        else
        {
            value.Store((double*)target);
        }
    }
}
