using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Fairer.Core.Models;

namespace Fairer.Core.Training.Managed;

/// <summary>
/// Variants of one unit's activation for one sample, and how they change the logit, where there are at least two layers
/// above. One a thread.
/// </summary>
internal sealed unsafe class RemovalVariants : IDisposable
{
    private readonly NativeBuffer<double> _deltas;
    private readonly NativeBuffer<double> _results;
    private readonly NativeBuffer<double> _column;
    private readonly NativeBuffer<double> _bends;
    private readonly NativeBuffer<double> _lower;
    private readonly NativeBuffer<double> _upper;

    public RemovalVariants(MlpLayout layout)
    {
        var widest = Math.Max(layout.Inputs, layout.Layers.Max(layer => layer.Outputs));
        var most = widest + 1 + Lanes;
        _deltas = new NativeBuffer<double>(most);
        _results = new NativeBuffer<double>(most);
        _column = new NativeBuffer<double>(widest);
        _bends = new NativeBuffer<double>(3L * widest);
        _lower = new NativeBuffer<double>((long)widest * Lanes);
        _upper = new NativeBuffer<double>((long)widest * Lanes);
        Removed = new int[most];
    }

    /// <summary>How many variants there are.</summary>
    public int Count { get; private set; }

    /// <summary>What is removed in each.</summary>
    public int[] Removed { get; }

    private static int Lanes => Kernels<double>.Lanes;

    /// <summary>Turns to another unit.</summary>
    public void Start(RemovalLayer[] layers, int l, int unit)
    {
        var next = layers[l + 1];
        for (var row = 0; row < next.Layout.Outputs; row++)
        {
            _column.Pointer[row] = next.Weight(row, unit);
        }
    }

    /// <summary>Forgets all variants.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds a variant, if its activation differs at all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int removed, double delta)
    {
        Removed[Count] = removed;
        _deltas.Pointer[Count] = delta;
        Count += delta != 0 ? 1 : 0;
    }

    /// <summary>Takes the variants of a sample through the layers above.</summary>
    /// <returns>The change of the logit of each; zeros fill up the last vector.</returns>
    public double* LogitChanges(RemovalLayer[] layers, int l, int sample)
    {
        new Span<double>(_deltas.Pointer + Count, Lanes).Clear();
        if (l + 2 == layers.Length - 1)
        {
            Bend(layers[l + 1].SumsOf(sample), layers[^1].Weights(), layers[l + 1].Layout.Outputs);
        }
        else
        {
            Propagate(layers, l, sample);
        }

        return _results.Pointer;
    }

    public void Dispose()
    {
        _deltas.Dispose();
        _results.Dispose();
        _column.Dispose();
        _bends.Dispose();
        _lower.Dispose();
        _upper.Dispose();
    }

    /// <summary>
    /// The change of the logit with one hidden layer between: <c>Σ_u v_u·(max(z_u + w_u·δ, 0) − max(z_u, 0))</c>, w the
    /// weights from the unit, v those to the output. Between the least and the greatest δ most units stay active or stay
    /// inactive: these are one slope for all variants, and only those that bend are gone through variant by variant.
    /// </summary>
    private void Bend(double* sums, double* slopes, int units)
    {
        var (least, greatest) = (0.0, 0.0);
        for (var k = 0; k < Count; k++)
        {
            least = Math.Min(least, _deltas.Pointer[k]);
            greatest = Math.Max(greatest, _deltas.Pointer[k]);
        }

        var (leasts, greatests, slope) = (Vector512.Create(least), Vector512.Create(greatest), Vector512<double>.Zero);
        var (rest, bends, unit) = (0.0, 0, 0);
        for (; unit <= units - Vector512<double>.Count; unit += Vector512<double>.Count)
        {
            var (sum, weight) = (Vector512.Load(sums + unit), Vector512.Load(_column.Pointer + unit));
            var low = Vector512.GreaterThan(Simd.MultiplyAdd(weight, leasts, sum), Vector512<double>.Zero);
            var high = Vector512.GreaterThan(Simd.MultiplyAdd(weight, greatests, sum), Vector512<double>.Zero);
            slope += Vector512.Load(slopes + unit) * weight & low & high;
            for (var mask = (low ^ high).ExtractMostSignificantBits(); mask != 0; mask &= mask - 1)
            {
                AddBend(unit + BitOperations.TrailingZeroCount(mask), sums, slopes, bends++);
            }
        }

        for (; unit < units; unit++)
        {
            var (low, high) = (sums[unit] + (_column.Pointer[unit] * least) > 0, sums[unit] + (_column.Pointer[unit] * greatest) > 0);
            rest += low && high ? slopes[unit] * _column.Pointer[unit] : 0;
            if (low != high)
            {
                AddBend(unit, sums, slopes, bends++);
            }
        }

        var common = Vector512.Create(Vector512.Sum(slope) + rest);
        for (var first = 0; first < Count; first += Lanes)
        {
            BendPair(common, bends, first);
        }
    }

