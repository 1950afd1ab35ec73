using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Reproduction;

/// <summary>The grid on which the paper's experiments are repeated: the whole one, or a quick one.</summary>
public sealed record ReproductionPlan
{
    /// <summary>The weight β of every DRAlign run. The paper prints none for tables; this is the one of the authors' code for
    /// images, and the best of 0.005, 0.01, 0.02, 0.05 and 0.1 on seeds that no report uses (docs/reproduction).</summary>
    public const double Beta = 0.01;

    /// <summary>The paper's networks of 200 hidden units, which all but Fig. 4 show.</summary>
    public static readonly MlpShape Wide = new(200, 200);

    /// <summary>The paper's grid (§3.3, §6): ten seeds.</summary>
    public static ReproductionPlan Full { get; } = new()
    {
        Seeds = [.. Enumerable.Range(0, 10)],
        DemographicParityLambdas = [0.2, 0.3, 0.4, 0.5, 0.6],
        EqualizedOddsLambdas = [0.5, 2, 5],
        Strengths = [0.5, 1],
    };

    /// <summary>A small grid for a first look and for tests: three seeds, two values of λ, half the epochs. All of it
    /// takes some ten minutes on two cores.</summary>
    public static ReproductionPlan Quick { get; } = new()
    {
        Seeds = [0, 1, 2],
        DemographicParityLambdas = [0.2, 0.6],
        EqualizedOddsLambdas = [0.5, 2],
        Strengths = [0.5, 1],
        Epochs = 5,
    };

    /// <summary>The id of the dataset in Adult's place: Adult itself, or the synthetic census.</summary>
    public string Census { get; init; } = "adult";

    /// <summary>The datasets that are trained on.</summary>
    public IReadOnlyList<string> Datasets => Census == "adult" ? [Census, "credit"] : [Census];

    /// <summary>The grid of Fig. 3's panels on images; null where they are not trained.</summary>
    public ImageGrid? Images { get; init; }

    /// <summary>The seeds.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>The values of λ under DP, ascending; 0 is ERM.</summary>
    public required IReadOnlyList<double> DemographicParityLambdas { get; init; }

    /// <summary>The values of λ under EO, ascending; 0 is ERM.</summary>
    public required IReadOnlyList<double> EqualizedOddsLambdas { get; init; }

    /// <summary>The strengths of post-processing, ascending.</summary>
    public required IReadOnlyList<double> Strengths { get; init; }

    /// <summary>The number of epochs of each run.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>The number of steps an epoch has.</summary>
    public int StepsPerEpoch { get; init; } = 100;

    /// <summary>The values of λ under a metric.</summary>
    public IReadOnlyList<double> Lambdas(FairnessMetric metric) =>
        metric == FairnessMetric.DemographicParity ? DemographicParityLambdas : EqualizedOddsLambdas;

    /// <summary>A part of the grid.</summary>
    /// <param name="title">What the dashboard calls it.</param>
    /// <param name="dataset">The dataset's id.</param>
    /// <param name="metric">DP or EO.</param>
    /// <param name="methods">The methods' ids.</param>
    /// <param name="hidden">The networks.</param>
    public SweepSpec Sweep(string title, string dataset, FairnessMetric metric, IReadOnlyList<string> methods, params IReadOnlyList<NetworkShape> hidden) => new()
    {
        Title = title,
        Datasets = [dataset],
        Methods = methods,
        Metric = metric,
        Lambdas = Lambdas(metric),
        Strengths = Strengths,
        Betas = [Beta],
        Networks = hidden,
        Seeds = Seeds,
        Epochs = Epochs,
        StepsPerEpoch = StepsPerEpoch,
    };

    /// <summary>The part of the grid on images; β is that of the authors' code, which is the tables' here too.</summary>
    /// <param name="title">What the dashboard calls it.</param>
    /// <param name="images">The images' own grid.</param>
    /// <param name="metric">DP or EO.</param>
    /// <param name="methods">The methods' ids.</param>
    public SweepSpec Sweep(string title, ImageGrid images, FairnessMetric metric, IReadOnlyList<string> methods)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Sweep(title, images.Dataset, metric, methods, ImageGrid.Network) with
        {
            Lambdas = images.Lambdas(metric),
            Seeds = images.Seeds,
            Epochs = images.Epochs,
        };
    }
}
