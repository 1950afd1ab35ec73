using Fairer.Core.Rationale;
using static TorchSharp.torch;

namespace Fairer.Torch;

/// <summary>
/// How well two subgroups' decision rationales of one layer agree, for many runs at once: the cosine of
/// <c>ĉ_k^{a=i} = (g_k^{a=i}·w_k)²</c> (Eq. 8 and 9).
/// </summary>
/// <remarks>
/// A cosine does not change when a vector is scaled, so that each ĉ is divided by its largest value: its squares then fit a
/// float32. Where one of the vectors is all zero the cosine is 0, with gradient 0. The cosine can be differentiated by
/// autograd too. Layers can have tens of millions of weights: what is as large as they are is passed over as seldom as can be.
/// </remarks>
internal sealed class Alignment
{
    private readonly Tensor _change0;
    private readonly Tensor _change1;
    private readonly Tensor _scale0;
    private readonly Tensor _scale1;
    private readonly Tensor _rationale0;
    private readonly Tensor _rationale1;
    private readonly Tensor _square0;
    private readonly Tensor _square1;
    private readonly Tensor _norms;

    /// <param name="weights">The layer's weights <c>[runs, out, in]</c>.</param>
    /// <param name="gradient0">The gradient of subgroup 0's mean classification loss, of the same shape.</param>
    /// <param name="gradient1">The gradient of subgroup 1's mean classification loss.</param>
    /// <param name="granularity">Whether each weight is a neuron or each unit.</param>
    public Alignment(Tensor weights, Tensor gradient0, Tensor gradient1, Granularity granularity)
    {
        _change0 = gradient0 * weights;
        _change1 = gradient1 * weights;
        (_rationale0, _scale0) = Rationale(_change0, granularity);
        (_rationale1, _scale1) = Rationale(_change1, granularity);
        _square0 = Square(_rationale0);
        _square1 = Square(_rationale1);
        _norms = _square0.sqrt() * _square1.sqrt();
        Cosine = Sum(_rationale0 * _rationale1) / _norms;
    }

    /// <summary>cos(ĉ⁰, ĉ¹) of each run, <c>[runs, 1, 1]</c>.</summary>
    public Tensor Cosine { get; }

    /// <summary>
    /// The gradient of <c>scale·cos</c> in its two parts (docs/method.md): directly through the weights,
    /// <c>Σ_i scale·∂cos/∂ĉ^i·2(g^i·w)·g^i</c>, and the directions <c>V_i = scale·∂cos/∂ĉ^i·2(g^i·w)·w</c> of its
    /// Hessian-vector products.
    /// </summary>
    /// <param name="scale">What each run's cosine is multiplied by, −β, <c>[runs, 1, 1]</c>.</param>
    /// <param name="weights">The weights, as given before.</param>
    /// <param name="gradient0">Subgroup 0's gradient, likewise.</param>
    /// <param name="gradient1">Subgroup 1's gradient, likewise.</param>
    public (Tensor Direct, Tensor Direction0, Tensor Direction1) Differentiate(
        Tensor scale, Tensor weights, Tensor gradient0, Tensor gradient1)
    {
        // ∂cos/∂ĉ⁰ = ĉ¹/(|ĉ⁰||ĉ¹|) − cos·ĉ⁰/|ĉ⁰|², and the same with 0 and 1 exchanged.
        var slope0 = 2 * scale / _scale0 * ((_rationale1 / _norms) - (Cosine / _square0 * _rationale0)) * _change0;
        var slope1 = 2 * scale / _scale1 * ((_rationale0 / _norms) - (Cosine / _square1 * _rationale1)) * _change1;
        return ((slope0 * gradient0) + (slope1 * gradient1), slope0 * weights, slope1 * weights);
    }

    private static (Tensor Rationale, Tensor Scale) Rationale(Tensor change, Granularity granularity)
    {
        var rationale = change.square();
        rationale = granularity == Granularity.Unit ? rationale.sum([2], true) : rationale;

        // A layer through which nothing flows is not divided by zero.
        var scale = rationale.detach().amax([1, 2], true);
        scale = scale.masked_fill(scale.eq(0), 1);
        return (rationale / scale, scale);
    }

    private static Tensor Square(Tensor rationale)
    {
        var square = Sum(rationale * rationale);
        return square.masked_fill(square.eq(0), 1);
    }

    private static Tensor Sum(Tensor values) => values.sum([1, 2], true);
}
