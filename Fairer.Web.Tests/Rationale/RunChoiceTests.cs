using System.Collections.Immutable;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Sweeps;
using Fairer.Web.Services.Rationale;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Rationale;

public class RunChoiceTests
{
    private static readonly RunSpec Fair = new() { Dataset = "synthetic", Method = "fairreg", Lambda = 0.4, Network = new MlpShape(10, 10), Seed = 0 };

    private static RunChoice Of(params RunSpec[] specs)
    {
        var choice = new RunChoice(DatasetCatalogue.InfoOf);
        choice.Apply(specs.Select((spec, i) => Samples.Train(new RunState { Id = i + 1, SweepId = 1, Spec = spec }, 3, RunStatus.Finished)));
        return choice;
    }

    [Fact]
    public void Only_finished_runs_can_be_chosen()
    {
        var choice = Of(Fair, Fair with { Seed = 1 });
        choice.Apply([choice.Find(2)! with { Status = RunStatus.Running }, new RunState { Id = 3, SweepId = 1, Spec = Fair }]);
        Assert.Equal(1, choice.Count);
        Assert.Equal(1, choice.Newest!.Id);
        Assert.Null(choice.Find(2));
        choice.Apply([new RunState { Id = 4, SweepId = 1, Spec = Fair, Status = RunStatus.Finished, Epochs = ImmutableArray<Core.Results.EpochReport>.Empty }]);
        Assert.Null(choice.Find(4));
    }

    [Fact]
    public void A_deleted_run_can_be_chosen_no_longer()
    {
        var choice = Of(Fair, Fair with { Seed = 1 });
        choice.Remove([2]);
        Assert.Null(choice.Find(2));
        Assert.Equal(1, choice.Count);
    }

    [Fact]
    public void Each_list_has_what_the_lists_before_leave()
    {
        var choice = Of(
            Fair, Fair with { Lambda = 0.2 }, Fair with { Lambda = 0.2, Seed = 5 },
            Fair with { Method = "dralign", Beta = 0.05 }, Fair with { Network = new MlpShape(200, 200) }, Fair with { Metric = FairnessMetric.EqualizedOdds });
        var like = choice.Find(1)!;
        IReadOnlyList<string> Options(string id) => choice.Options(choice.Fields.Single(field => field.Id == id), like);
        Assert.Equal(["Synthetic census"], Options("dataset"));
        Assert.Equal(["FairReg(ΔDP, noAug)", "FairReg(ΔEO, noAug)", "DRAlign(ΔDP)"], Options("method"));
        Assert.Equal(["c10", "c200"], Options("network"));
        Assert.Equal(["0.2", "0.4"], Options("lambda"));
        Assert.Equal(["–"], Options("beta"));
        Assert.Equal(["0"], Options("seed"));
        Assert.Equal(["1"], Options("run"));
    }

    [Fact]
    public void What_comes_after_a_choice_stays_as_it_was_where_it_can()
    {
        var choice = Of(Fair with { Seed = 5 }, Fair with { Lambda = 0.2, Seed = 0 }, Fair with { Lambda = 0.2, Seed = 5 }, Fair with { Lambda = 0.2, Seed = 7 });
        var lambda = choice.Fields.Single(field => field.Id == "lambda");
        Assert.Equal(3, choice.Choose(lambda, "0.2", choice.Find(1)!)!.Id);
        Assert.Null(choice.Choose(lambda, "0.9", choice.Find(1)!));
    }

    [Fact]
    public void The_partner_has_the_same_everything_but_the_alignment()
    {
        var aligned = Fair with { Method = "dralign", Beta = 0.05 };
        var choice = Of(Fair, aligned, aligned with { Seed = 1 }, aligned with { Lambda = 0.2 }, Fair with { Seed = 2 }, Fair with { Method = "erm", Lambda = 0 });
        Assert.Equal(2, choice.PartnerOf(choice.Find(1)!)!.Id);
        Assert.Equal(1, choice.PartnerOf(choice.Find(2)!)!.Id);
        Assert.Null(choice.PartnerOf(choice.Find(5)!));
        Assert.Null(choice.PartnerOf(choice.Find(6)!));
    }

    [Fact]
    public void A_run_is_described_by_what_counts_for_it()
    {
        var choice = Of(Fair, Fair with { Method = "dralign", Beta = 0.05 }, Fair with { Method = "erm", Lambda = 0 });
        Assert.Equal("FairReg(ΔDP, noAug), c10, λ 0.4, seed 0", RunChoice.Describe(choice.Find(1)!));
        Assert.Equal("DRAlign(ΔDP), c10, λ 0.4, β 0.05, seed 0", RunChoice.Describe(choice.Find(2)!));
        Assert.EndsWith(", c10, seed 0", RunChoice.Describe(choice.Find(3)!), StringComparison.Ordinal);
    }
}
