namespace Fairer.Core.Data;

/// <summary>Samples of one part of a dataset, whatever they are made of.</summary>
/// <param name="Labels">One label a sample, 0 or 1.</param>
/// <param name="Groups">The subgroup of each sample, 0 or 1.</param>
public abstract record SplitPart(byte[] Labels, byte[] Groups)
{
    /// <summary>The number of samples.</summary>
    public int Count => Labels.Length;
}

/// <summary>The encoded rows of one part of a table.</summary>
/// <param name="Features">Row-major <c>[rows, width]</c>, encoded and standardised.</param>
/// <param name="Labels">One label a row, 0 or 1.</param>
/// <param name="Groups">The subgroup of each row, 0 or 1.</param>
/// <param name="Width">The number of features.</param>
public sealed record EncodedRows(float[] Features, byte[] Labels, byte[] Groups, int Width) : SplitPart(Labels, Groups)
{
    /// <summary>One row's features.</summary>
    public ReadOnlySpan<float> Row(int row) => Features.AsSpan(row * Width, Width);
}

/// <summary>The images of one part of a dataset.</summary>
/// <param name="Images">Where the pixels come from.</param>
/// <param name="Indices">Which of <paramref name="Images"/> each sample is.</param>
/// <param name="Labels">One label an image, 0 or 1.</param>
/// <param name="Groups">The subgroup of each image, 0 or 1.</param>
public sealed record ImageRows(IImages Images, int[] Indices, byte[] Labels, byte[] Groups) : SplitPart(Labels, Groups);

/// <summary>Square images of one size, read one at a time. Safe for use by several threads at once.</summary>
public interface IImages
{
    /// <summary>The side of an image, in pixels.</summary>
    int Size { get; }

    /// <summary>The images that cannot be read, found so far: each name with the reason.</summary>
    IReadOnlyList<string> Skipped { get; }

    /// <summary>Something that a person should know about how they are read, such as a cache that has no room; null where
    /// there is nothing.</summary>
    string? Remark => null;

    /// <summary>Reads one image.</summary>
    /// <param name="index">Which.</param>
    /// <param name="pixels">Takes <c>[3, Size, Size]</c>: the red, the green and the blue plane, row by row.</param>
    /// <returns>Whether it could be read; one that cannot is in <see cref="Skipped"/> from then on.</returns>
    /// <exception cref="DataException">Too many images cannot be read; the message names the first ones and says how to mend it.</exception>
    bool TryRead(int index, Span<byte> pixels);
}

/// <summary>A dataset split by one seed: what a run trains, selects and reports on.</summary>
/// <param name="Dataset">Where it comes from.</param>
/// <param name="Seed">The seed of the split.</param>
public abstract record SplitData(DatasetInfo Dataset, int Seed)
{
    /// <summary>The samples that steps are drawn from.</summary>
    public abstract SplitPart Training { get; }

    /// <summary>How much memory the samples take.</summary>
    public abstract long Bytes { get; }
}

/// <summary>A table, split and encoded.</summary>
/// <param name="Dataset">Where it comes from.</param>
/// <param name="Seed">The seed of the split.</param>
/// <param name="FeatureNames">One name a feature.</param>
/// <param name="Train">The training rows.</param>
/// <param name="Validation">The rows that select the epoch.</param>
/// <param name="Test">The rows that results are reported on.</param>
public sealed record TableSplit(
    DatasetInfo Dataset,
    int Seed,
    IReadOnlyList<string> FeatureNames,
    EncodedRows Train,
    EncodedRows Validation,
    EncodedRows Test) : SplitData(Dataset, Seed)
{
    /// <inheritdoc/>
    public override SplitPart Training => Train;

    /// <inheritdoc/>
    public override long Bytes => sizeof(float) * ((long)Train.Features.Length + Validation.Features.Length + Test.Features.Length);
}

/// <summary>Images, split.</summary>
/// <param name="Dataset">Where they come from.</param>
/// <param name="Seed">The run's seed, whether or not the split depends on it.</param>
/// <param name="Train">The training images.</param>
/// <param name="Validation">The images that select the epoch.</param>
/// <param name="Test">The images that results are reported on.</param>
public sealed record ImageSplit(
    DatasetInfo Dataset, int Seed, ImageRows Train, ImageRows Validation, ImageRows Test) : SplitData(Dataset, Seed)
{
    /// <inheritdoc/>
    public override SplitPart Training => Train;

    /// <summary>Indices, labels and subgroups; the pixels are read when they are needed.</summary>
    public override long Bytes => (sizeof(int) + 2L) * (Train.Count + Validation.Count + Test.Count);
}
