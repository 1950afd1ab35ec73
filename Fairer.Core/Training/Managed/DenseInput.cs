using System.Numerics;
using Fairer.Core.Models;

namespace Fairer.Core.Training.Managed;

/// <summary>The first layer over samples whose features are any numbers: matrix products like those of other layers.</summary>
internal sealed unsafe class DenseInput<T> : InputLayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MlpWeights<T> _network;
    private readonly LayerLayout _layout;
    private readonly PackedMatrix<T> _weights;
    private readonly PackedMatrix<T>[] _directions;
    private readonly GramSum<T> _sum;
    private readonly NativeBuffer<T> _biasSum;

    public DenseInput(MlpWeights<T> network, int blockPanels, int directions)
    {
        _network = network;
        _layout = network.Layout.Layers[0];
        _weights = network.OfInput();
        _directions = [.. Enumerable.Range(0, directions).Select(_ => new PackedMatrix<T>(_layout.Outputs, _layout.Inputs))];
        _sum = new GramSum<T>(_layout.Outputs, _layout.Inputs, blockPanels);
        _biasSum = new NativeBuffer<T>(_layout.Outputs);
    }

    public override void PackDirection(int direction, T* weights) => _directions[direction].Pack(weights);

    public override void Forward(Samples<T> samples, int from, T* output, int panels) =>
        Multiply<Relu<T>>(_weights, samples, from, _network.BiasOf(0), output, output, panels);

    public override void Tangent(int? direction, Samples<T> samples, int from, T* gate, T* output, int panels) =>
        Multiply<Gated<T>>(direction is { } index ? _directions[index] : _weights, samples, from, null, gate, output, panels);

    public override void ClearGradient()
    {
        _sum.Clear();
        _biasSum.Span.Clear();
    }

    public override void AddGradient(Samples<T> samples, int from, T* signals, int panels) =>
        _sum.Add(signals, Panel(samples, from), null, null, panels);

    public override void AddBiasGradient(T* signals, int panels) => Kernels<T>.AddRowSums(signals, panels, _biasSum.Pointer, _layout.Outputs);

    public override void ReadGradient(T* gradient) => _sum.Read(gradient);

    public override void ReadBiasGradient(T* gradient) => _biasSum.Span.CopyTo(new Span<T>(gradient, _layout.Outputs));

    public override void Dispose()
    {
        _sum.Dispose();
        _biasSum.Dispose();
        Array.ForEach(_directions, direction => direction.Dispose());
    }

    private void Multiply<TEpilogue>(PackedMatrix<T> weights, Samples<T> samples, int from, T* bias, T* gate, T* output, int panels)
        where TEpilogue : struct, IEpilogue<T>
    {
        for (var panel = 0; panel < panels; panel++)
        {
            var offset = panel * _layout.Outputs * Kernels<T>.Lanes;
            Kernels<T>.Product<TEpilogue>(
                new Factor<T>(weights, Panel(samples, from + panel)), default, bias, gate + offset, output + offset, _layout.Outputs);
        }
    }

    private static T* Panel(Samples<T> samples, int panel) => ((PanelMatrix<T>)samples).Panel(panel);
}
