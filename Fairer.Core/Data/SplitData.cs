namespace Fairer.Core.Data;

/// <summary>The encoded rows of one part of a table.</summary>
/// <param name="Features">Row-major <c>[rows, width]</c>, encoded and standardised.</param>
/// <param name="Labels">One label a row, 0 or 1.</param>
/// <param name="Groups">The subgroup of each row, 0 or 1.</param>
/// <param name="Width">The number of features.</param>
public sealed record EncodedRows(float[] Features, byte[] Labels, byte[] Groups, int Width)
{
    /// <summary>The number of rows.</summary>
    public int Count => Labels.Length;

    /// <summary>One row's features.</summary>
    public ReadOnlySpan<float> Row(int row) => Features.AsSpan(row * Width, Width);
}

/// <summary>A dataset split by one seed and encoded: what a run trains, selects and reports on.</summary>
/// <param name="Dataset">Where it comes from.</param>
/// <param name="Seed">The seed of the split.</param>
/// <param name="FeatureNames">One name a feature.</param>
/// <param name="Train">The training rows.</param>
/// <param name="Validation">The rows that select the epoch.</param>
/// <param name="Test">The rows that results are reported on.</param>
public sealed record SplitData(
    DatasetInfo Dataset,
    int Seed,
    IReadOnlyList<string> FeatureNames,
    EncodedRows Train,
    EncodedRows Validation,
    EncodedRows Test)
{
    /// <summary>How much memory the features take.</summary>
    public long Bytes => sizeof(float) * ((long)Train.Features.Length + Validation.Features.Length + Test.Features.Length);
}
