using Fairer.Core.Models;
using Fairer.Torch.Networks;
using static TorchSharp.torch;

namespace Fairer.Torch.Tests;

/// <summary>An MLP as autograd sees it: the way of the conv nets, held against the same expected values.</summary>
internal sealed class LayeredMlp : LayeredNetwork
{
    private readonly (Tensor Weight, Tensor Bias)[] _layers;
    private readonly ScalarType _dtype;

    public LayeredMlp(MlpLayout layout, double[] parameters, ScalarType dtype)
        : base(seed: 0, CPU)
    {
        _dtype = dtype;
        _layers = [.. layout.Layers.Select(layer => (Weight(layer.Outputs, layer.Inputs), Bias(layer.Outputs, layer.Inputs)))];
        Double = [.. layout.Layers.SelectMany((layer, k) => new[]
        {
            Leaf(parameters.AsSpan(layer.Weights, layer.WeightCount).ToArray(), layer.Outputs, layer.Inputs),
            Leaf(parameters.AsSpan(layer.Biases, layer.Outputs).ToArray(), layer.Outputs),
        })];
    }

    /// <summary>The parameters in the type that is tested, in the order of the layout.</summary>
    public Tensor[] Double { get; }

    public override IReadOnlyList<Tensor> Weights => [.. Double.Where((_, k) => k % 2 == 0)];

    public override IReadOnlyList<Tensor> Parameters => Double;

    public override Tensor Logits(Tensor inputs, Pass pass)
    {
        var x = inputs;
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            x = nn.functional.linear(layer == 0 ? x : nn.functional.relu(x), Double[2 * layer], Double[(2 * layer) + 1]);
        }

        return x.squeeze(1);
    }

    private Tensor Leaf(double[] values, params long[] shape)
    {
        var leaf = tensor(values, shape, _dtype);
        leaf.requires_grad = true;
        return leaf;
    }
}
