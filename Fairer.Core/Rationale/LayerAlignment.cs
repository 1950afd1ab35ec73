using System.Numerics;
using System.Runtime.Intrinsics;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Rationale;

/// <summary>
/// How well the two subgroups' decision rationales of one layer agree: the cosine of the layer's vectors
/// <c>ĉ_k^{a=i} = (g_k^{a=i}·w_k)²</c> (Eq. 8 and 9).
/// </summary>
/// <remarks>
/// Computed in double whatever the type of the network, since ĉ² has the fourth power of small numbers. The cosine is 0,
/// with gradient 0, where one of the vectors is all zero: a layer through which nothing flows decides nothing.
/// </remarks>
public sealed class LayerAlignment
{
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly double[]? _units0;
    private readonly double[]? _units1;
    private double _square0;
    private double _square1;

    /// <summary>Prepares for a layer of this size.</summary>
    /// <param name="inputs">The units it reads.</param>
    /// <param name="outputs">The units it has.</param>
    /// <param name="granularity">Whether each weight is a neuron or each unit.</param>
    public LayerAlignment(int inputs, int outputs, Granularity granularity)
    {
        _inputs = inputs;
        _outputs = outputs;
        if (granularity == Granularity.Unit)
        {
            _units0 = new double[outputs];
            _units1 = new double[outputs];
        }
    }

    /// <summary>cos(ĉ⁰, ĉ¹) as last measured.</summary>
    public double Cosine { get; private set; }

    /// <summary>Measures the cosine.</summary>
    /// <param name="weights">The layer's weights <c>[outputs, inputs]</c>.</param>
    /// <param name="gradient0">The gradient of subgroup 0's mean classification loss, of the same shape.</param>
    /// <param name="gradient1">The gradient of subgroup 1's mean classification loss.</param>
    public unsafe void Measure<T>(ReadOnlySpan<T> weights, ReadOnlySpan<T> gradient0, ReadOnlySpan<T> gradient1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireLength(weights.Length, gradient0.Length, gradient1.Length);
        double dot = 0;
        (_square0, _square1) = (0, 0);
        fixed (T* w = weights, g0 = gradient0, g1 = gradient1)
        {
            if (_units0 is null || _units1 is null)
            {
                (dot, _square0, _square1) = Products(w, g0, g1, weights.Length);
            }
            else
            {
                for (var unit = 0; unit < _outputs; unit++)
                {
                    var row = unit * _inputs;
                    (_units0[unit], _units1[unit]) = Sums(w + row, g0 + row, g1 + row, _inputs);
                    dot += _units0[unit] * _units1[unit];
                    _square0 += _units0[unit] * _units0[unit];
                    _square1 += _units1[unit] * _units1[unit];
                }
            }
        }

        // A product of two roots, not the root of a product, which could underflow.
        var norms = Math.Sqrt(_square0) * Math.Sqrt(_square1);
        Cosine = norms > 0 ? dot / norms : 0;
    }

    /// <summary>
    /// The gradient of <c>scale·cos</c> as last measured, in its two parts: directly through the weights, and through
    /// the subgroups' gradients, for which it gives the direction of a Hessian-vector product (docs/method.md).
    /// </summary>
    /// <param name="scale">What the cosine is multiplied by; −β in Eq. 9.</param>
    /// <param name="weights">The layer's weights, as given to <see cref="Measure"/>.</param>
    /// <param name="gradient0">Subgroup 0's gradient, likewise.</param>
    /// <param name="gradient1">Subgroup 1's gradient, likewise.</param>
    /// <param name="direct">Is added <c>scale·Σ_i ∂cos/∂ĉ^i·2(g^i·w)·g^i</c>.</param>
    /// <param name="direction0">Takes <c>V⁰ = scale·∂cos/∂ĉ⁰·2(g⁰·w)·w</c>.</param>
    /// <param name="direction1">Takes <c>V¹</c>, likewise.</param>
    public unsafe void Differentiate<T>(
        double scale,
        ReadOnlySpan<T> weights,
        ReadOnlySpan<T> gradient0,
        ReadOnlySpan<T> gradient1,
        Span<T> direct,
        Span<T> direction0,
        Span<T> direction1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireLength(weights.Length, gradient0.Length, gradient1.Length);
        RequireLength(direct.Length, direction0.Length, direction1.Length);
        var norms = Math.Sqrt(_square0) * Math.Sqrt(_square1);
        if (norms == 0)
        {
            direction0.Clear();
            direction1.Clear();
            return;
        }

        // ∂cos/∂ĉ⁰ = ĉ¹/(|ĉ⁰||ĉ¹|) − cos·ĉ⁰/|ĉ⁰|², and the same with 0 and 1 exchanged.
        var cross = 2 * scale / norms;
        var self0 = -2 * scale * Cosine / _square0;
        var self1 = -2 * scale * Cosine / _square1;
        fixed (T* w = weights, g0 = gradient0, g1 = gradient1, d = direct, v0 = direction0, v1 = direction1)
        {
            for (var unit = 0; unit < _outputs; unit++)
            {
                var row = unit * _inputs;
                if (_units0 is null || _units1 is null)
                {
                    ByWeight(cross, self0, self1, w + row, g0 + row, g1 + row, d + row, v0 + row, v1 + row, _inputs);
                }
                else
                {
                    var slope0 = (cross * _units1[unit]) + (self0 * _units0[unit]);
                    var slope1 = (cross * _units0[unit]) + (self1 * _units1[unit]);
                    ByUnit(slope0, slope1, w + row, g0 + row, g1 + row, d + row, v0 + row, v1 + row, _inputs);
                }
            }
        }
    }

