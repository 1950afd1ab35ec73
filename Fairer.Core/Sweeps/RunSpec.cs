using System.Text.Json.Serialization;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Rationale;

namespace Fairer.Core.Sweeps;

/// <summary>Everything that determines one run: the training of one model with one seed.</summary>
public sealed record RunSpec
{
    /// <summary>The dataset's id.</summary>
    public required string Dataset { get; init; }

    /// <summary>The bin edges of the tabular encoding.</summary>
    public Binning Binning { get; init; } = Binning.Shared;

    /// <summary>The method's id, as in <see cref="Methods.MethodCatalogue"/>.</summary>
    public required string Method { get; init; }

    /// <summary>The gap that is regularised and that selects the epoch.</summary>
    public FairnessMetric Metric { get; init; } = FairnessMetric.DemographicParity;

    /// <summary>The weight λ of the fairness penalty, or the strength of a correction; 0 for a method without either.</summary>
    public double Lambda { get; init; }

    /// <summary>The weight β of the rationale alignment; 0 for a method without one.</summary>
    public double Beta { get; init; }

    /// <summary>What counts as one neuron in the rationale.</summary>
    public Granularity Granularity { get; init; } = Granularity.Parameter;

    /// <summary>The network.</summary>
    [JsonPropertyName("hidden")] // The name under which stores have always kept it.
    public required NetworkShape Network { get; init; }

    /// <summary>The seed of split, first weights and batches.</summary>
    public int Seed { get; init; }

    /// <summary>The number of epochs.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>The number of steps an epoch has.</summary>
    public int StepsPerEpoch { get; init; } = 100;

    /// <summary>How many samples a step draws of each subgroup (for EO of each subgroup × label cell).</summary>
    public int BatchPerGroup { get; init; } = 500;

    /// <summary>Adam's learning rate.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>The side that images are resized to, in pixels; null for the dataset's own, and for tables.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ImageSize { get; init; }

    /// <summary>What it is to be trained on, as in <see cref="Training.Devices"/>; null for the best there is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Device { get; init; }

    /// <summary>How the rows of the dataset are turned into numbers.</summary>
    [JsonIgnore]
    public DataEncoding Encoding => new(Binning, ImageSize);
}
