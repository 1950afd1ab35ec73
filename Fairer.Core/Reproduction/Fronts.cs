using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Reproduction;

/// <summary>The AP-over-gap fronts of all methods on one dataset under one metric, up to the gap that ERM has.</summary>
public sealed class Fronts
{
    /// <summary>The share of ERM's gap up to which a front says less how well a method trades than how small a gap it
    /// reaches at all: below that there is only the constant predictor.</summary>
    public const double NarrowGaps = 0.25;

    /// <summary>What a comparison without those gaps is called.</summary>
    public const string WithoutNarrowGaps = "areas over gaps from a quarter of ERM's on, which do not ask for the smallest gaps";

    private readonly Evidence _evidence;
    private readonly string _dataset;
    private readonly FairnessMetric _metric;
    private readonly Reading _reading;

    /// <summary>Takes the runs of the wide networks.</summary>
    /// <param name="evidence">All runs.</param>
    /// <param name="dataset">The dataset's id.</param>
    /// <param name="metric">The gap.</param>
    /// <param name="reading">The epoch that counts.</param>
    public Fronts(Evidence evidence, string dataset, FairnessMetric metric, Reading reading)
    {
        (_evidence, _dataset, _metric, _reading) = (evidence, dataset, metric, reading);
        double[] gaps = [.. Runs("erm").Select(run => Of(run).Gap).Where(double.IsFinite)];
        Limit = gaps.Length > 0 ? gaps.Average() : null;
    }

    /// <summary>ERM's mean gap, up to which fronts are compared; null without ERM.</summary>
    public double? Limit { get; }

    /// <summary>The area under a method's front (<see cref="FrontArea"/>), by seed: the AP that it attains on average over
    /// all gaps up to ERM's. A method with λ or a strength can always be switched off, so that ERM's model is one of its
    /// own.</summary>
    /// <param name="method">The method's id.</param>
    /// <param name="start">From which share of ERM's gap on, 0 to below 1.</param>
    public IReadOnlyDictionary<int, double> Areas(string method, double start = 0)
    {
        var alone = MethodCatalogue.Get(method).Tuning == Tuning.None;
        var erm = Runs("erm").ToDictionary(run => run.Spec.Seed, Of);
        return Limit is { } limit && limit > 0
            ? (from run in Runs(method)
               group Of(run) by run.Spec.Seed into models
               where _evidence.BaseRates.ContainsKey((_dataset, models.Key)) && (alone || erm.ContainsKey(models.Key))
               select (Seed: models.Key, Area: FrontArea.Of(alone ? models : models.Append(erm[models.Key]), _evidence.BaseRates[(_dataset, models.Key)], limit, start * limit)))
              .ToDictionary(item => item.Seed, item => item.Area)
            : new Dictionary<int, double>();
    }

    /// <summary>The smallest gap at which the curve of a method's seed means has an AP, with straight lines between its
    /// values of λ and from ERM to the first.</summary>
    /// <returns>The gap; null where the curve does not get there.</returns>
    public double? GapAt(string method, double averagePrecision)
    {
        TradeOff[] curve =
        [
            .. Runs("erm").Concat(Runs(method))
                .GroupBy(run => (run.Spec.Method, run.Spec.Lambda), Of)
                .Select(models => new TradeOff(models.Average(model => model.Gap), models.Average(model => model.AveragePrecision))),
        ];
        double[] gaps =
        [
            .. curve.Zip(curve.Skip(1))
                .Where(line => (line.First.AveragePrecision - averagePrecision) * (line.Second.AveragePrecision - averagePrecision) <= 0
                    && line.First.AveragePrecision != line.Second.AveragePrecision)
                .Select(line => line.First.Gap + ((line.Second.Gap - line.First.Gap)
                    * (averagePrecision - line.First.AveragePrecision) / (line.Second.AveragePrecision - line.First.AveragePrecision))),
        ];
        return gaps.Length > 0 ? gaps.Min() : null;
    }

    private IEnumerable<RunState> Runs(string method) => _evidence.Wide(_dataset, _metric, method);

    private TradeOff Of(RunState run)
    {
        var test = _reading.Epoch(run).Test;
        return new TradeOff(test.Gap(_metric), test.AveragePrecision);
    }
}
