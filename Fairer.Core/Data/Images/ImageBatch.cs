namespace Fairer.Core.Data.Images;

/// <summary>Some images in memory, one after the other. Valid until the next one is asked for.</summary>
/// <param name="Step">Which batch it is: the training step's number, or the chunk's, from 0.</param>
/// <param name="Pixels"><c>[Samples, 3, Size, Size]</c>, bytes.</param>
/// <param name="Samples">Which of the part's samples these are.</param>
public readonly record struct ImageBatch(long Step, ReadOnlyMemory<byte> Pixels, ReadOnlyMemory<int> Samples)
{
    /// <summary>How many images.</summary>
    public int Count => Samples.Length;
}

/// <summary>Says which samples a step trains on.</summary>
/// <param name="step">The step's number.</param>
/// <param name="samples">Takes the samples' indices in the part; the whole span is filled.</param>
public delegate void StepSamples(long step, Span<int> samples);