    private static unsafe (double Dot, double Square0, double Square1) Products<T>(T* w, T* g0, T* g1, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (dots, squares0, squares1) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
        var k = 0;
        for (; k <= length - Vector512<double>.Count; k += Vector512<double>.Count)
        {
            var weight = Simd.LoadAsDouble(w + k);
            var c0 = Square(Simd.LoadAsDouble(g0 + k) * weight);
            var c1 = Square(Simd.LoadAsDouble(g1 + k) * weight);
            dots += c0 * c1;
            squares0 += c0 * c0;
            squares1 += c1 * c1;
        }

        var (dot, square0, square1) = (Vector512.Sum(dots), Vector512.Sum(squares0), Vector512.Sum(squares1));
        for (; k < length; k++)
        {
            var weight = double.CreateTruncating(w[k]);
            var c0 = Square(double.CreateTruncating(g0[k]) * weight);
            var c1 = Square(double.CreateTruncating(g1[k]) * weight);
            dot += c0 * c1;
            square0 += c0 * c0;
            square1 += c1 * c1;
        }

        return (dot, square0, square1);
    }

    private static unsafe (double Sum0, double Sum1) Sums<T>(T* w, T* g0, T* g1, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (sums0, sums1) = (Vector512<double>.Zero, Vector512<double>.Zero);
        var k = 0;
        for (; k <= length - Vector512<double>.Count; k += Vector512<double>.Count)
        {
            var weight = Simd.LoadAsDouble(w + k);
            sums0 += Square(Simd.LoadAsDouble(g0 + k) * weight);
            sums1 += Square(Simd.LoadAsDouble(g1 + k) * weight);
        }

        var (sum0, sum1) = (Vector512.Sum(sums0), Vector512.Sum(sums1));
        for (; k < length; k++)
        {
            var weight = double.CreateTruncating(w[k]);
            sum0 += Square(double.CreateTruncating(g0[k]) * weight);
            sum1 += Square(double.CreateTruncating(g1[k]) * weight);
        }

        return (sum0, sum1);
    }

    private static unsafe void ByWeight<T>(
        double cross, double self0, double self1, T* w, T* g0, T* g1, T* direct, T* v0, T* v1, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var k = 0;
        for (; k <= length - Vector512<double>.Count; k += Vector512<double>.Count)
        {
            var weight = Simd.LoadAsDouble(w + k);
            var gradient0 = Simd.LoadAsDouble(g0 + k);
            var gradient1 = Simd.LoadAsDouble(g1 + k);
            var change0 = gradient0 * weight;
            var change1 = gradient1 * weight;
            var (c0, c1) = (Square(change0), Square(change1));
            var slope0 = ((c1 * cross) + (c0 * self0)) * change0;
            var slope1 = ((c0 * cross) + (c1 * self1)) * change1;
            Simd.StoreFromDouble(Simd.LoadAsDouble(direct + k) + (slope0 * gradient0) + (slope1 * gradient1), direct + k);
            Simd.StoreFromDouble(slope0 * weight, v0 + k);
            Simd.StoreFromDouble(slope1 * weight, v1 + k);
        }

        for (; k < length; k++)
        {
            var weight = double.CreateTruncating(w[k]);
            var gradient0 = double.CreateTruncating(g0[k]);
            var gradient1 = double.CreateTruncating(g1[k]);
            var change0 = gradient0 * weight;
            var change1 = gradient1 * weight;
            var (c0, c1) = (Square(change0), Square(change1));
            var slope0 = ((c1 * cross) + (c0 * self0)) * change0;
            var slope1 = ((c0 * cross) + (c1 * self1)) * change1;
            direct[k] += T.CreateTruncating((slope0 * gradient0) + (slope1 * gradient1));
            v0[k] = T.CreateTruncating(slope0 * weight);
            v1[k] = T.CreateTruncating(slope1 * weight);
        }
    }

    private static unsafe void ByUnit<T>(
        double slope0, double slope1, T* w, T* g0, T* g1, T* direct, T* v0, T* v1, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var k = 0; k < length; k++)
        {
            var weight = double.CreateTruncating(w[k]);
            var gradient0 = double.CreateTruncating(g0[k]);
            var gradient1 = double.CreateTruncating(g1[k]);
            var change0 = slope0 * gradient0 * weight;
            var change1 = slope1 * gradient1 * weight;
            direct[k] += T.CreateTruncating((change0 * gradient0) + (change1 * gradient1));
            v0[k] = T.CreateTruncating(change0 * weight);
            v1[k] = T.CreateTruncating(change1 * weight);
        }
    }

    private static Vector512<double> Square(Vector512<double> x) => x * x;

    private static double Square(double x) => x * x;

    private void RequireLength(int first, int second, int third)
    {
        var expected = _inputs * _outputs;
        if (first != expected || second != expected || third != expected)
        {
            throw new ArgumentException($"The layer has {expected} weights; the spans have {first}, {second} and {third}.");
        }
    }
}
