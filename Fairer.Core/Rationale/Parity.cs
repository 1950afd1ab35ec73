using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;
using Fairer.Core.Data;
using Fairer.Core.Models;
using Fairer.Core.Training;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Rationale;

/// <summary>
/// The exact parity score (Eq. 4 and 5): every weight of a network, and every hidden unit, is removed in turn, and the
/// changes of the two subgroups' mean classification losses over the whole training split are compared.
/// </summary>
/// <remarks>
/// In float64 throughout, and bitwise the same whatever the number of threads. The output unit is not removed: its logit
/// set to 0 would be a coin toss, its score set to 0 an infinite loss, and neither says anything about a neuron.
/// </remarks>
public static class Parity
{
    /// <summary>Measures a trained network.</summary>
    /// <param name="hidden">The hidden layers.</param>
    /// <param name="weights">The network, in the form of <see cref="RunCheckpoint.Weights"/>.</param>
    /// <param name="data">The split that it was trained on.</param>
    /// <param name="threads">How many threads work at most; null for one a core.</param>
    /// <param name="progress">Is told the share that is done, 0 to 1, in order and on the calling thread.</param>
    /// <param name="cancellation">Stops within milliseconds.</param>
    /// <returns>The scores, and the loss changes that they follow from.</returns>
    /// <exception cref="ArgumentException">The weights are not those of such a network, or not finite.</exception>
    /// <exception cref="DataException">The training split has no sample of a subgroup.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static (ParityReport Report, ParityDetail Detail) Measure(
        MlpShape hidden,
        ReadOnlySpan<byte> weights,
        TableSplit data,
        int? threads = null,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var layout = new MlpLayout(data.Train.Width, hidden);
        return Measure(layout, Parameters(layout, weights), data.Train.Features, data.Train.Labels, data.Train.Groups, threads, progress, cancellation);
    }

    /// <summary>
    /// Times the naive way, a forward pass over the whole training split for each weight with the kernels that train, on
    /// weights spread evenly over the network; and compares what it finds.
    /// </summary>
    /// <param name="hidden">The hidden layers.</param>
    /// <param name="weights">The network.</param>
    /// <param name="data">The split that it was trained on.</param>
    /// <param name="detail">What <see cref="Measure(MlpShape, ReadOnlySpan{byte}, TableSplit, int?, IProgress{double}?, CancellationToken)"/> found.</param>
    /// <param name="sample">How many weights to try.</param>
    /// <param name="cancellation">Stops between weights.</param>
    public static NaiveComparison CompareWithNaive(
        MlpShape hidden, ReadOnlySpan<byte> weights, TableSplit data, ParityDetail detail, int sample = 64, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(detail);
        var layout = new MlpLayout(data.Train.Width, hidden);
        int[] all = [.. layout.Layers.SelectMany(layer => Enumerable.Range(layer.Weights, layer.WeightCount))];
        int[] chosen = [.. Enumerable.Range(0, Math.Min(sample, all.Length)).Select(k => all[(int)((long)k * all.Length / Math.Min(sample, all.Length))])];
        var naive = new NaiveRemoval(layout, Parameters(layout, weights), data);
        var started = Stopwatch.GetTimestamp();
        var changes = naive.Measure(chosen, cancellation);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new NaiveComparison(
            all.Length,
            chosen.Length,
            seconds,
            chosen.Zip(changes, (k, change) => Math.Max(
                Math.Abs(change.Subgroup0 - detail.Parameters[k].Subgroup0),
                Math.Abs(change.Subgroup1 - detail.Parameters[k].Subgroup1))).Max());
    }

    /// <summary>Measures a network in float64.</summary>
    /// <param name="layout">The network.</param>
    /// <param name="parameters">Its weights and biases, in the order of the layout.</param>
    /// <param name="features">The training samples, <c>[samples, inputs]</c> row by row.</param>
    /// <param name="labels">The label of each, 0 or 1.</param>
    /// <param name="groups">The subgroup of each, 0 or 1.</param>
    /// <param name="threads">How many threads work at most; null for one a core.</param>
    /// <param name="progress">Is told the share that is done.</param>
    /// <param name="cancellation">Stops within milliseconds.</param>
    internal static (ParityReport Report, ParityDetail Detail) Measure<TFeature>(
        MlpLayout layout,
        ReadOnlySpan<double> parameters,
        TFeature[] features,
        byte[] labels,
        byte[] groups,
        int? threads = null,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
        where TFeature : INumberBase<TFeature>
    {
        var started = Stopwatch.GetTimestamp();
        int[][] rows = [.. Enumerable.Range(0, 2).Select(group => Enumerable.Range(0, labels.Length).Where(row => groups[row] == group).ToArray())];
        if (Array.FindIndex(rows, group => group.Length == 0) is >= 0 and var empty)
        {
            throw new DataException($"The training split has no sample of subgroup {empty}, so that its loss cannot be compared.");
        }

        using var removal = new MlpRemoval(layout, parameters, threads ?? Environment.ProcessorCount);
        var done = 0;
        MlpRemoval.Changes Of(int group)
        {
            var before = done;
            var changes = removal.Measure(
                features, labels, rows[group], samples => progress?.Report((double)(before + samples) / labels.Length), cancellation);
            done += rows[group].Length;
            return changes;
        }

        var (first, second) = (Of(0), Of(1));
        var detail = new ParityDetail
        {
            Parameters = Pairs(first.Parameters, second.Parameters),
            FirstOrder = Pairs(first.FirstOrder, second.FirstOrder),
            Units = Pairs(first.Units, second.Units),
        };
        return (Report(layout, detail) with
        {
            Losses = [first.Loss, second.Loss],
            Samples = [rows[0].Length, rows[1].Length],
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
        }, detail);
    }

    /// <summary>A network's parameters as numbers.</summary>
    /// <exception cref="ArgumentException">The weights are not those of such a network, or not finite.</exception>
    internal static double[] Parameters(MlpLayout layout, ReadOnlySpan<byte> weights)
    {
        if (weights.Length != layout.ParameterCount * sizeof(float))
        {
            throw new ArgumentException(
                $"The network has {layout.ParameterCount} weights and biases, {layout.ParameterCount * sizeof(float)} bytes; there are {weights.Length}.", nameof(weights));
        }

        var parameters = new double[layout.ParameterCount];
        for (var k = 0; k < parameters.Length; k++)
        {
            parameters[k] = BinaryPrimitives.ReadSingleLittleEndian(weights[(k * sizeof(float))..]);
            if (!double.IsFinite(parameters[k]))
            {
                throw new ArgumentException($"Parameter {k} of the network is {parameters[k]}.", nameof(weights));
            }
        }

        return parameters;
    }

    private static LossChange[] Pairs(double[] first, double[] second) =>
        [.. first.Zip(second, (change0, change1) => new LossChange(change0, change1))];

    private static ParityReport Report(MlpLayout layout, ParityDetail detail)
    {
        LossChange[][] weights = [.. layout.Layers.Select(layer => detail.Parameters.Skip(layer.Weights).Take(layer.WeightCount).ToArray())];
        LossChange[][] taylor = [.. layout.Layers.Select(layer => detail.FirstOrder.Skip(layer.Weights).Take(layer.WeightCount).ToArray())];
        var units = new LossChange[layout.Layers.Count][];
        var taken = 0;
        for (var l = 0; l < units.Length; l++)
        {
            units[l] = l < units.Length - 1 ? [.. detail.Units.Skip(taken).Take(layout.Layers[l].Outputs)] : [];
            taken += units[l].Length;
        }

        double[][] correlations = [.. Enumerable.Range(0, 2).Select(group => Correlations(weights, taylor, group))];
        double[] means = [.. correlations[0].Zip(correlations[1], (first, second) => (first + second) / 2)];
        return new ParityReport
        {
            Scores =
            [
                Score(Granularity.Parameter, ParityForm.Squared, weights),
                Score(Granularity.Parameter, ParityForm.Plain, weights),
                Score(Granularity.Unit, ParityForm.Squared, units),
                Score(Granularity.Unit, ParityForm.Plain, units),
            ],
            Taylor = Score(Granularity.Parameter, ParityForm.Squared, taylor),
            RankCorrelations = means[..^1],
            RankCorrelation = means[^1],
            GroupRankCorrelations = correlations,
            Losses = [],
            Samples = [],
            Seconds = 0,
        };
    }

    private static ParityScore Score(Granularity granularity, ParityForm form, LossChange[][] layers)
    {
        ParitySum[] sums = [.. layers.Select(layer => new ParitySum(
            layer.Sum(change => Math.Abs(change.Difference(form))),
            layer.Sum(change => change.Parity(form))))];
        return new ParityScore(granularity, form, sums, new ParitySum(sums.Sum(sum => sum.Absolute), sums.Sum(sum => sum.Squares)));
    }

    /// <summary>One correlation a layer, then the one over all weights.</summary>
    private static double[] Correlations(LossChange[][] exact, LossChange[][] taylor, int group)
    {
        double[] Squared(IEnumerable<LossChange> changes) => [.. changes.Select(change => change.Rationale(group, ParityForm.Squared))];
        return
        [
            .. exact.Zip(taylor, (layer, approximation) => RankCorrelation.Of(Squared(layer), Squared(approximation))),
            RankCorrelation.Of(Squared(exact.SelectMany(layer => layer)), Squared(taylor.SelectMany(layer => layer))),
        ];
    }
}

/// <summary>The naive way beside the fast one.</summary>
/// <param name="Weights">How many weights the network has.</param>
/// <param name="Sampled">On how many of them the naive way was timed.</param>
/// <param name="Seconds">The time that these took, on all cores.</param>
/// <param name="GreatestDifference">The greatest difference between a loss change found one way and the other.</param>
public sealed record NaiveComparison(int Weights, int Sampled, double Seconds, double GreatestDifference)
{
    /// <summary>The time that all weights would take.</summary>
    public double WholeSeconds => Seconds * Weights / Sampled;
}
