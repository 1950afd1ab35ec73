using System.Text.Json.Serialization;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Rationale;

namespace Fairer.Core.Sweeps;

/// <summary>A grid of runs, as a person asks for it.</summary>
public sealed record SweepSpec
{
    /// <summary>The strengths that make a curve when nobody asks for others: quarters.</summary>
    public static IReadOnlyList<double> DefaultStrengths { get; } = [0.25, 0.5, 0.75, 1];

    /// <summary>What the sweep is called where sweeps are listed; null for one that goes by its number.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Title { get; init; }

    /// <summary>The ids of the datasets.</summary>
    public required IReadOnlyList<string> Datasets { get; init; }

    /// <summary>The bin edges of the tabular encoding.</summary>
    public Binning Binning { get; init; } = Binning.Shared;

    /// <summary>The ids of the methods.</summary>
    public required IReadOnlyList<string> Methods { get; init; }

    /// <summary>The gap that is regularised and that selects the epoch.</summary>
    public FairnessMetric Metric { get; init; } = FairnessMetric.DemographicParity;

    /// <summary>The values of λ.</summary>
    public required IReadOnlyList<double> Lambdas { get; init; }

    /// <summary>The strengths, in [0, 1], that take the place of λ for a method which corrects scores.</summary>
    public IReadOnlyList<double> Strengths { get; init; } = DefaultStrengths;

    /// <summary>The values of β.</summary>
    public required IReadOnlyList<double> Betas { get; init; }

    /// <summary>What counts as one neuron in the rationale; null for each network's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Granularity? Granularity { get; init; }

    /// <summary>The networks.</summary>
    [JsonPropertyName("hidden")] // The name under which stores have always kept them.
    public required IReadOnlyList<NetworkShape> Networks { get; init; }

    /// <summary>The seeds.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>The number of epochs of each run.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>The number of steps an epoch has.</summary>
    public int StepsPerEpoch { get; init; } = 100;

    /// <summary>How many samples a step draws of each cell; null for each network's own number.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? BatchPerGroup { get; init; }

    /// <summary>Adam's learning rate; null for each network's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LearningRate { get; init; }

    /// <summary>The side that images are resized to, in pixels; null for each dataset's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ImageSize { get; init; }

    /// <summary>What is to train, as in <see cref="Training.Devices"/>; null for the best there is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Device { get; init; }

    /// <summary>What counts as one neuron of a network in this sweep.</summary>
    public Granularity GranularityOf(NetworkShape network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Granularity ?? network.DefaultGranularity;
    }
}
