using System.Numerics;

namespace Fairer.Core.Training.Managed;

/// <summary>The coded samples of one step, with their labels.</summary>
internal sealed class CodedBatch<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Five buffers and eight objects, each of some hundred bytes.
    private const int BytesBeside = 1 << 10;

    private readonly Codebook _book;
    private readonly int _perCell;
    private readonly int _panelsPerCell;

    /// <summary>Makes room for a batch.</summary>
    /// <param name="book">How the samples are coded.</param>
    /// <param name="cells">The cells of the batch.</param>
    /// <param name="samplesPerCell">The samples of each.</param>
    public CodedBatch(Codebook book, int cells, int samplesPerCell)
    {
        (_book, _perCell) = (book, samplesPerCell);
        _panelsPerCell = Samples<T>.PanelsFor(samplesPerCell);
        Samples = new CodedSamples<T>(book, cells, _panelsPerCell);
        Labels = new LabelPanels<T>(cells * _panelsPerCell);
    }

    /// <summary>How the samples are coded.</summary>
    public Codebook Book => _book;

    public CodedSamples<T> Samples { get; }

    public LabelPanels<T> Labels { get; }

    /// <summary>The memory of a batch.</summary>
    public static unsafe long Bytes(Codebook book, int cells, int samplesPerCell)
    {
        var panels = Samples<T>.PanelsFor(samplesPerCell);
        return CodedSamples<T>.Bytes(book, cells, panels) + (2L * cells * panels * Kernels<T>.Lanes * sizeof(T)) + BytesBeside;
    }

    /// <summary>Takes rows of a table in.</summary>
    /// <param name="drawn">The rows, <c>[cells, samples per cell]</c>.</param>
    /// <param name="codes">The codes of all rows of the table, <c>[rows, codes]</c>.</param>
    /// <param name="labels">Their labels.</param>
    public void Fill(ReadOnlySpan<int> drawn, ReadOnlySpan<ushort> codes, ReadOnlySpan<byte> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(drawn.Length, Samples.Panels / _panelsPerCell * _perCell);
        for (var cell = 0; cell * _perCell < drawn.Length; cell++)
        {
            var sample = cell * _panelsPerCell * Kernels<T>.Lanes;
            foreach (var row in drawn.Slice(cell * _perCell, _perCell))
            {
                Samples.Set(sample, codes.Slice(row * _book.Codes, _book.Codes));
                Labels.SetSample(sample, labels[row]);
                sample++;
            }
        }

        Samples.Sort();
    }

    public void Dispose()
    {
        Samples.Dispose();
        Labels.Dispose();
    }
}
