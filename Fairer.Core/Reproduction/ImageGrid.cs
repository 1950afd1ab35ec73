using Fairer.Core.Fairness;
using Fairer.Core.Models;

namespace Fairer.Core.Reproduction;

/// <summary>The grid of the paper's experiments on CelebA: fewer values of λ and longer runs than on tables.</summary>
public sealed record ImageGrid
{
    /// <summary>The network of Fig. 3's panels on images.</summary>
    public static readonly ConvNet Network = ConvNet.AlexNet;

    /// <summary>The ranges of the authors' code, with its number of epochs. How many seeds and steps an epoch they took is
    /// not printed: three, and as many steps as on tables. Hours on a graphics card.</summary>
    public static ImageGrid Full { get; } = new()
    {
        Seeds = [0, 1, 2],
        DemographicParityLambdas = [0.2, 0.4, 0.6, 0.8],
        EqualizedOddsLambdas = [0.4, 0.8, 1.2, 1.6],
        Epochs = 20,
    };

    /// <summary>One seed, two values of λ and five epochs.</summary>
    public static ImageGrid Quick { get; } = new()
    {
        Seeds = [0],
        DemographicParityLambdas = [0.2, 0.8],
        EqualizedOddsLambdas = [0.4, 1.6],
        Epochs = 5,
    };

    /// <summary>The dataset's id: wavy hair by male, as in Fig. 3.</summary>
    public string Dataset { get; init; } = "celeba:Wavy_Hair";

    /// <summary>The seeds.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>The values of λ under DP, ascending.</summary>
    public required IReadOnlyList<double> DemographicParityLambdas { get; init; }

    /// <summary>The values of λ under EO, ascending.</summary>
    public required IReadOnlyList<double> EqualizedOddsLambdas { get; init; }

    /// <summary>The number of epochs of each run.</summary>
    public required int Epochs { get; init; }

    /// <summary>The values of λ under a metric.</summary>
    public IReadOnlyList<double> Lambdas(FairnessMetric metric) =>
        metric == FairnessMetric.DemographicParity ? DemographicParityLambdas : EqualizedOddsLambdas;
}
