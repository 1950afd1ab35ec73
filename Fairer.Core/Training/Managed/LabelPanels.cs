using System.Numerics;

namespace Fairer.Core.Training.Managed;

/// <summary>
/// The labels of panels of samples, and what follows from them at the network's output: losses and signals. It also
/// knows which samples are there at all, since a run of samples may end inside a panel.
/// </summary>
internal sealed unsafe class LabelPanels<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly NativeBuffer<T> _labels;
    private readonly NativeBuffer<T> _present;

    public LabelPanels(int panels)
    {
        _labels = new NativeBuffer<T>((long)panels * Kernels<T>.Lanes);
        _present = new NativeBuffer<T>((long)panels * Kernels<T>.Lanes);
    }

    public void SetSample(int sample, byte label)
    {
        _labels.Pointer[sample] = T.CreateTruncating(label);
        _present.Pointer[sample] = T.One;
    }

    /// <summary>Scores a panel of logits: <c>p = σ(z)</c>.</summary>
    /// <returns>The sums over its samples of the cross-entropy and of the scores.</returns>
    public (double Loss, double Score) Score(int panel, T* logits, T* scores)
    {
        var (losses, sums) = (Vector<T>.Zero, Vector<T>.Zero);
        for (var lane = 0; lane < Kernels<T>.Lanes; lane += Vector<T>.Count)
        {
            var at = (panel * Kernels<T>.Lanes) + lane;
            var (label, present) = (Vector.Load(_labels.Pointer + at), Vector.Load(_present.Pointer + at));
            var z = Vector.Load(logits + lane);
            var decay = Simd.Exp(-Vector.Abs(z));
            var likelier = Vector<T>.One / (Vector<T>.One + decay);
            var score = Vector.ConditionalSelect(Vector.GreaterThanOrEqual(z, Vector<T>.Zero), likelier, decay * likelier);
            var loss = Vector.Max(z, Vector<T>.Zero) - (z * label) + Simd.Log(Vector<T>.One + decay);
            score.Store(scores + lane);
            losses += present * loss;
            sums += present * score;
        }

        return (double.CreateTruncating(Vector.Sum(losses)), double.CreateTruncating(Vector.Sum(sums)));
    }

    /// <summary>Writes a subgroup's classification signal, <c>δ = (p − y)/count</c>.</summary>
    public void ClassificationSignal(int panel, T* scores, double count, T* signal)
    {
        var share = new Vector<T>(T.CreateTruncating(1 / count));
        for (var lane = 0; lane < Kernels<T>.Lanes; lane += Vector<T>.Count)
        {
            var at = (panel * Kernels<T>.Lanes) + lane;
            var error = Vector.Load(scores + lane) - Vector.Load(_labels.Pointer + at);
            (Vector.Load(_present.Pointer + at) * error * share).Store(signal + lane);
        }
    }

    /// <summary>
    /// Writes the whole loss's signal, <c>u = (p − y)/batch + p(1 − p)·(slope + ż/count)</c>: classification, the
    /// fairness gap, and, where there are tangents, the Hessian-vector product of docs/method.md.
    /// </summary>
    /// <param name="panel">The panel.</param>
    /// <param name="scores">Its scores p.</param>
    /// <param name="batch">The samples of the batch.</param>
    /// <param name="slope">The derivative of λ·L_fair with respect to each score of this cell.</param>
    /// <param name="tangents">The panel's ż, or null.</param>
    /// <param name="count">The samples of the cell.</param>
    /// <param name="signal">The panel to write.</param>
    public void LossSignal(int panel, T* scores, double batch, double slope, T* tangents, double count, T* signal)
    {
        var share = new Vector<T>(T.CreateTruncating(1 / batch));
        var cellShare = new Vector<T>(T.CreateTruncating(1 / count));
        var push = new Vector<T>(T.CreateTruncating(slope));
        for (var lane = 0; lane < Kernels<T>.Lanes; lane += Vector<T>.Count)
        {
            var at = (panel * Kernels<T>.Lanes) + lane;
            var score = Vector.Load(scores + lane);
            var error = score - Vector.Load(_labels.Pointer + at);
            var slopeHere = tangents is null ? push : push + (Vector.Load(tangents + lane) * cellShare);
            var value = (error * share) + (score * (Vector<T>.One - score) * slopeHere);
            (Vector.Load(_present.Pointer + at) * value).Store(signal + lane);
        }
    }

    /// <summary>Scores a panel of logits, and sums <c>p(1 − p)·ż</c>, the slopes of its scores along the tangents.</summary>
    public double PathSlopes(int panel, T* logits, T* scores, T* tangents)
    {
        Score(panel, logits, scores);
        var sum = Vector<T>.Zero;
        for (var lane = 0; lane < Kernels<T>.Lanes; lane += Vector<T>.Count)
        {
            var score = Vector.Load(scores + lane);
            sum += Present(panel, lane) * score * (Vector<T>.One - score) * Vector.Load(tangents + lane);
        }

        return double.CreateTruncating(Vector.Sum(sum));
    }

    /// <summary>Writes the signals of <c>slope·p(1 − p)·ż</c>: of the values z and of their tangents ż.</summary>
    public void PathSignals(int panel, double slope, T* scores, T* tangents, T* signal, T* tangentSignal)
    {
        var push = new Vector<T>(T.CreateTruncating(slope));
        for (var lane = 0; lane < Kernels<T>.Lanes; lane += Vector<T>.Count)
        {
            var score = Vector.Load(scores + lane);
            var ofTangent = Present(panel, lane) * push * score * (Vector<T>.One - score);
            ofTangent.Store(tangentSignal + lane);
            (ofTangent * (Vector<T>.One - score - score) * Vector.Load(tangents + lane)).Store(signal + lane);
        }
    }

    /// <summary>The label of one sample.</summary>
    public double Label(int sample) => double.CreateTruncating(_labels.Pointer[sample]);

    public void Dispose()
    {
        _labels.Dispose();
        _present.Dispose();
    }

    /// <summary>1 where there is a sample, 0 where there is none.</summary>
    private Vector<T> Present(int panel, int lane) => Vector.Load(_present.Pointer + (panel * Kernels<T>.Lanes) + lane);
}
