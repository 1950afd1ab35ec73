namespace Fairer.Core.Results;

/// <summary>What is measured after one epoch of a run.</summary>
/// <remarks>
/// Layer cosines are those of Eq. 9, from the first layer to the output. For EO they are the mean over the two label
/// slices, so that the similarity stays at most the number of layers (docs/method.md).
/// </remarks>
public sealed record EpochReport
{
    /// <summary>The epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The classification loss L_cls, mean over the epoch's steps.</summary>
    public required double ClassificationLoss { get; init; }

    /// <summary>The fairness penalty L_fair (ΔDP or ΔEO on the batch), mean over the epoch's steps.</summary>
    public required double FairnessLoss { get; init; }

    /// <summary>The whole loss of Eq. 9, mean over the epoch's steps.</summary>
    public required double Loss { get; init; }

    /// <summary>The scores on the validation split; of a method that corrects scores those before the correction, which is
    /// fitted on this split.</summary>
    public required Scores Validation { get; init; }

    /// <summary>The scores on the test split.</summary>
    public required Scores Test { get; init; }

    /// <summary>Each layer's cosine over the whole training split.</summary>
    public required IReadOnlyList<double> LayerCosines { get; init; }

    /// <summary>Each layer's cosine on the epoch's last batch, before its update.</summary>
    public required IReadOnlyList<double> BatchLayerCosines { get; init; }

    /// <summary>The time the epoch took, in seconds, evaluation included.</summary>
    public required double Seconds { get; init; }

    /// <summary>The decision rationale similarity over the whole training split, at most the number of layers.</summary>
    public double Similarity => LayerCosines.Sum();

    /// <summary>The similarity on the epoch's last batch.</summary>
    public double BatchSimilarity => BatchLayerCosines.Sum();
}
