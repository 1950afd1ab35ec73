using static TorchSharp.torch;

namespace Fairer.Torch;

/// <summary>The classification loss, one number a sample.</summary>
internal static class BinaryCrossEntropy
{
    /// <summary><c>−y·log σ(z) − (1 − y)·log(1 − σ(z))</c>, in a form that does not overflow.</summary>
    /// <param name="logits">z, of any shape.</param>
    /// <param name="labels">y, 0 or 1, of the same shape.</param>
    public static Tensor Of(Tensor logits, Tensor labels) =>
        logits.clamp_min(0) - (logits * labels) + logits.abs().neg().exp().log1p();
}
