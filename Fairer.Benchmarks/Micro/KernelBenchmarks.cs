using BenchmarkDotNet.Attributes;
using Fairer.Benchmarks.Peak;

namespace Fairer.Benchmarks.Micro;

/// <summary>The two matrix kernels on a batch of 1,000 samples.</summary>
public class KernelBenchmarks : IDisposable
{
    private KernelCall? _product;
    private KernelCall? _gram;

    /// <summary>The width of both layers.</summary>
    [Params(10, 50, 200)]
    public int Hidden { get; set; }

    /// <summary>Makes the numbers.</summary>
    [GlobalSetup]
    public void Prepare() => (_product, _gram) = (new ProductCall(Hidden, Hidden, KernelCall.Panels), new GramCall(Hidden, Hidden, KernelCall.Panels));

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _product!.Dispose();
        _gram!.Dispose();
    }

    /// <summary>The contraction over units.</summary>
    [Benchmark]
    public void Product() => _product!.Run();

    /// <summary>The contraction over samples.</summary>
    [Benchmark]
    public void Gram() => _gram!.Run();
}
