using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Web.Services;

namespace Fairer.Web.Components.Charts;

/// <summary>What a map over λ and β colours.</summary>
public enum MapMeasure
{
    /// <summary>Average precision.</summary>
    AveragePrecision,

    /// <summary>The gap that the sweep is about.</summary>
    Gap,

    /// <summary>The decision rationale similarity.</summary>
    Similarity,
}

/// <summary>The grid of λ and β of one method and network, as far as it is trained.</summary>
/// <param name="Id">What tells it from the sweep's others.</param>
/// <param name="Name">What tells it from the sweep's others, for people.</param>
/// <param name="Lambdas">The values of λ, ascending.</param>
/// <param name="Betas">The values of β, ascending.</param>
/// <param name="Points">The means over finished seeds, by λ and β.</param>
/// <param name="Runs">All runs of the grid.</param>
public sealed record LambdaBetaMap(
    string Id,
    string Name,
    IReadOnlyList<double> Lambdas,
    IReadOnlyList<double> Betas,
    IReadOnlyDictionary<(double Lambda, double Beta), CurvePoint> Points,
    IReadOnlyList<RunState> Runs)
{
    /// <summary>The maps of a sweep: one for each method and network whose λ and β both vary.</summary>
    /// <param name="view">The sweep.</param>
    /// <param name="drawn">The same sweep with those of its runs that count; null for all.</param>
    public static IReadOnlyList<LambdaBetaMap> Of(SweepView view, SweepView? drawn = null)
    {
        ArgumentNullException.ThrowIfNull(view);
        var counted = (drawn ?? view).AllCurves.ToDictionary(curve => curve.Key, curve => curve.Points);
        return
        [
            .. from curve in view.AllCurves
               group curve by (curve.Key.Dataset, curve.Key.Method, curve.Key.Network) into curves
               let lambdas = curves.SelectMany(curve => curve.Runs).Select(run => run.Spec.Lambda).Distinct().Order().ToArray()
               let betas = curves.Select(curve => curve.Key.Beta).Order().ToArray()
               where lambdas.Length > 1 && betas.Length > 1
               select new LambdaBetaMap(
                   $"{curves.Key.Method}-{curves.Key.Network}{(view.Datasets.Count > 1 ? "-" + curves.Key.Dataset : "")}",
                   NameOf(view, curves.First().Method, curves.Key.Network, curves.Key.Dataset),
                   lambdas,
                   betas,
                   curves.SelectMany(curve => counted[curve.Key].Select(point => (curve.Key.Beta, point))).ToDictionary(item => (item.point.Lambda, item.Beta), item => item.point),
                   [.. curves.SelectMany(curve => curve.Runs)]),
        ];
    }

    /// <summary>Whether a sweep has such a map.</summary>
    public static bool Exists(SweepView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return view.Sweep.Spec.Betas.Distinct().Skip(1).Any() && view.Sweep.Spec.Lambdas.Distinct().Skip(1).Any()
            && view.AllCurves.Any(curve => curve.Key.Beta != 0);
    }

    /// <summary>What a measure is called.</summary>
    public static string NameOf(MapMeasure measure, FairnessMetric metric) => measure switch
    {
        MapMeasure.Gap => metric.Abbreviation(),
        MapMeasure.Similarity => "similarity",
        _ => "AP",
    };

    /// <summary>The heat map of one measure: a row a β, the largest on top, a column a λ.</summary>
    public HeatMapData Draw(MapMeasure measure, FairnessMetric metric) => new(
        [.. Betas.Reverse().Select(Formats.Weight)],
        [.. Lambdas.Select(Formats.Weight)],
        [
            .. Betas.Reverse().Select(beta => (IReadOnlyList<HeatMapCell>)
            [
                .. Lambdas.Select(lambda => Cell(lambda, beta, measure, metric)),
            ]),
        ]);

    /// <summary>The runs of one cell, by seed.</summary>
    public IEnumerable<RunState> RunsAt(double lambda, double beta) =>
        Runs.Where(run => run.Spec.Lambda == lambda && run.Spec.Beta == beta).OrderBy(run => run.Spec.Seed);

    private static string NameOf(SweepView view, string method, NetworkShape network, string dataset) => string.Join(
        ' ',
        (string[])[method, Formats.Network(network), .. view.Datasets.Count > 1 ? [view.Datasets.First(info => info.Id == dataset).Name] : Array.Empty<string>()]);

    private HeatMapCell Cell(double lambda, double beta, MapMeasure measure, FairnessMetric metric)
    {
        var place = $"λ {Formats.Weight(lambda)}, β {Formats.Weight(beta)}";
        if (!Points.TryGetValue((lambda, beta), out var point))
        {
            RunState[] runs = [.. RunsAt(lambda, beta)];
            return new HeatMapCell(null, "", runs.Length == 0 ? $"{place}: not part of the sweep" : $"{place}: {string.Join(", ", runs.Select(run => run.Status.ToString().ToLowerInvariant()).Distinct())}");
        }

        var value = measure switch
        {
            MapMeasure.Gap => point.Gap(metric),
            MapMeasure.Similarity => point.Similarity,
            _ => point.AveragePrecision,
        };
        return new HeatMapCell(
            value.Mean,
            measure == MapMeasure.Similarity ? value.Mean.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture) : Formats.Score(value.Mean),
            $"{place}: AP {Formats.Score(point.AveragePrecision, point.Seeds)}, {metric.Abbreviation()} {Formats.Score(point.Gap(metric), point.Seeds)}, "
                + $"similarity {Formats.Score(point.Similarity, point.Seeds)} · {(point.Seeds == 1 ? "one seed" : $"mean ± s.d. of {point.Seeds} seeds")}");
    }
}