    /// <summary>Notes a unit that bends: its sum, the weight to it, and its slope.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddBend(int unit, double* sums, double* slopes, int place)
    {
        var bend = _bends.Pointer + (3 * place);
        bend[0] = sums[unit];
        bend[1] = _column.Pointer[unit];
        bend[2] = slopes[unit];
    }

    private void BendPair(Vector512<double> common, int bends, int first)
    {
        var left = Vector512.Load(_deltas.Pointer + first);
        var right = Vector512.Load(_deltas.Pointer + first + Vector512<double>.Count);
        var (leftSum, rightSum) = (left * common, right * common);
        for (var bend = _bends.Pointer; bend < _bends.Pointer + (3 * bends); bend += 3)
        {
            var (sum, weight, slope) = (Vector512.Create(bend[0]), Vector512.Create(bend[1]), Vector512.Create(bend[2]));
            var before = Relu<double>.Apply(sum, null);
            leftSum = Simd.MultiplyAdd(slope, Relu<double>.Apply(Simd.MultiplyAdd(weight, left, sum), null) - before, leftSum);
            rightSum = Simd.MultiplyAdd(slope, Relu<double>.Apply(Simd.MultiplyAdd(weight, right, sum), null) - before, rightSum);
        }

        leftSum.Store(_results.Pointer + first);
        rightSum.Store(_results.Pointer + first + Vector512<double>.Count);
    }

    /// <summary>The change of the logit with several hidden layers between: a rank-one change of the next, then full
    /// products of a panel of variants.</summary>
    private void Propagate(RemovalLayer[] layers, int l, int sample)
    {
        var sums = layers[l + 1].SumsOf(sample);
        var logit = Vector512.Create(*layers[^1].SumsOf(sample));
        for (var first = 0; first < Count; first += Lanes)
        {
            RankOne(sums, layers[l + 1].Layout.Outputs, _deltas.Pointer + first);
            var below = _lower.Pointer;
            for (var next = l + 2; next < layers.Length - 1; next++)
            {
                var above = below == _lower.Pointer ? _upper.Pointer : _lower.Pointer;
                layers[next].Apply<Relu<double>>(below, above);
                below = above;
            }

            layers[^1].Apply<Linear<double>>(below, _results.Pointer + first);
            for (var k = first; k < first + Lanes; k += Vector512<double>.Count)
            {
                (Vector512.Load(_results.Pointer + k) - logit).Store(_results.Pointer + k);
            }
        }
    }

    /// <summary>A panel of variants of the next layer: <c>max(z + w·δ, 0)</c>.</summary>
    private void RankOne(double* sums, int units, double* deltas)
    {
        var (left, right) = (Vector512.Load(deltas), Vector512.Load(deltas + Vector512<double>.Count));
        for (var unit = 0; unit < units; unit++)
        {
            var (sum, weight) = (Vector512.Create(sums[unit]), Vector512.Create(_column.Pointer[unit]));
            var target = _lower.Pointer + (unit * Lanes);
            Relu<double>.Apply(Simd.MultiplyAdd(weight, left, sum), null).Store(target);
            Relu<double>.Apply(Simd.MultiplyAdd(weight, right, sum), null).Store(target + Vector512<double>.Count);
        }
    }
}
