using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Reproduction;
using Fairer.Core.Reproduction.Claims;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Tests.Reproduction;

/// <summary>Each claim on runs that bear it out, on runs that speak against it, and without runs.</summary>
public sealed class ClaimTests
{
    /// <summary>Runs as the paper has them.</summary>
    private static MadeUpRun AsClaimed(RunSpec spec)
    {
        var (fairness, noise) = (Math.Min(1, spec.Lambda), MadeUp.Noise(spec));
        var width = ((MlpShape)spec.Network).Widths[0];
        var aligned = spec.Method.StartsWith("dralign", StringComparison.Ordinal);
        var best = spec switch
        {
            { Dataset: "credit", Method: "mixup" } => 0.03,
            { Method: "dralign" } => 0.02,
            { Method: "mixup" } => 0.01,
            _ => 0,
        };
        return new MadeUpRun
        {
            Gap = 0.16 - (0.14 * fairness) + noise,
            AveragePrecision = 0.78 - (0.06 * fairness) + best + noise,
            FirstLayer = aligned ? 0.99 : 0.6 + (0.2 * fairness) - (width / 2000.0) + noise,
            SecondLayer = aligned ? 0.99 : 0.55 + (0.2 * fairness) - (width / 1000.0) + noise,
            Parity = 0.6 - (0.5 * fairness) + noise,
        };
    }

    /// <summary>Runs in which everything is the other way round, and parity always the same.</summary>
    private static MadeUpRun Contrary(RunSpec spec)
    {
        var (fairness, noise) = (Math.Min(1, spec.Lambda), MadeUp.Noise(spec));
        var width = ((MlpShape)spec.Network).Widths[0];
        return new MadeUpRun
        {
            Gap = 0.02 + (0.14 * fairness) + noise,
            AveragePrecision = 0.78 - (0.06 * fairness) + noise - (spec switch { { Dataset: "credit", Method: "mixup" } => 0.03, { Method: "dralign" } => 0.02, _ => 0 }),
            FirstLayer = 0.5 - (0.2 * fairness) + (width / 2000.0) + noise - (spec.Method == "dralign" ? 0.1 : 0),
            SecondLayer = 0.6 - (0.2 * fairness) + (width / 1000.0) + noise - (spec.Method == "dralign" ? 0.1 : 0),
            Parity = 0.1,
        };
    }

