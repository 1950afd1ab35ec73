using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fairer.Core.Training.Managed;

/// <summary>The losses of a block's samples, and how they change with the logit.</summary>
/// <remarks>
/// <para>The cross-entropy of a sample is <c>ℓ(m) = log(1 + exp(m))</c> with the margin <c>m = q·z</c>, q = −1 where its label
/// is 1, else 1. Where a panel has no sample, q = 0, and nothing changes.</para>
/// <para>Most removals change the margin but little, and their number is in the billions: there ℓ's Taylor series around the
/// sample's margin takes the place of two transcendental functions. It converges within π, so that ten terms reach a
/// sixteenth with less error than rounding has.</para>
/// </remarks>
internal sealed unsafe class RemovalLosses(int panels) : IDisposable
{
    private const int Terms = 10;
    private const double Reach = 1.0 / 16;

    private readonly NativeBuffer<double> _sides = new((long)panels * Lanes);
    private readonly NativeBuffer<double> _margins = new((long)panels * Lanes);
    private readonly NativeBuffer<double> _losses = new((long)panels * Lanes);
    private readonly NativeBuffer<double> _series = new((long)panels * Lanes * Terms);

    private static int Lanes => Kernels<double>.Lanes;

    /// <summary>Empties a panel.</summary>
    public void Clear(int panel)
    {
        _sides.Span.Slice(panel * Lanes, Lanes).Clear();
        _margins.Span.Slice(panel * Lanes, Lanes).Clear();
    }

    /// <summary>Takes in a sample.</summary>
    public void Set(int sample, byte label, double logit)
    {
        _sides.Pointer[sample] = label == 1 ? -1 : 1;
        _margins.Pointer[sample] = _sides.Pointer[sample] * logit;
    }

    /// <summary>Writes <c>p − y</c>, the derivative of each sample's loss by its logit, and keeps the losses.</summary>
    public void Signal(int panel, double* signal)
    {
        Span<double> sigmoid = stackalloc double[Terms];
        for (var lane = 0; lane < Lanes; lane++)
        {
            // The series of ℓ' = σ follows from σ' = σ − σ²: (n + 1)·s_{n+1} = s_n − Σ s_j·s_{n−j}.
            var at = (panel * Lanes) + lane;
            sigmoid[0] = 1 / (1 + Math.Exp(-_margins.Pointer[at]));
            signal[lane] = _sides.Pointer[at] * sigmoid[0];
            for (var n = 0; n < Terms; n++)
            {
                Term(panel, n)[lane] = sigmoid[n] / (n + 1);
                if (n + 1 < Terms)
                {
                    var next = sigmoid[n];
                    for (var j = 0; j <= n; j++)
                    {
                        next -= sigmoid[j] * sigmoid[n - j];
                    }

                    sigmoid[n + 1] = next / (n + 1);
                }
            }
        }

        for (var lane = 0; lane < Lanes; lane += Vector512<double>.Count)
        {
            var at = (panel * Lanes) + lane;
            Loss(Vector512.Load(_margins.Pointer + at)).Store(_losses.Pointer + at);
        }
    }

    /// <summary>The loss of a panel.</summary>
    public double Sum(int panel)
    {
        var sum = 0.0;
        for (var sample = panel * Lanes; sample < (panel + 1) * Lanes; sample++)
        {
            sum += Math.Abs(_sides.Pointer[sample]) * _losses.Pointer[sample];
        }

        return sum;
    }

    /// <summary>The changes of the losses of a vector of samples with changes of their logits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> Change(int panel, int lane, Vector512<double> logitChanges)
    {
        var at = (panel * Lanes) + lane;
        var change = Vector512.Load(_sides.Pointer + at) * logitChanges;
        if (!IsSmall(change))
        {
            return Loss(change + Vector512.Load(_margins.Pointer + at)) - Vector512.Load(_losses.Pointer + at);
        }

        var term = Term(panel, Terms - 1) + lane;
        var sum = Vector512.Load(term);
        for (var n = Terms - 1; n > 0; n--)
        {
            term -= Lanes;
            sum = Simd.MultiplyAdd(sum, change, Vector512.Load(term));
        }

        return sum * change;
    }

    /// <summary>The changes of one sample's loss with changes of its logit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> ChangeOf(int sample, Vector512<double> logitChanges)
    {
        var change = logitChanges * _sides.Pointer[sample];
        if (!IsSmall(change))
        {
            return Loss(change + Vector512.Create(_margins.Pointer[sample])) - Vector512.Create(_losses.Pointer[sample]);
        }

        var (panel, lane) = Math.DivRem(sample, Lanes);
        var term = Term(panel, Terms - 1) + lane;
        var sum = Vector512.Create(*term);
        for (var n = Terms - 1; n > 0; n--)
        {
            term -= Lanes;
            sum = Simd.MultiplyAdd(sum, change, Vector512.Create(*term));
        }

        return sum * change;
    }

    public void Dispose()
    {
        _sides.Dispose();
        _margins.Dispose();
        _losses.Dispose();
        _series.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSmall(Vector512<double> change) =>
        Vector512.LessThanOrEqualAll(Vector512.Abs(change), Vector512.Create(Reach));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Loss(Vector512<double> margin) =>
        Vector512.Max(margin, Vector512<double>.Zero) + Vector512.Log(Vector512<double>.One + Vector512.Exp(-Vector512.Abs(margin)));

    /// <summary>The factors of <c>change^(n+1)</c> of a panel's samples.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double* Term(int panel, int n) => _series.Pointer + ((((long)panel * Terms) + n) * Lanes);
}
