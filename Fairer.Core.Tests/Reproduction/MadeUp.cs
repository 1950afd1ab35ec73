using Fairer.Core.Rationale;
using Fairer.Core.Reproduction;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Tests.Reproduction;

/// <summary>What a made-up run scores.</summary>
internal sealed record MadeUpRun
{
    public double Gap { get; init; } = 0.1;

    public double AveragePrecision { get; init; } = 0.75;

    public double FirstLayer { get; init; } = 0.9;

    public double SecondLayer { get; init; } = 0.8;

    /// <summary>d_F in all readings; null when it was not measured.</summary>
    public double? Parity { get; init; }

    public string? Failure { get; init; }
}

/// <summary>Runs of a small plan whose results a test makes up.</summary>
internal static class MadeUp
{
    public static ReproductionPlan Plan { get; } = ReproductionPlan.Full with { Seeds = [.. Enumerable.Range(0, 8)], DemographicParityLambdas = [0.2, 0.4, 0.6], EqualizedOddsLambdas = [1, 2] };

    /// <summary>All runs of a plan.</summary>
    /// <param name="make">What a run scores.</param>
    /// <param name="plan">The plan; <see cref="Plan"/> when left out.</param>
    public static Evidence Evidence(Func<RunSpec, MadeUpRun> make, ReproductionPlan? plan = null)
    {
        plan ??= Plan;
        RunSpec[] specs = [.. Study.All(plan).SelectMany(study => study.Runs).Distinct()];
        var made = specs.ToDictionary(spec => spec, make);
        return new Evidence(
            plan,
            new RunSet(specs, specs.Select((spec, i) => Run(i + 1, spec, made[spec]))),
            made.Where(run => run.Value.Parity is not null).ToDictionary(run => run.Key, run => Parity(run.Value.Parity!.Value)),
            (from dataset in plan.Datasets from seed in plan.Seeds select (dataset, seed)).ToDictionary(key => key, _ => 0.25));
    }

    /// <summary>A little that differs from seed to seed, so that no two runs tie.</summary>
    public static double Noise(RunSpec spec) => 0.0001 * spec.Seed;

    private static RunState Run(long id, RunSpec spec, MadeUpRun made)
    {
        var scores = new Scores(made.AveragePrecision, made.Gap, made.Gap, 0, 0, 0.8);
        EpochReport Report(int epoch) => new()
        {
            Epoch = epoch,
            ClassificationLoss = 0.4,
            FairnessLoss = 0.1,
            Loss = 0.5,
            Validation = scores,
            Test = scores,
            LayerCosines = [made.FirstLayer, made.SecondLayer, made.FirstLayer],
            BatchLayerCosines = [made.FirstLayer, made.SecondLayer, made.FirstLayer],
            Seconds = 1,
        };
        return new RunState
        {
            Id = id,
            SweepId = 1,
            Spec = spec,
            Status = made.Failure is null ? RunStatus.Finished : RunStatus.Failed,
            Failure = made.Failure,
            Epochs = [Report(1), Report(2)],
            Started = DateTimeOffset.UnixEpoch,
            Ended = DateTimeOffset.UnixEpoch.AddMinutes(1),
        };
    }

    private static ParityReport Parity(double value)
    {
        ParityScore Score(Granularity granularity, ParityForm form) => new(granularity, form, [], new ParitySum(value, value));
        return new ParityReport
        {
            Scores = [.. from granularity in Enum.GetValues<Granularity>() from form in Enum.GetValues<ParityForm>() select Score(granularity, form)],
            Taylor = Score(Granularity.Parameter, ParityForm.Squared),
            RankCorrelations = [0.9, 0.9, 0.9],
            RankCorrelation = 0.9,
            GroupRankCorrelations = [],
            Losses = [0.3, 0.4],
            Samples = [100, 100],
            Seconds = 1,
        };
    }
}
