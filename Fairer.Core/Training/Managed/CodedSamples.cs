using System.Numerics;

namespace Fairer.Core.Training.Managed;

/// <summary>Samples as numbers of patterns (see <see cref="Codebook"/>).</summary>
internal sealed unsafe class CodedSamples<T>(Codebook book, int panels) : Samples<T>(panels)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly NativeBuffer<int> _offsets = new((long)panels * Kernels<T>.Lanes * book.Codes);

    /// <summary>For each sample of a panel and each code, where its pattern begins in a <see cref="PatternTable{T}"/>,
    /// <c>[Lanes, codes]</c>. A place without a sample has pattern 0 throughout.</summary>
    public int* Offsets(int panel) => _offsets.Pointer + ((long)panel * Kernels<T>.Lanes * book.Codes);

    /// <summary>Takes in one sample.</summary>
    public void Set(int sample, ReadOnlySpan<int> codes)
    {
        var offsets = _offsets.Pointer + ((long)sample * codes.Length);
        for (var k = 0; k < codes.Length; k++)
        {
            offsets[k] = codes[k] * Turning<T>.Side;
        }
    }

    public override void Dispose() => _offsets.Dispose();
}
