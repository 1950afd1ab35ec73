using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Sweeps;
using FsCheck;
using FsCheck.Fluent;

namespace Fairer.Core.Tests.Sweeps;

/// <summary>From a grid to its runs.</summary>
public sealed class SweepPlannerTests
{
    private static SweepSpec Spec => new()
    {
        Datasets = ["adult"],
        Methods = ["erm", "fairreg", "dralign"],
        Lambdas = [0.2, 0.4],
        Betas = [0.05],
        Networks = [new MlpShape(50, 50), new MlpShape(10, 10)],
        Seeds = [0, 1],
    };

    [Fact]
    public void Every_dataset_gets_the_same_runs_seed_by_seed()
    {
        var one = SweepPlanner.Plan(Spec);
        var both = SweepPlanner.Plan(Spec with { Datasets = ["adult", "synthetic"] });
        Assert.Equal(2 * one.Count, both.Count);
        Assert.Equal(one, both.Where(run => run.Dataset == "adult"));
        Assert.Equal(one, both.Where(run => run.Dataset == "synthetic").Select(run => run with { Dataset = "adult" }));
        Assert.Equal(both.Select(run => run.Seed).Order(), both.Select(run => run.Seed));
    }

    [Fact]
    public void Runs_come_seed_by_seed_small_networks_first_and_all_methods_side_by_side()
    {
        var plan = SweepPlanner.Plan(Spec).Select(run => $"{run.Seed} {run.Network} {run.Method} {run.Lambda} {run.Beta}");
        string[] one =
        [
            "10 erm 0 0", "10 fairreg 0.2 0", "10 dralign 0.2 0.05", "10 fairreg 0.4 0", "10 dralign 0.4 0.05",
            "50 erm 0 0", "50 fairreg 0.2 0", "50 dralign 0.2 0.05", "50 fairreg 0.4 0", "50 dralign 0.4 0.05",
        ];
        Assert.Equal([.. one.Select(run => "0 " + run), .. one.Select(run => "1 " + run)], plan);
    }

    [Fact]
    public void A_run_has_everything_that_the_sweep_says()
    {
        var run = SweepPlanner.Plan(Spec with
        {
            Binning = Binning.Own,
            Metric = FairnessMetric.EqualizedOdds,
            Granularity = Granularity.Unit,
            Epochs = 3,
            StepsPerEpoch = 7,
        })[^1];
        var expected = new RunSpec
        {
            Dataset = "adult",
            Binning = Binning.Own,
            Method = "dralign",
            Metric = FairnessMetric.EqualizedOdds,
            Lambda = 0.4,
            Beta = 0.05,
            Granularity = Granularity.Unit,
            Network = new MlpShape(50, 50),
            Seed = 1,
            Epochs = 3,
            StepsPerEpoch = 7,
        };
        Assert.Equal(expected, run);
    }

    [Fact]
    public void Erm_needs_neither_lambda_nor_beta() =>
        Assert.Equal([0.0, 0.0], SweepPlanner.Plan(Spec with { Methods = ["erm"], Lambdas = [], Betas = [], Networks = [new MlpShape(10, 10)] }).Select(run => run.Lambda));

