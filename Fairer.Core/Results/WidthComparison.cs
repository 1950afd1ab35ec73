using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Results;

/// <summary>What networks of different widths are compared at.</summary>
public abstract record WidthBasis
{
    private WidthBasis()
    {
    }

    /// <summary>The same weight λ.</summary>
    /// <param name="Lambda">The weight.</param>
    public sealed record EqualLambda(double Lambda) : WidthBasis;

    /// <summary>The same gap, whatever λ leads to it.</summary>
    /// <param name="Gap">The gap, DP or EO, that all are brought to.</param>
    public sealed record EqualGap(double Gap) : WidthBasis;
}

/// <summary>One curve over width.</summary>
/// <param name="Method">The method's id.</param>
/// <param name="Beta">The weight β; 0 for a method without one.</param>
/// <param name="Points">Its points, the narrowest network first.</param>
public sealed record WidthCurve(string Method, double Beta, IReadOnlyList<WidthPoint> Points);

/// <summary>The networks of one width, summarised over seeds.</summary>
/// <param name="Width">The units of each hidden layer.</param>
/// <param name="Seeds">How many seeds are summarised; at least 1.</param>
/// <param name="Left">How many other seeds have finished runs, but do not reach the gap.</param>
/// <param name="Lambda">The weight λ: the same for all at equal λ, and at equal gap what led to it.</param>
/// <param name="Gap">DP or EO on the test split.</param>
/// <param name="AveragePrecision">AP on the test split.</param>
/// <param name="Similarity">The decision rationale similarity over the training split.</param>
/// <param name="LayerCosines">Each layer's cosine, from the first layer to the output.</param>
public sealed record WidthPoint(
    int Width,
    int Seeds,
    int Left,
    Summary Lambda,
    Summary Gap,
    Summary AveragePrecision,
    Summary Similarity,
    IReadOnlyList<Summary> LayerCosines);

/// <summary>The gaps that networks can be compared at.</summary>
/// <param name="Low">The smallest that any of them reaches.</param>
/// <param name="High">The greatest.</param>
/// <param name="Best">One that as many as possible reach.</param>
/// <param name="Networks">How many there are, of every method, β and width.</param>
public sealed record ReachedGaps(double Low, double High, double Best, int Networks);

/// <summary>
/// What becomes of similarity, gap and AP as an MLP gets wider, at equal λ or at equal gap.
/// </summary>
/// <remarks>
/// At equal gap each seed is brought there on its own: its runs, in the order of λ, are joined by straight lines, and all
/// that is measured is read off where the gap is first the wanted one. A method that keeps ERM's loss at λ = 0 begins at
/// ERM. A seed whose runs do not get to the gap is left out and counted: nothing is extrapolated.
/// </remarks>
public sealed class WidthComparison
{
    private readonly FairnessMetric _metric;
    private readonly ILookup<(string Method, double Beta, int Width), RunState> _runs;

    /// <summary>Takes the runs that are compared.</summary>
    /// <param name="runs">Runs of one dataset, metric and training, at any stage. Finished ones of MLPs with
    /// <paramref name="depth"/> equally wide hidden layers count; of equal ones the newest.</param>
    /// <param name="metric">DP or EO.</param>
    /// <param name="depth">The number of hidden layers.</param>
    public WidthComparison(IEnumerable<RunState> runs, FairnessMetric metric, int depth)
    {
        ArgumentNullException.ThrowIfNull(runs);
        _metric = metric;
        RunState[] finished =
        [
            .. runs
                .Where(run => run.Status == RunStatus.Finished && run.Selected is not null && WidthOf(run.Spec.Network, depth) is not null)
                .GroupBy(run => run.Spec)
                .Select(twins => twins.MaxBy(run => run.Id)!),
        ];
        _runs = finished.ToLookup(run => (run.Spec.Method, run.Spec.Beta, WidthOf(run.Spec.Network, depth)!.Value));
        Lambdas = [.. finished.Where(run => HasLambda(run.Spec.Method)).Select(run => run.Spec.Lambda).Distinct().Order()];
        CommonLambda = Lambdas.Where(lambda => lambda > 0)
            .Select((lambda, place) => (Lambda: lambda, Networks: _runs.Count(runs => HasLambda(runs.Key.Method) && runs.Any(run => run.Spec.Lambda == lambda)), Place: place))
            .OrderByDescending(item => item.Networks)
            .ThenBy(item => Math.Abs(item.Place - ((Lambdas.Count(lambda => lambda > 0) - 1) / 2)))
            .FirstOrDefault().Lambda;
    }

    /// <summary>The values of λ that there are runs at, ascending.</summary>
    public IReadOnlyList<double> Lambdas { get; }

    /// <summary>The λ above 0 that most networks and methods have runs at, of equals the middle one; 0 where there is none.</summary>
    public double CommonLambda { get; }

    /// <summary>The gaps that the networks reach; null where there is none.</summary>
    public ReachedGaps? Gaps
    {
        get
        {
            (double Low, double High)[][] networks =
            [
                .. _runs.Select(runs => runs.Key).Where(key => HasLambda(key.Method)).Select(key => (
                    from run in Path(key)
                    group Gap(run) by run.Spec.Seed into gaps
                    select (gaps.Min(), gaps.Max())).ToArray()),
            ];
            if (networks.Length == 0)
            {
                return null;
            }

            // How many reach a gap, some with more seeds than others, changes only at the ends of the seeds.
            double[] ends = [.. networks.SelectMany(seeds => seeds.SelectMany(seed => new[] { seed.Low, seed.High })).Distinct().Order()];
            var best = ends.Zip(ends.Skip(1).Append(ends[^1]), (low, high) => (low + high) / 2).MaxBy(gap =>
            {
                int[] reaching = [.. networks.Select(seeds => seeds.Count(seed => seed.Low <= gap && gap <= seed.High))];
                return (reaching.Count(seeds => seeds > 0), reaching.Sum());
            });
            return new ReachedGaps(ends[0], ends[^1], best, networks.Length);
        }
    }

