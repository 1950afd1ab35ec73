using System.Numerics;

namespace Fairer.Core.Training.Managed;

/// <summary>Samples in panels, in one of the forms that an <see cref="InputLayer{T}"/> reads.</summary>
internal abstract class Samples<T>(int panels) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Panels => panels;

    /// <summary>How many panels hold that many samples.</summary>
    public static int PanelsFor(int samples) => (samples + Kernels<T>.Lanes - 1) / Kernels<T>.Lanes;

    public abstract void Dispose();
}
