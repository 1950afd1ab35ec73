using Fairer.Core.Data;
using Fairer.Core.Methods;
using Fairer.Core.Models;

namespace Fairer.Core.Sweeps;

/// <summary>What is wrong with one part of a sweep.</summary>
/// <param name="Field">The name of the <see cref="SweepSpec"/> property.</param>
/// <param name="Message">What is wrong and what is possible instead, a sentence.</param>
public sealed record SweepFault(string Field, string Message);

/// <summary>Makes the runs of a sweep.</summary>
public static class SweepPlanner
{
    /// <summary>The most runs one sweep may have.</summary>
    public const int MaxRuns = 10_000;

    /// <summary>The most epochs a run may have.</summary>
    public const int MaxEpochs = 1000;

    /// <summary>The most steps an epoch may have.</summary>
    public const int MaxSteps = 100_000;

    /// <summary>The most samples of each cell a step may draw.</summary>
    public const int MaxBatch = 100_000;

    /// <summary>The largest side of an image, in pixels.</summary>
    public const int MaxImageSize = 512;

    /// <summary>What is wrong with a sweep; nothing when it can be planned.</summary>
    public static IReadOnlyList<SweepFault> Faults(SweepSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var faults = new List<SweepFault>();
        void Require(bool holds, string field, string message)
        {
            if (!holds)
            {
                faults.Add(new SweepFault(field, message));
            }
        }

        Require(spec.Datasets.Count > 0, nameof(spec.Datasets), "Choose at least one dataset.");
        var methods = spec.Methods.Select(MethodCatalogue.Find).OfType<Method>().ToArray();
        Require(spec.Methods.Count > 0, nameof(spec.Methods), "Choose at least one method.");
        foreach (var unknown in spec.Methods.Where(id => MethodCatalogue.Find(id) is null))
        {
            Require(false, nameof(spec.Methods), $"There is no method '{unknown}'; there are {Ids(MethodCatalogue.All.Select(method => method.Id))}.");
        }

        RequireWeights(spec.Lambdas, methods.Any(method => method.Tuning == Tuning.Lambda), nameof(spec.Lambdas), "λ");
        RequireWeights(spec.Strengths, methods.Any(method => method.Tuning == Tuning.Strength), nameof(spec.Strengths), "strength");
        Require(spec.Strengths.All(strength => !(strength > 1)), nameof(spec.Strengths), "A strength is at most 1: all of the correction.");
        RequireWeights(spec.Betas, methods.Any(method => method.UsesBeta), nameof(spec.Betas), "β");
        Require(spec.Networks.Count > 0, nameof(spec.Networks), "Choose at least one network.");
        Require(spec.Seeds.Count > 0, nameof(spec.Seeds), "Choose at least one seed.");
        Require(spec.Seeds.All(seed => seed >= 0), nameof(spec.Seeds), $"A seed is a whole number from 0 to {int.MaxValue}.");
        Require(spec.Epochs is >= 1 and <= MaxEpochs, nameof(spec.Epochs), $"A run has 1 to {MaxEpochs} epochs, not {spec.Epochs}.");
        Require(spec.BatchPerGroup is null or >= 1 and <= MaxBatch, nameof(spec.BatchPerGroup), $"A step draws 1 to {MaxBatch} samples of each subgroup, not {spec.BatchPerGroup}.");
        Require(spec.LearningRate is null or > 0 and <= 1, nameof(spec.LearningRate), $"A learning rate is above 0 and at most 1, not {spec.LearningRate}.");
        foreach (var net in spec.Networks.OfType<ConvNet>().Where(net => spec.ImageSize < net.LeastSize || spec.ImageSize > MaxImageSize))
        {
            Require(false, nameof(spec.ImageSize), $"{net.Name} reads images of {net.LeastSize} to {MaxImageSize} pixels, not {spec.ImageSize}.");
        }

        Require(spec.StepsPerEpoch is >= 1 and <= MaxSteps, nameof(spec.StepsPerEpoch), $"An epoch has 1 to {MaxSteps} steps, not {spec.StepsPerEpoch}.");
        if (faults.Count == 0)
        {
            var count = CountRuns(spec);
            Require(count <= MaxRuns, nameof(SweepSpec), $"The sweep has {count} runs; at most {MaxRuns} are possible in one. Leave out values or start several sweeps.");
        }

        return faults;

        void RequireWeights(IReadOnlyList<double> values, bool used, string field, string symbol)
        {
            Require(values.Count > 0 || !used, field, $"Choose at least one {symbol}.");
            Require(values.All(value => double.IsFinite(value) && value >= 0), field, $"{symbol} is a number from 0 on.");
        }
    }

