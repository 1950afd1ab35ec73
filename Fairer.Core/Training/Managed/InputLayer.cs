using System.Numerics;

namespace Fairer.Core.Training.Managed;

/// <summary>What the first layer of a network does with samples of one form. The form is all that differs from the other
/// layers: these weights are the only ones that meet data.</summary>
internal abstract unsafe class InputLayer<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Makes one direction V of the weights known.</summary>
    public abstract void PackDirection(int direction, T* weights);

    /// <summary><c>a = max(W·x + b, 0)</c> of a run of panels.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="from">Their first panel.</param>
    /// <param name="output">The panels to write.</param>
    /// <param name="panels">How many panels.</param>
    public abstract void Forward(Samples<T> samples, int from, T* output, int panels);

    /// <summary><c>ȧ = [a &gt; 0]·V·x</c> of a run of panels.</summary>
    /// <param name="direction">Which direction V; null for W itself, where the samples are tangents.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="from">Their first panel.</param>
    /// <param name="gate">The panels' activations a.</param>
    /// <param name="output">The panels to write.</param>
    /// <param name="panels">How many panels.</param>
    public abstract void Tangent(int? direction, Samples<T> samples, int from, T* gate, T* output, int panels);

    /// <summary>Starts a new gradient.</summary>
    public abstract void ClearGradient();

    /// <summary>Adds <c>Σ u·xᵀ</c> over a run of panels. Those of a cell are to come one after the other from its first to its last
    /// before another's, and before the gradient is read: a layer may wait for more of them.</summary>
    /// <param name="samples">The samples x.</param>
    /// <param name="from">Their first panel.</param>
    /// <param name="signals">The signals u, panel after panel.</param>
    /// <param name="panels">How many panels.</param>
    public abstract void AddGradient(Samples<T> samples, int from, T* signals, int panels);

    /// <summary>Adds <c>Σ u</c> over signals that have been given to <see cref="AddGradient"/>, for the biases.</summary>
    public abstract void AddBiasGradient(T* signals, int panels);

    /// <summary>Writes the gradient of the weights.</summary>
    public abstract void ReadGradient(T* gradient);

    /// <summary>Writes the gradient of the biases.</summary>
    public abstract void ReadBiasGradient(T* gradient);

    public abstract void Dispose();
}
