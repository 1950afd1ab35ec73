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

    public DenseInput(MlpWeights<T> network, int blockPanels, int directions)
    {
        _network = network;
        _layout = network.Layout.Layers[0];
        _weights = network.OfInput();
        _directions = [.. Enumerable.Range(0, directions).Select(_ => new PackedMatrix<T>(_layout.Outputs, _layout.Inputs))];
        _sum = new GramSum<T>(_layout.Outputs, _layout.Inputs, blockPanels);
    }

    public override void PackDirection(int direction, T* weights) => _directions[direction].Pack(weights);

    public override void Forward(Samples<T> samples, int from, T* output)
    {
        var factor = new Factor<T>(_weights, Panel(samples, from));
        Kernels<T>.Product<Relu<T>>(factor, default, _network.BiasOf(0), null, output, _layout.Outputs);
    }

    public override void Tangent(int? direction, Samples<T> samples, int from, T* gate, T* output)
    {
        var factor = new Factor<T>(direction is { } index ? _directions[index] : _weights, Panel(samples, from));
        Kernels<T>.Product<Gated<T>>(factor, default, null, gate, output, _layout.Outputs);
    }

    public override void ClearGradient() => _sum.Clear();

    public override void AddGradient(Samples<T> samples, int from, T* signals, int panels) =>
        _sum.Add(signals, Panel(samples, from), null, null, panels);

    public override void ReadGradient(T* gradient) => _sum.Read(gradient);

    public override void Dispose()
    {
        _sum.Dispose();
        Array.ForEach(_directions, direction => direction.Dispose());
    }

    private static T* Panel(Samples<T> samples, int panel) => ((PanelMatrix<T>)samples).Panel(panel);
}
