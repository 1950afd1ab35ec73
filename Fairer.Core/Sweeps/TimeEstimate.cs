using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Training;

namespace Fairer.Core.Sweeps;

/// <summary>How long runs will take, told from how long others have taken.</summary>
/// <remarks>
/// Runs of the same kind (method, network, metric, batch) take as long as they did before. Other kinds are told from
/// them by the number of multiplications; with no run to go by, a core is taken to do
/// <see cref="AssumedRate"/> of them.
/// </remarks>
public sealed class TimeEstimate
{
    /// <summary>What a core is taken to do before any run was seen, in floating-point operations a second.</summary>
    public const double AssumedRate = 8e10;

    // An epoch ends with scores of all rows and each subgroup's gradient over the training split: about this many rows
    // times passes on Adult.
    private const double RowsPerEvaluation = 1.3e5;

    private const int InputWidth = 120;

    // The same for images, of which a dataset has fewer; and the side that most have.
    private const double ImagesPerEvaluation = 1e4;
    private const int ImageSize = 64;

    private readonly Dictionary<Kind, double> _known;
    private readonly double _secondsPerOperation;

    /// <summary>Learns from runs.</summary>
    /// <param name="past">Runs at any stage; their finished epochs count.</param>
    public TimeEstimate(IEnumerable<RunState> past)
    {
        ArgumentNullException.ThrowIfNull(past);
        _known = past
            .Where(run => run.Epochs.Length > 0)
            .GroupBy(run => Kind.Of(run.Spec))
            .ToDictionary(group => group.Key, group => group.Average(run => run.Epochs[^1].Seconds));
        _secondsPerOperation = _known.Count > 0
            ? _known.Values.Sum() / _known.Keys.Sum(kind => kind.OperationsPerEpoch)
            : 1 / AssumedRate;
    }

    /// <summary>The time that one epoch of a run takes, in seconds.</summary>
    public double SecondsPerEpoch(RunSpec run)
    {
        var kind = Kind.Of(run);
        return _known.TryGetValue(kind, out var seconds) ? seconds : kind.OperationsPerEpoch * _secondsPerOperation;
    }

    /// <summary>The time that runs take together.</summary>
    /// <param name="runs">Each run, and the share of it that is still to be done, 0 to 1.</param>
    /// <param name="workers">How many are trained at the same time.</param>
    public TimeSpan Of(IReadOnlyCollection<(RunSpec Run, double Share)> runs, int workers)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        var (sum, longest) = (0.0, 0.0);
        var ofDevices = new Dictionary<string, double>();
        foreach (var (run, share) in runs)
        {
            var seconds = SecondsPerEpoch(run) * run.Epochs * share;
            if (run.Network.ReadsImages || run.Device is not (null or Devices.Managed))
            {
                // A device trains one after the other what it does not train together, whose time is shared already.
                var device = run.Device ?? "";
                ofDevices[device] = ofDevices.GetValueOrDefault(device) + seconds;
                continue;
            }

            sum += seconds;
            longest = Math.Max(longest, seconds);
        }

        return TimeSpan.FromSeconds(ofDevices.Values.Append(sum / workers).Append(longest).Max());
    }

    private sealed record Kind(string Method, int Products, NetworkShape Network, int? ImageSize, string? Device, int Slices, int Steps, int Batch)
    {
        public double OperationsPerEpoch
        {
            get
            {
                var (evaluated, inputs) = Network.ReadsImages
                    ? (ImagesPerEvaluation, ImageSize ?? TimeEstimate.ImageSize)
                    : (RowsPerEvaluation, InputWidth);
                var rows = ((double)Steps * Products * 2 * Slices * Batch) + evaluated;
                return 2 * rows * Network.MultiplyAdds(inputs);
            }
        }

        public static Kind Of(RunSpec run) =>
            new(run.Method, ProductsOf(run), run.Network, run.ImageSize, run.Device, run.Metric.Slices(), run.StepsPerEpoch, run.BatchPerGroup);

        /// <summary>Matrix products a layer: three in plain training (forward, two backward), six more for the tangent pass
        /// of the alignment, some six on half the samples for Fair Mixup's, two for an adversary's gradient.</summary>
        private static int ProductsOf(RunSpec run) => MethodCatalogue.Find(run.Method)?.ObjectiveFor(run) is { } objective
            ? 3 + (objective.Beta != 0 ? 6 : 0) + (objective.PathLambda != 0 ? 3 : 0) + (objective.Adversary != 0 ? 2 : 0)
            : 3;
    }
}