    /// <summary>Whatever is asked for, in whatever order and however often: each combination once.</summary>
    [Fact]
    public void No_run_comes_twice_and_none_is_missing()
    {
        var ids = MethodCatalogue.All.Select(method => method.Id).ToArray();
        var specs = from methods in Gen.Elements(ids).NonEmptyListOf()
                    from lambdas in Gen.Elements(0, 0.1, 0.2, 0.5).NonEmptyListOf()
                    from betas in Gen.Elements(0, 0.01, 0.05).NonEmptyListOf()
                    from widths in Gen.Choose(1, 4).NonEmptyListOf()
                    from seeds in Gen.Choose(0, 5).NonEmptyListOf()
                    select Spec with
                    {
                        Methods = methods,
                        Lambdas = lambdas,
                        Betas = betas,
                        Networks = [.. widths.Select(width => new MlpShape(width, width))],
                        Seeds = seeds,
                    };
        Prop.ForAll(specs.Resize(6).ToArbitrary(), spec =>
        {
            var plan = SweepPlanner.Plan(spec);
            var expected = new HashSet<(string, double, double, NetworkShape, int)>();
            foreach (var seed in spec.Seeds)
            {
                foreach (var hidden in spec.Networks)
                {
                    foreach (var method in spec.Methods.Select(MethodCatalogue.Get))
                    {
                        foreach (var lambda in method.Tuning switch { Tuning.Lambda => spec.Lambdas, Tuning.Strength => spec.Strengths, _ => [0] })
                        {
                            foreach (var beta in spec.Betas)
                            {
                                expected.Add((method.Id, lambda, method.UsesBeta ? beta : 0, hidden, seed));
                            }
                        }
                    }
                }
            }

            return plan.Distinct().Count() == plan.Count
                && expected.SetEquals(plan.Select(run => (run.Method, run.Lambda, run.Beta, run.Network, run.Seed)))
                && plan.Select(run => run.Seed).Distinct().SequenceEqual(spec.Seeds.Distinct());
        }).QuickCheckThrowOnFailure();
    }

    public static TheoryData<SweepSpec, string, string> Wrong => new()
    {
        { Spec with { Datasets = [] }, nameof(SweepSpec.Datasets), "Choose at least one dataset." },
        { Spec with { Methods = [] }, nameof(SweepSpec.Methods), "Choose at least one method." },
        { Spec with { Methods = ["erm", "magic"] }, nameof(SweepSpec.Methods), "There is no method 'magic'; there are erm, oversample, fairreg, mixup, adversarial, postprocess, dralign, dralign-aug" },
        { Spec with { Lambdas = [] }, nameof(SweepSpec.Lambdas), "Choose at least one λ." },
        { Spec with { Lambdas = [0.1, -0.1] }, nameof(SweepSpec.Lambdas), "λ is a number from 0 on." },
        { Spec with { Lambdas = [double.PositiveInfinity] }, nameof(SweepSpec.Lambdas), "λ is a number from 0 on." },
        { Spec with { Methods = ["postprocess"], Strengths = [] }, nameof(SweepSpec.Strengths), "Choose at least one strength." },
        { Spec with { Strengths = [0.5, 1.5] }, nameof(SweepSpec.Strengths), "A strength is at most 1" },
        { Spec with { Betas = [] }, nameof(SweepSpec.Betas), "Choose at least one β." },
        { Spec with { Betas = [double.NaN] }, nameof(SweepSpec.Betas), "β is a number from 0 on." },
        { Spec with { Networks = [] }, nameof(SweepSpec.Networks), "Choose at least one network." },
        { Spec with { Seeds = [] }, nameof(SweepSpec.Seeds), "Choose at least one seed." },
        { Spec with { Seeds = [-1] }, nameof(SweepSpec.Seeds), "A seed is a whole number from 0 to 2147483647." },
        { Spec with { Epochs = 0 }, nameof(SweepSpec.Epochs), "A run has 1 to 1000 epochs, not 0." },
        { Spec with { Epochs = 1001 }, nameof(SweepSpec.Epochs), "A run has 1 to 1000 epochs, not 1001." },
        { Spec with { StepsPerEpoch = 0 }, nameof(SweepSpec.StepsPerEpoch), "An epoch has 1 to 100000 steps, not 0." },
        { Spec with { Seeds = [.. Enumerable.Range(0, 1001)] }, nameof(SweepSpec), "The sweep has 10010 runs; at most 10000 are possible" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_fault_names_its_field(SweepSpec spec, string field, string message)
    {
        var fault = Assert.Single(SweepPlanner.Faults(spec));
        Assert.Equal(field, fault.Field);
        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
        Assert.Equal(fault.Message, Assert.Throws<SweepException>(() => SweepPlanner.Plan(spec)).Message);
    }
}
