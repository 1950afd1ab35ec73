using System.Runtime.Intrinsics;
using Fairer.Core.Models;

namespace Fairer.Core.Training.Managed;

/// <summary>One layer's weights and its numbers for each sample of a block.</summary>
internal sealed unsafe class RemovalLayer : IDisposable
{
    private readonly double* _parameters;
    private readonly PackedMatrix<double> _weights;
    private readonly PackedMatrix<double> _weightsTransposed;
    private readonly bool _output;
    private readonly NativeBuffer<double> _sumsBySample;
    private readonly NativeBuffer<int>? _inputIndices;
    private readonly NativeBuffer<double>? _inputValues;

    /// <param name="layout">The layer.</param>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="panels">The panels of a block.</param>
    /// <param name="above">How many layers are above it.</param>
    public RemovalLayer(LayerLayout layout, double* parameters, int panels, int above)
    {
        Layout = layout;
        _output = above == 0;
        _parameters = parameters;
        _weights = new PackedMatrix<double>(layout.Outputs, layout.Inputs);
        _weights.Pack(parameters + layout.Weights);
        _weightsTransposed = new PackedMatrix<double>(layout.Inputs, layout.Outputs);
        _weightsTransposed.PackTransposed(parameters + layout.Weights);
        Sum = new PanelMatrix<double>(layout.Outputs, panels);
        Activation = _output ? Sum : new PanelMatrix<double>(layout.Outputs, panels);
        Signal = new PanelMatrix<double>(layout.Outputs, panels);
        _sumsBySample = new NativeBuffer<double>((long)panels * Kernels<double>.Lanes * layout.Outputs);
        InputCounts = new int[panels * Kernels<double>.Lanes];
        if (above >= 2)
        {
            _inputIndices = new NativeBuffer<int>((long)panels * Kernels<double>.Lanes * layout.Inputs);
            _inputValues = new NativeBuffer<double>((long)panels * Kernels<double>.Lanes * layout.Inputs);
        }
    }

    public LayerLayout Layout { get; }

    /// <summary>The weights, row by row.</summary>
    public double* Weights() => _parameters + Layout.Weights;

    public PanelMatrix<double> Sum { get; }

    public PanelMatrix<double> Activation { get; }

    public PanelMatrix<double> Signal { get; }

    /// <summary>The sums of one sample, unit after unit.</summary>
    public double* SumsOf(int sample) => _sumsBySample.Pointer + ((long)sample * Layout.Outputs);

    /// <summary>How many inputs of each sample are not zero.</summary>
    public int[] InputCounts { get; }

    /// <summary>Which inputs of a sample are not zero.</summary>
    public int* InputIndices(int sample) => _inputIndices!.Pointer + ((long)sample * Layout.Inputs);

    /// <summary>Their values.</summary>
    public double* InputValues(int sample) => _inputValues!.Pointer + ((long)sample * Layout.Inputs);

    /// <summary>The weight from an input to a unit.</summary>
    public double Weight(int unit, int input) => _parameters[Layout.Weights + (unit * Layout.Inputs) + input];

    /// <summary>One panel of the layer's sums and activations.</summary>
    public void Apply<TActivation>(double* below, double* target)
        where TActivation : struct, IEpilogue<double> =>
        Kernels<double>.Product<TActivation>(new Factor<double>(_weights, below), default, _parameters + Layout.Biases, null, target, Layout.Outputs);

    public void Forward(double* below, int panel, int present)
    {
        Apply<Linear<double>>(below, Sum.Panel(panel));
        if (!_output)
        {
            var from = Sum.Panel(panel);
            var activations = Activation.Panel(panel);
            for (var at = 0; at < Layout.Outputs * Kernels<double>.Lanes; at += Vector512<double>.Count)
            {
                Relu<double>.Apply(Vector512.Load(from + at), null).Store(activations + at);
            }
        }

        for (var lane = 0; lane < present; lane++)
        {
            var sums = SumsOf((panel * Kernels<double>.Lanes) + lane);
            for (var unit = 0; unit < Layout.Outputs; unit++)
            {
                sums[unit] = Sum.Panel(panel)[(unit * Kernels<double>.Lanes) + lane];
            }
        }

        for (var lane = 0; lane < present && _inputIndices is not null; lane++)
        {
            var sample = (panel * Kernels<double>.Lanes) + lane;
            var indices = InputIndices(sample);
            var values = InputValues(sample);
            var some = 0;
            for (var i = 0; i < Layout.Inputs; i++)
            {
                var value = below[(i * Kernels<double>.Lanes) + lane];
                if (value != 0)
                {
                    (indices[some], values[some]) = (i, value);
                    some++;
                }
            }

            InputCounts[sample] = some;
        }
    }

    public void Backward(RemovalLayer above, int panel) => Kernels<double>.Product<Gated<double>>(
        new Factor<double>(above._weightsTransposed, above.Signal.Panel(panel)), default, null, Sum.Panel(panel), Signal.Panel(panel), Layout.Outputs);

    public void Dispose()
    {
        _weights.Dispose();
        _weightsTransposed.Dispose();
        Sum.Dispose();
        Activation.Dispose();
        Signal.Dispose();
        _sumsBySample.Dispose();
        _inputIndices?.Dispose();
        _inputValues?.Dispose();
    }
}