    /// <summary>Why a network cannot be trained on a dataset, a sentence; null when it can.</summary>
    public static string? Mismatch(NetworkShape network, DatasetInfo dataset)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(dataset);
        return network.ReadsImages == dataset.Images ? null
            : dataset.Images ? $"{dataset.Name} is made of images, and the MLP {network} reads rows of a table: choose {string.Join(" or ", ConvNet.All)}."
            : $"{dataset.Name} is a table, and {network} reads images: choose an MLP such as 200.";
    }

    /// <summary>The runs of a sweep, none twice, in the order in which they are trained.</summary>
    /// <remarks>
    /// All runs of the first seed come first, so that every curve has its points early; within a seed small networks come
    /// before large ones, and all methods of one λ or strength together, so that the curves grow side by side. A method
    /// without λ or β has it 0, once.
    /// </remarks>
    /// <exception cref="SweepException">The sweep cannot be planned; the message holds all of <see cref="Faults"/>.</exception>
    public static IReadOnlyList<RunSpec> Plan(SweepSpec spec)
    {
        if (Faults(spec) is { Count: > 0 } faults)
        {
            throw new SweepException(string.Join(' ', faults.Select(fault => fault.Message)));
        }

        return
        [
            .. from seed in spec.Seeds.Distinct()
               from dataset in spec.Datasets.Distinct()
               from network in spec.Networks.Distinct().OrderBy(Size)
               from lambda in spec.Lambdas.Prepend(0).Concat(spec.Strengths).Distinct()
               from method in spec.Methods.Distinct().Select(MethodCatalogue.Get)
               where LambdasOf(method, spec).Contains(lambda)
               from beta in BetasOf(method, spec)
               select new RunSpec
               {
                   Dataset = dataset,
                   Binning = spec.Binning,
                   Method = method.Id,
                   Metric = spec.Metric,
                   Lambda = lambda + 0.0,
                   Beta = beta + 0.0,
                   Granularity = spec.GranularityOf(network),
                   Network = network,
                   Seed = seed,
                   Epochs = spec.Epochs,
                   StepsPerEpoch = spec.StepsPerEpoch,
                   BatchPerGroup = spec.BatchPerGroup ?? network.DefaultBatchPerGroup,
                   LearningRate = spec.LearningRate ?? network.DefaultLearningRate,
                   ImageSize = network.ReadsImages ? spec.ImageSize : null,
                   Device = spec.Device,
               },
        ];
    }

    private static IEnumerable<double> LambdasOf(Method method, SweepSpec spec) => method.Tuning switch
    {
        Tuning.Lambda => spec.Lambdas.Distinct(),
        Tuning.Strength => spec.Strengths.Distinct(),
        _ => [0],
    };

    private static IEnumerable<double> BetasOf(Method method, SweepSpec spec) =>
        method.UsesBeta ? spec.Betas.Distinct() : [0];

    private static long CountRuns(SweepSpec spec) =>
        (long)spec.Seeds.Distinct().Count()
        * spec.Datasets.Distinct().Count()
        * spec.Networks.Distinct().Count()
        * spec.Methods.Distinct().Select(MethodCatalogue.Get).Sum(method =>
            (long)LambdasOf(method, spec).Count() * BetasOf(method, spec).Count());

    // The width of the input does not change which of two networks is the smaller one by enough to matter here.
    private static long Size(NetworkShape network) => network.ParameterCount(inputWidth: 120);

    private static string Ids(IEnumerable<string> ids) => string.Join(", ", ids);
}
