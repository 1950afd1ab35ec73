using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fairer.Core.Training.Managed;

/// <summary>Samples as numbers of patterns (see <see cref="Codebook"/>), sample by sample and pattern by pattern.</summary>
internal sealed unsafe class CodedSamples<T> : Samples<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // So many that a pattern has a few samples in it, and so few that their signals stay in the cache.
    private const int MostPanels = 16;

    private readonly Codebook _book;
    private readonly int _panelsPerCell;
    private readonly NativeBuffer<ushort> _offsets;
    private readonly NativeBuffer<ushort> _byPattern;
    private readonly NativeBuffer<int> _starts;

    /// <summary>Makes room for samples.</summary>
    /// <param name="book">The patterns.</param>
    /// <param name="cells">The cells of the samples, whose gradients are apart.</param>
    /// <param name="panelsPerCell">The panels of each.</param>
    public CodedSamples(Codebook book, int cells, int panelsPerCell)
        : base(cells * panelsPerCell)
    {
        (_book, _panelsPerCell) = (book, panelsPerCell);
        _offsets = new NativeBuffer<ushort>((long)Panels * Kernels<T>.Lanes * book.Codes);
        _byPattern = new NativeBuffer<ushort>((long)Panels * Kernels<T>.Lanes * book.Codes);
        _starts = new NativeBuffer<int>((long)cells * StretchesPerCell * (book.Patterns.Length + 1));
    }

    /// <summary>The memory of that many samples.</summary>
    public static long Bytes(Codebook book, int cells, int panelsPerCell) =>
        ((long)cells * panelsPerCell * Kernels<T>.Lanes * book.Codes * 2 * sizeof(ushort))
        + ((long)cells * StretchesOf(panelsPerCell) * (book.Patterns.Length + 1) * sizeof(int));

    /// <summary>The most samples of a <see cref="Stretch"/>.</summary>
    public static int MostSamples => MostPanels * Kernels<T>.Lanes;

    private int StretchesPerCell => StretchesOf(_panelsPerCell);

    /// <summary>For each sample of a panel and each code, where its pattern begins in a <see cref="PatternTable{T}"/>,
    /// <c>[Lanes, codes]</c>. A place without a sample has pattern 0 throughout.</summary>
    public ushort* Offsets(int panel) => _offsets.Pointer + ((long)panel * Kernels<T>.Lanes * _book.Codes);

    /// <summary>Takes in one sample.</summary>
    public void Set(int sample, ReadOnlySpan<ushort> codes)
    {
        var offset = _offsets.Pointer + ((long)sample * codes.Length);
        foreach (var code in codes)
        {
            *offset++ = (ushort)(code * Turning<T>.Side);
        }
    }

    /// <summary>Which panel of its stretch a panel is, and whether it is the last.</summary>
    public (int Place, bool IsLast) InStretch(int panel)
    {
        var inCell = panel % _panelsPerCell;
        return (inCell % MostPanels, inCell % MostPanels == MostPanels - 1 || inCell == _panelsPerCell - 1);
    }

    /// <summary>The stretch of samples that a panel is in.</summary>
    public Stretch StretchOf(int panel)
    {
        var (cell, inCell) = Math.DivRem(panel, _panelsPerCell);
        var stretch = (cell * StretchesPerCell) + (inCell / MostPanels);
        var first = (cell * _panelsPerCell) + (inCell / MostPanels * MostPanels);
        return new Stretch(
            _starts.Pointer + ((long)stretch * (_book.Patterns.Length + 1)),
            _byPattern.Pointer + ((long)first * Kernels<T>.Lanes * _book.Codes));
    }

    /// <summary>Puts the samples of each stretch in the order of their patterns: to be called when all are taken in.</summary>
    public void Sort()
    {
        for (var panel = 0; panel < Panels;)
        {
            var inCell = panel % _panelsPerCell;
            var panels = Math.Min(MostPanels, _panelsPerCell - inCell);
            var stretch = StretchOf(panel);
            Sort(Offsets(panel), _book.Codes, panels * Kernels<T>.Lanes, _book.Patterns.Length, stretch.Starts, stretch.Samples);
            panel += panels;
        }
    }

    public override void Dispose()
    {
        _offsets.Dispose();
        _byPattern.Dispose();
        _starts.Dispose();
    }

    private static int StretchesOf(int panelsPerCell) => (panelsPerCell + MostPanels - 1) / MostPanels;

    /// <summary>Counts, then places: each pattern's samples one after the other, in their order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sort(ushort* offsets, int codes, int samples, int patterns, int* starts, ushort* sorted)
    {
        new Span<int>(starts, patterns + 1).Clear();
        var end = offsets + (samples * codes);
        for (var offset = offsets; offset < end; offset++)
        {
            starts[*offset / Turning<T>.Side]++;
        }

        for (var pattern = 1; pattern <= patterns; pattern++)
        {
            starts[pattern] += starts[pattern - 1];
        }

        for (var sample = samples - 1; sample >= 0; sample--)
        {
            for (var first = end - codes; end > first;)
            {
                sorted[--starts[*--end / Turning<T>.Side]] = (ushort)sample;
            }
        }
    }
}

/// <summary>A stretch of neighbouring samples by their patterns.</summary>
/// <param name="starts">Where each pattern's samples begin, and at last where all end, <c>[patterns + 1]</c>.</param>
/// <param name="samples">The samples, counted from the first of the stretch.</param>
internal readonly unsafe struct Stretch(int* starts, ushort* samples)
{
    public int* Starts => starts;

    public ushort* Samples => samples;
}
