using System.Diagnostics;
using Fairer.Core.Data;
using Fairer.Core.Methods;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Training;

/// <summary>What an engine has measured of one epoch, from which the report follows in the same way for all engines.</summary>
public sealed record EpochMeasurement
{
    /// <summary>The epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The means of the losses over the epoch's steps.</summary>
    public required LossParts Means { get; init; }

    /// <summary>The network's scores on the validation split.</summary>
    public required double[] Validation { get; init; }

    /// <summary>The network's scores on the test split; a method's correction is applied to them in place.</summary>
    public required double[] Test { get; init; }

    /// <summary>Each layer's cosine over the whole training split, for EO the mean over the label slices.</summary>
    public required double[] LayerCosines { get; init; }

    /// <summary>The layer cosines of the epoch's last step, <c>[slices, layers]</c> row by row.</summary>
    public required double[] BatchCosines { get; init; }

    /// <summary>When the epoch started, a <see cref="Stopwatch"/> timestamp.</summary>
    public required long Started { get; init; }

    /// <summary>How many runs were trained together: each counts its share of the time.</summary>
    public int Together { get; init; } = 1;

    /// <summary>Makes the report of an epoch.</summary>
    /// <param name="run">The run.</param>
    /// <param name="validation">What <see cref="Validation"/> are the scores of.</param>
    /// <param name="test">What <see cref="Test"/> are the scores of.</param>
    public EpochReport Report(RunSpec run, SplitPart validation, SplitPart test)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(test);
        if (MethodCatalogue.Get(run.Method).FitCorrection(run, Validation, validation.Labels, validation.Groups) is { } correction)
        {
            // Validation keeps the network's own scores: after the correction fitted on it, its gap would tell nothing.
            for (var i = 0; i < Test.Length; i++)
            {
                Test[i] = correction.Apply(Test[i], test.Groups[i]);
            }
        }

        return new EpochReport
        {
            Epoch = Epoch,
            ClassificationLoss = Means.Classification,
            FairnessLoss = Means.Fairness,
            Loss = Means.Total,
            Validation = Scores.Of(Validation, validation.Labels, validation.Groups),
            Test = Scores.Of(Test, test.Labels, test.Groups),
            LayerCosines = LayerCosines,
            BatchLayerCosines = MeanOverSlices(BatchCosines, LayerCosines.Length),
            Seconds = Stopwatch.GetElapsedTime(Started).TotalSeconds / Together,
        };
    }

    private static double[] MeanOverSlices(double[] cosines, int layers)
    {
        var means = new double[layers];
        for (var k = 0; k < cosines.Length; k++)
        {
            means[k % layers] += cosines[k] / (cosines.Length / layers);
        }

        return means;
    }
}
