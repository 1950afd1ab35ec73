using BenchmarkDotNet.Attributes;
using Fairer.Core.Training.Managed;

namespace Fairer.Benchmarks.Micro;

/// <summary>What the epilogues add to a product of one panel, with the bias that the forward pass has.</summary>
public unsafe class EpilogueBenchmarks : IDisposable
{
    private PackedMatrix<float>? _weights;
    private PanelMatrix<float>? _input;
    private PanelMatrix<float>? _gate;
    private PanelMatrix<float>? _output;
    private NativeBuffer<float>? _bias;

    /// <summary>The width of both layers.</summary>
    [Params(10, 50, 200)]
    public int Hidden { get; set; }

    /// <summary>Makes the numbers.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _weights = new PackedMatrix<float>(Hidden, Hidden);
        _input = new PanelMatrix<float>(Hidden, 1);
        _gate = new PanelMatrix<float>(Hidden, 1);
        _output = new PanelMatrix<float>(Hidden, 1);
        _bias = new NativeBuffer<float>(Hidden);
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _weights!.Dispose();
        _input!.Dispose();
        _gate!.Dispose();
        _output!.Dispose();
        _bias!.Dispose();
    }

    /// <summary>The sum itself.</summary>
    [Benchmark(Baseline = true)]
    public void Linear() => Product<Linear<float>>();

    /// <summary>A hidden unit's activation.</summary>
    [Benchmark]
    public void Relu() => Product<Relu<float>>();

    /// <summary>The derivative of it.</summary>
    [Benchmark]
    public void Gated() => Product<Gated<float>>();

    private void Product<TEpilogue>()
        where TEpilogue : struct, IEpilogue<float> =>
        Kernels<float>.Product<TEpilogue>(new Factor<float>(_weights!, _input!.Panel(0)), default, _bias!.Pointer, _gate!.Panel(0), _output!.Panel(0), Hidden);
}