    public static TheoryData<int> Numbers => [.. Claim.All.Select(claim => claim.Number)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Runs_as_the_paper_has_them_bear_it_out(int number)
    {
        var finding = Judge(number, MadeUp.Evidence(AsClaimed));

        Assert.All(finding.Checks, check => Assert.True(check.Holds, $"{check.Statement}: {check.Numbers}"));
        Assert.Equal(Support.Yes, finding.Support);
        Assert.NotEmpty(finding.Tried);
        Assert.All(finding.Tried, attempt => Assert.Equal(Support.Yes, attempt.Support));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Runs_the_other_way_round_do_not(int number)
    {
        var finding = Judge(number, MadeUp.Evidence(Contrary));

        Assert.NotEmpty(finding.Checks);
        Assert.Equal(Support.No, finding.Support);
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Without_runs_it_stays_open(int number)
    {
        var evidence = MadeUp.Evidence(spec => new MadeUpRun { Failure = "It broke." });

        Assert.Equal(Support.Open, Judge(number, evidence).Support);
    }

    [Fact]
    public void A_claim_is_partly_borne_out_when_a_part_of_it_is()
    {
        // Fairness rises, similarity does not.
        var finding = Judge(1, MadeUp.Evidence(spec => AsClaimed(spec) with { FirstLayer = 0.5 + MadeUp.Noise(spec), SecondLayer = 0.5 }));

        Assert.Equal(Support.Partly, finding.Support);
        Assert.Equal([true, true, false], finding.Checks.Select(check => check.Holds));
    }

    [Fact]
    public void A_difference_that_one_seed_in_eight_contradicts_strongly_does_not_count()
    {
        var values = Enumerable.Range(0, 8).ToDictionary(seed => seed, seed => seed == 0 ? -10.0 : 1 + seed);
        var check = Assert.Single(Check.Larger("more", values, values.ToDictionary(seed => seed.Key, _ => 0.0)));

        Assert.False(check.Holds);
        Assert.Equal(Wilcoxon.SignedRank([.. values.Values]), check.Test);
        Assert.Contains("positive for 7 of 8 seeds", check.Numbers, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_seeds_must_all_agree()
    {
        var zero = new Dictionary<int, double> { [0] = 0, [1] = 0, [2] = 0 };

        Assert.True(Assert.Single(Check.Larger("more", new Dictionary<int, double> { [0] = 1, [1] = 2, [2] = 3 }, zero)).Holds);
        Assert.False(Assert.Single(Check.Larger("more", new Dictionary<int, double> { [0] = 1, [1] = -0.1, [2] = 3 }, zero)).Holds);
    }

    [Fact]
    public void Equal_seeds_leave_fewer_pairs_which_must_then_all_agree()
    {
        var values = Enumerable.Range(0, 6).ToDictionary(seed => seed, seed => (double)seed);
        Assert.True(Assert.Single(Check.Larger("more", values, values.ToDictionary(seed => seed.Key, _ => 0.0))).Holds);
    }

    [Fact]
    public void A_verdict_says_on_how_many_of_its_runs_it_stands()
    {
        var whole = MadeUp.Evidence(AsClaimed);
        var part = whole with { Runs = new RunSet(whole.Runs.All.Select(run => run.Spec), whole.Runs.All.Where(run => run.Spec.Seed < 4)) };
        var (all, some) = (Judge(3, whole), Judge(3, part));

        Assert.Equal(all.Planned, all.Ended);
        Assert.Equal(all.Planned, some.Planned);
        Assert.InRange(some.Ended, 1, all.Ended - 1);
    }

    [Fact]
    public void Seeds_that_only_one_side_has_do_not_count()
    {
        Dictionary<int, double> one = new() { [0] = 1, [1] = 2 }, other = new() { [1] = 1, [2] = 5 };

        Assert.Contains("1 of 1 seeds", Assert.Single(Check.Larger("more", one, other)).Numbers, StringComparison.Ordinal);
        Assert.Empty(Check.Larger("more", one, new Dictionary<int, double>()));
    }

    [Fact]
    public void The_relative_improvement_is_read_off_the_curves_at_the_papers_precision()
    {
        // Straight curves from ERM at (0.16, 0.78): at AP 0.77, FairReg has the gap 0.12 and DRAlign 0.08, a third less.
        var evidence = MadeUp.Evidence(spec => spec.Method switch
        {
            "erm" => new MadeUpRun { Gap = 0.16, AveragePrecision = 0.78 },
            "dralign" => new MadeUpRun { Gap = 0.16 - (0.2 * spec.Lambda), AveragePrecision = 0.78 - (0.025 * spec.Lambda) },
            _ => new MadeUpRun { Gap = 0.16 - (0.2 * spec.Lambda), AveragePrecision = 0.78 - (0.05 * spec.Lambda) },
        });
        var fronts = new Fronts(evidence, "adult", FairnessMetric.DemographicParity, Reading.Headline);

        Assert.Equal(0.08, fronts.GapAt("dralign", 0.77)!.Value, 12);
        Assert.Equal(0.12, fronts.GapAt("mixup", 0.77)!.Value, 12);
        Assert.Null(fronts.GapAt("mixup", 0.9));
        Assert.Contains(Judge(6, evidence).Remarks, remark => remark.Contains("33.3 %; the paper has 41.6 %", StringComparison.Ordinal));
    }

    [Fact]
    public void Erms_model_belongs_to_every_front_with_a_lambda_and_to_no_other()
    {
        var evidence = MadeUp.Evidence(spec => new MadeUpRun { Gap = spec.Method == "erm" ? 0.1 : 0.2, AveragePrecision = spec.Method == "erm" ? 0.8 : 0.7, });
        var more = MadeUp.Evidence(spec => new MadeUpRun { Gap = spec.Method == "erm" ? 0.1 + (0.01 * spec.Seed) : 0.2, AveragePrecision = 0.8 });

        // All gaps lie at the limit or beyond: nothing but the constant predictor is below it.
        Assert.All(new Fronts(evidence, "adult", FairnessMetric.DemographicParity, Reading.Headline).Areas("fairreg").Values, area => Assert.Equal(0.25, area, 12));

        // Seed 0's ERM is below the mean gap of ERM.
        var fronts = new Fronts(more, "adult", FairnessMetric.DemographicParity, Reading.Headline);
        Assert.True(fronts.Areas("postprocess")[0] > 0.26);
        Assert.Equal(0.25, fronts.Areas("oversample")[0], 12);
    }

    private static Finding Judge(int number, Evidence evidence) => Claim.All.Single(claim => claim.Number == number).Judge(evidence);
}
