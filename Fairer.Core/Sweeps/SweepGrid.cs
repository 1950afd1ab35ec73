using Fairer.Core.Methods;

namespace Fairer.Core.Sweeps;

/// <summary>Finds the grids that given runs belong to.</summary>
public static class SweepGrid
{
    /// <summary>Sorts runs into as few sweeps as their settings allow, each with the smallest grid that covers its runs, which
    /// may be only a part of that grid.</summary>
    public static IReadOnlyList<(SweepSpec Spec, IReadOnlyList<RunSpec> Runs)> Covering(IEnumerable<RunSpec> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return
        [
            .. runs.Distinct()
                .GroupBy(run => (run.Metric, run.Binning, run.Epochs, run.StepsPerEpoch, run.BatchPerGroup, run.LearningRate, run.ImageSize, run.Device, run.Granularity))
                .Select(group => (Cover([.. group]), (IReadOnlyList<RunSpec>)[.. group])),
        ];
    }

    private static SweepSpec Cover(RunSpec[] runs)
    {
        double[] LambdasOf(Tuning tuning) =>
            [.. runs.Where(run => MethodCatalogue.Find(run.Method)?.Tuning == tuning).Select(run => run.Lambda).Distinct().Order()];
        var (lambdas, strengths) = (LambdasOf(Tuning.Lambda), LambdasOf(Tuning.Strength));
        var one = runs[0];
        return new SweepSpec
        {
            Datasets = [.. runs.Select(run => run.Dataset).Distinct()],
            Binning = one.Binning,
            Methods = [.. runs.Select(run => run.Method).Distinct()],
            Metric = one.Metric,
            Lambdas = lambdas,
            Strengths = strengths.Length > 0 ? strengths : SweepSpec.DefaultStrengths,
            Betas = [.. runs.Where(run => MethodCatalogue.Find(run.Method)?.UsesBeta == true).Select(run => run.Beta).Distinct().Order()],
            Granularity = one.Granularity,
            Networks = [.. runs.Select(run => run.Network).Distinct()],
            Seeds = [.. runs.Select(run => run.Seed).Distinct().Order()],
            Epochs = one.Epochs,
            StepsPerEpoch = one.StepsPerEpoch,
            BatchPerGroup = one.BatchPerGroup,
            LearningRate = one.LearningRate,
            ImageSize = one.ImageSize,
            Device = one.Device,
        };
    }
}