    /// <summary>The units of each hidden layer; null for a network that is no MLP of so many equally wide layers.</summary>
    /// <param name="network">The network.</param>
    /// <param name="depth">The number of hidden layers.</param>
    public static int? WidthOf(NetworkShape network, int depth) =>
        network is MlpShape { Widths: var widths } && widths.Count == depth && widths.Distinct().Count() == 1 ? widths[0] : null;

    /// <summary>The curves of all methods, in the order of legends. A method without λ is the same at every λ, and is brought to
    /// no gap.</summary>
    public IReadOnlyList<WidthCurve> Curves(WidthBasis basis)
    {
        ArgumentNullException.ThrowIfNull(basis);
        return
        [
            .. from curve in _runs.Select(runs => (runs.Key.Method, runs.Key.Beta)).Distinct()
                   .OrderBy(curve => new CurveKey("", curve.Method, new MlpShape(1), curve.Beta), Results.Curves.Order)
               let points = Points(curve.Method, curve.Beta, basis)
               where points.Count > 0
               select new WidthCurve(curve.Method, curve.Beta, points),
        ];
    }

    private IReadOnlyList<WidthPoint> Points(string method, double beta, WidthBasis basis) =>
    [
        .. from key in _runs.Select(runs => runs.Key)
           where key.Method == method && key.Beta == beta
           orderby key.Width
           let point = basis switch
           {
               WidthBasis.EqualLambda at => AtLambda(key, at.Lambda),
               WidthBasis.EqualGap at when HasLambda(method) => AtGap(key, at.Gap),
               _ => null,
           }
           where point is not null
           select point,
    ];

    private WidthPoint? AtLambda((string Method, double Beta, int Width) key, double lambda) =>
        Summarise(key.Width, [.. _runs[key].Where(run => run.Spec.Lambda == lambda || MethodCatalogue.Find(key.Method)?.Tuning == Tuning.None).Select(Of)], left: 0);

    private WidthPoint? AtGap((string Method, double Beta, int Width) key, double gap)
    {
        var seeds = _runs[key].Select(run => run.Spec.Seed).Distinct().Count();
        Reading[] reached =
        [
            .. Path(key)
                .GroupBy(run => run.Spec.Seed)
                .Select(runs => Crossing([.. runs.Select(Of)], gap))
                .OfType<Reading>(),
        ];
        return Summarise(key.Width, reached, seeds - reached.Length);
    }

    // The runs of a curve by λ, from ERM where the method is ERM at λ = 0; seeds without a run of the method itself left out.
    private IEnumerable<RunState> Path((string Method, double Beta, int Width) key)
    {
        var own = _runs[key].ToArray();
        var seeds = own.Select(run => run.Spec.Seed).ToHashSet();
        var hasZero = own.Where(run => run.Spec.Lambda == 0).Select(run => run.Spec.Seed).ToHashSet();
        var erm = key.Beta == 0 ? _runs[("erm", 0, key.Width)].Where(run => seeds.Contains(run.Spec.Seed) && !hasZero.Contains(run.Spec.Seed)) : [];
        return erm.Concat(own).OrderBy(run => run.Spec.Lambda);
    }

    private static Reading? Crossing(Reading[] path, double gap)
    {
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i].Gap == gap)
            {
                return path[i];
            }

            if (i + 1 < path.Length && (path[i].Gap - gap) * (path[i + 1].Gap - gap) < 0)
            {
                return Reading.Between(path[i], path[i + 1], (gap - path[i].Gap) / (path[i + 1].Gap - path[i].Gap));
            }
        }

        return null;
    }

    private static WidthPoint? Summarise(int width, Reading[] seeds, int left)
    {
        if (seeds.Length == 0)
        {
            return null;
        }

        Summary Over(Func<Reading, double> value) => Summary.Of([.. seeds.Select(value)]);
        return new WidthPoint(
            width,
            seeds.Length,
            left,
            Over(seed => seed.Lambda),
            Over(seed => seed.Gap),
            Over(seed => seed.AveragePrecision),
            Over(seed => seed.Cosines.Sum()),
            [.. seeds[0].Cosines.Select((_, layer) => Over(seed => seed.Cosines[layer]))]);
    }

    private Reading Of(RunState run) => new(run.Spec.Lambda, Gap(run), run.Selected!.Test.AveragePrecision, [.. run.Selected.LayerCosines]);

    private double Gap(RunState run) => run.Selected!.Test.Gap(_metric);

    private static bool HasLambda(string method) => MethodCatalogue.Find(method)?.Tuning == Tuning.Lambda;

    /// <summary>One seed of one network.</summary>
    private sealed record Reading(double Lambda, double Gap, double AveragePrecision, double[] Cosines)
    {
        public static Reading Between(Reading one, Reading other, double share)
        {
            double Mix(double from, double to) => from + (share * (to - from));
            return new Reading(
                Mix(one.Lambda, other.Lambda),
                Mix(one.Gap, other.Gap),
                Mix(one.AveragePrecision, other.AveragePrecision),
                [.. one.Cosines.Zip(other.Cosines, Mix)]);
        }
    }
}
