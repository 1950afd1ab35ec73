using System.Buffers;

namespace Fairer.Core.Fairness;

/// <summary>Average precision, the paper's accuracy score (AP).</summary>
public static class AveragePrecision
{
    /// <summary>
    /// <c>AP = Σ_n (R_n − R_{n−1})·P_n</c> over the distinct scores from the highest down, so that equal scores count
    /// as one threshold: the definition of scikit-learn's <c>average_precision_score</c>.
    /// </summary>
    /// <param name="scores">One score a sample; higher means more likely positive.</param>
    /// <param name="labels">One label a sample, 0 or 1.</param>
    /// <returns>The average precision in [0, 1]; 0 when there is no positive sample.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Of(ReadOnlySpan<double> scores, ReadOnlySpan<byte> labels)
    {
        if (scores.Length != labels.Length)
        {
            throw new ArgumentException($"{scores.Length} scores but {labels.Length} labels.", nameof(labels));
        }

        var keys = ArrayPool<double>.Shared.Rent(scores.Length);
        var items = ArrayPool<byte>.Shared.Rent(scores.Length);
        try
        {
            var sorted = keys.AsSpan(0, scores.Length);
            var sortedLabels = items.AsSpan(0, scores.Length);
            scores.CopyTo(sorted);
            labels.CopyTo(sortedLabels);
            sorted.Sort(sortedLabels);
            return OfAscending(sorted, sortedLabels);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(keys);
            ArrayPool<byte>.Shared.Return(items);
        }
    }

    private static double OfAscending(ReadOnlySpan<double> scores, ReadOnlySpan<byte> labels)
    {
        long positives = 0;
        foreach (var label in labels)
        {
            positives += label;
        }

        if (positives == 0)
        {
            return 0;
        }

        var sum = 0.0;
        long truePositives = 0;
        var i = scores.Length - 1;
        while (i >= 0)
        {
            var threshold = scores[i];
            long found = 0;
            do
            {
                found += labels[i--];
            }
            while (i >= 0 && scores[i] == threshold);

            truePositives += found;
            var predictedPositive = scores.Length - 1 - i;
            sum += (double)found / positives * truePositives / predictedPositive;
        }

        return sum;
    }
}
