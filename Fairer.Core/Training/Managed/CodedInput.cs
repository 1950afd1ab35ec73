using System.Numerics;
using System.Runtime.Intrinsics;

namespace Fairer.Core.Training.Managed;

/// <summary>
/// The first layer over coded samples (see <see cref="Codebook"/>): instead of Adult's 120 products, a sum of six or seven rows
/// of a table for each sample and unit. The gradient of a pattern is the sum of its samples' signals, and a weight's that of the
/// patterns which have its feature.
/// </summary>
/// <remarks>Loss and gradient of DRAlign on the synthetic census take half as long with it for c10 (55 instead of 108 µs) and two
/// thirds for c50 (416 instead of 622 µs): <c>./fairer bench micro --filter '*StepBenchmarks.DRAlign'</c>.</remarks>
internal sealed unsafe class CodedInput<T> : InputLayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _units;
    private readonly int _codes;
    private readonly PatternTable<T> _weights;
    private readonly PatternTable<T>[] _directions;
    private readonly PatternTable<T> _sum;
    private readonly NativeBuffer<T> _bySample;
    private readonly NativeBuffer<T> _byUnit;
    private readonly NativeBuffer<T> _signals;

    public CodedInput(MlpWeights<T> network, Codebook book, int directions)
    {
        _units = network.Layout.Layers[0].Outputs;
        _codes = book.Codes;
        _weights = network.OfInput(book);
        _directions = [.. Enumerable.Range(0, directions).Select(_ => new PatternTable<T>(book, _units))];
        _sum = new PatternTable<T>(book, _units);
        _bySample = new NativeBuffer<T>((long)Side * Side);
        _byUnit = new NativeBuffer<T>((long)Side * Side);
        _signals = new NativeBuffer<T>((long)CodedSamples<T>.MostSamples * Turning<T>.RoundUp(_units));
    }

    private static int Side => Turning<T>.Side;

    public override void PackDirection(int direction, T* weights) => _directions[direction].Pack(weights, bias: null);

    public override void Forward(Samples<T> samples, int from, T* output, int panels) =>
        Multiply<Relu<T>>(_weights, samples, from, null, output, panels);

    public override void Tangent(int? direction, Samples<T> samples, int from, T* gate, T* output, int panels) =>
        Multiply<Gated<T>>(
            direction is { } index ? _directions[index] : throw new NotSupportedException("A tangent of a sample has no pattern."),
            samples,
            from,
            gate,
            output,
            panels);

    public override void ClearGradient() => _sum.Clear();

    public override void AddGradient(Samples<T> samples, int from, T* signals, int panels)
    {
        var coded = (CodedSamples<T>)samples;
        var stride = Turning<T>.RoundUp(_units);
        for (var panel = from; panel < from + panels; panel++)
        {
            var (place, isLast) = coded.InStretch(panel);
            Turning<T>.Turn(signals, Kernels<T>.Lanes, stride, Kernels<T>.Lanes, _signals.Pointer + ((long)place * Kernels<T>.Lanes * stride), stride);
            signals += (long)_units * Kernels<T>.Lanes;
            if (isLast)
            {
                _sum.Add(coded.StretchOf(panel), _signals.Pointer, stride);
            }
        }
    }

    public override void AddBiasGradient(T* signals, int panels)
    {
        // The sums of the signals by their patterns have it in them.
    }

    public override void ReadGradient(T* gradient) => _sum.Read(gradient);

    public override void ReadBiasGradient(T* gradient) => _sum.ReadSum(gradient);

    public override void Dispose()
    {
        _sum.Dispose();
        _bySample.Dispose();
        _byUnit.Dispose();
        _signals.Dispose();
        Array.ForEach(_directions, direction => direction.Dispose());
    }

    /// <summary>A strip of the table after the other, so that it stays in the cache for all panels.</summary>
    private void Multiply<TEpilogue>(PatternTable<T> table, Samples<T> samples, int from, T* gate, T* output, int panels)
        where TEpilogue : struct, IEpilogue<T>
    {
        var coded = (CodedSamples<T>)samples;
        for (var unit = 0; unit < _units; unit += Side)
        {
            var height = Math.Min(Side, _units - unit);
            for (var panel = 0; panel < panels; panel++)
            {
                var offsets = coded.Offsets(from + panel);
                for (var lane = 0; lane < Kernels<T>.Lanes; lane += Side)
                {
                    PatternTable<T>.Gather(table.Strip(unit), offsets + (lane * _codes), _codes, _bySample.Pointer);
                    Turning<T>.TurnBlock(_bySample.Pointer, Side, _byUnit.Pointer, Side);
                    for (var row = 0; row < height; row++)
                    {
                        var at = (((panel * _units) + unit + row) * Kernels<T>.Lanes) + lane;
                        TEpilogue.Apply(Vector512.Load(_byUnit.Pointer + (row * Side)), gate + at).Store(output + at);
                    }
                }
            }
        }
    }
}
