using System.Numerics;
using System.Runtime.Intrinsics;

namespace Fairer.Core.Training.Managed;

/// <summary>What a product does with each sum before it is written, while it is still in a register.</summary>
internal unsafe interface IEpilogue<T>
    where T : unmanaged
{
    static abstract Vector512<T> Apply(Vector512<T> sum, T* gate);

    static abstract Vector<T> Apply(Vector<T> sum, T* gate);
}

/// <summary>The sum itself: a logit, or a tangent of it.</summary>
internal readonly unsafe struct Linear<T> : IEpilogue<T>
    where T : unmanaged
{
    public static Vector512<T> Apply(Vector512<T> sum, T* gate) => sum;

    public static Vector<T> Apply(Vector<T> sum, T* gate) => sum;
}

/// <summary>max(sum, 0): a hidden unit's activation.</summary>
internal readonly unsafe struct Relu<T> : IEpilogue<T>
    where T : unmanaged
{
    public static Vector512<T> Apply(Vector512<T> sum, T* gate) => Vector512.Max(sum, Vector512<T>.Zero);

    public static Vector<T> Apply(Vector<T> sum, T* gate) => Vector.Max(sum, Vector<T>.Zero);
}

/// <summary>The sum where the unit's activation is positive, else 0: the derivative of ReLU at work.</summary>
internal readonly unsafe struct Gated<T> : IEpilogue<T>
    where T : unmanaged
{
    public static Vector512<T> Apply(Vector512<T> sum, T* gate) =>
        sum & Vector512.GreaterThan(Vector512.Load(gate), Vector512<T>.Zero);

    public static Vector<T> Apply(Vector<T> sum, T* gate) =>
        sum & Vector.GreaterThan(Vector.Load(gate), Vector<T>.Zero).As<T, T>();
}
