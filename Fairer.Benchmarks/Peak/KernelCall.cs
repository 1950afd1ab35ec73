using Fairer.Core.Training.Managed;

namespace Fairer.Benchmarks.Peak;

/// <summary>One of the training kernels on a batch of its own, ready to be called.</summary>
internal abstract class KernelCall : IDisposable
{
    /// <summary>The samples of a panel.</summary>
    public static int PanelSamples => Kernels<float>.Lanes;

    /// <summary>The panels of a batch of 1,000 samples, the two subgroups each in whole panels.</summary>
    public static int Panels => 2 * PanelMatrix<float>.PanelsFor(500);

    /// <summary>The arithmetic of a call.</summary>
    public abstract Work Work { get; }

    /// <summary>Calls it.</summary>
    public abstract void Run();

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Numbers like those of training: nothing subnormal, nothing that grows.</summary>
    private protected static unsafe void Fill(float* numbers, long count)
    {
        for (var k = 0L; k < count; k++)
        {
            numbers[k] = ((k * 2_654_435_761L % 1000) - 500) / 1000f;
        }
    }
}

/// <summary>The contraction over units: <c>[rows, depth] · [depth, samples]</c>, panel by panel, as in the forward and backward passes.</summary>
internal sealed unsafe class ProductCall : KernelCall
{
    private readonly int _rows;
    private readonly PackedMatrix<float> _matrix;
    private readonly PanelMatrix<float> _input;
    private readonly PanelMatrix<float> _output;

    /// <summary>Prepares the numbers.</summary>
    /// <param name="rows">The rows of the matrix.</param>
    /// <param name="depth">Its columns.</param>
    /// <param name="panels">The panels of the batch.</param>
    public ProductCall(int rows, int depth, int panels)
    {
        _rows = rows;
        _matrix = new PackedMatrix<float>(rows, depth);
        _input = new PanelMatrix<float>(depth, panels);
        _output = new PanelMatrix<float>(rows, panels);
        using var weights = new NativeBuffer<float>(rows * depth);
        Fill(weights.Pointer, weights.Length);
        _matrix.Pack(weights.Pointer);
        Fill(_input.Panel(0), (long)depth * panels * PanelSamples);
    }

    /// <inheritdoc/>
    public override Work Work => Work.OfProduct(_rows, _matrix.Columns, _input.Panels * PanelSamples);

    /// <inheritdoc/>
    public override void Run()
    {
        for (var panel = 0; panel < _input.Panels; panel++)
        {
            Kernels<float>.Product<Linear<float>>(new Factor<float>(_matrix, _input.Panel(panel)), default, null, null, _output.Panel(panel), _rows);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _matrix.Dispose();
        _input.Dispose();
        _output.Dispose();
    }
}

/// <summary>The contraction over samples: <c>[rows, samples] · [samples, columns]</c>, as in the gradients of the weights.</summary>
internal sealed unsafe class GramCall : KernelCall
{
    private readonly PanelMatrix<float> _signals;
    private readonly PanelMatrix<float> _inputs;
    private const int BlockPanels = 4;

    private readonly GramSum<float> _gram;

    /// <summary>Prepares the numbers.</summary>
    /// <param name="rows">The rows of the result.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="panels">The panels of the batch.</param>
    public GramCall(int rows, int columns, int panels)
    {
        _signals = new PanelMatrix<float>(rows, panels);
        _inputs = new PanelMatrix<float>(columns, panels);
        _gram = new GramSum<float>(rows, columns, BlockPanels);
        Fill(_signals.Panel(0), (long)rows * panels * PanelSamples);
        Fill(_inputs.Panel(0), (long)columns * panels * PanelSamples);
    }

    /// <inheritdoc/>
    public override Work Work => Work.OfGram(_signals.Rows, _inputs.Rows, _signals.Panels * PanelSamples);

    /// <inheritdoc/>
    public override void Run()
    {
        for (var panel = 0; panel < _signals.Panels; panel += BlockPanels)
        {
            _gram.Add(_signals.Panel(panel), _inputs.Panel(panel), null, null, Math.Min(BlockPanels, _signals.Panels - panel));
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _signals.Dispose();
        _inputs.Dispose();
        _gram.Dispose();
    }
}
