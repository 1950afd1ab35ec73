using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Fairer.Core.Fairness;
using Fairer.Core.Reproduction;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Tests.Reproduction;

/// <summary>Looks at what <c>./fairer reproduce all --quick</c> wrote on real data, into the folder that
/// <c>FAIRER_REPRODUCTION</c> names; skipped where it names none.</summary>
public sealed class ReproductionFolderTests
{
    private static readonly IReadOnlyList<Study> Studies = Study.All(ReproductionPlan.Quick);

    private static readonly string[] Regularised = ["fairreg", "mixup", "dralign"];

    public static TheoryData<string> Ids => [.. Study.Ids];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_study_has_its_picture_its_numbers_and_its_report(string id)
    {
        var folder = Path.Combine(Folder(), id);
        var rows = File.ReadAllLines(Path.Combine(folder, $"{id}.csv"));
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, $"{id}.json")));

        Assert.Contains(rows, row => row.Contains(",ours,", StringComparison.Ordinal));
        Assert.DoesNotContain("NaN", json.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(id, json.RootElement.GetProperty("id").GetString());
        Assert.Equal("svg", XDocument.Load(Path.Combine(folder, $"{id}.svg")).Root!.Name.LocalName);
        Assert.InRange(new FileInfo(Path.Combine(folder, $"{id}.png")).Length, 20_000, 2_000_000);
        Assert.Contains("## How it was made", File.ReadAllText(Path.Combine(folder, "report.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_run_finished_with_scores_that_make_sense()
    {
        using var store = ResultStore.Open(Path.Combine(Folder(), "fairer.db"));
        var runs = new RunSet(Studies.SelectMany(study => study.Runs), store.Load().Runs);

        Assert.Equal(runs.Planned, runs.All.Count);
        Assert.All(runs.All, run => Assert.True(run.Status == RunStatus.Finished, $"{run.Spec}: {run.Failure}"));
        Assert.All(runs.All, run => Assert.InRange(run.Selected!.Similarity, 0, 3.0001));

        // Better than by chance: label 1 has a share of 0.25 on Adult and of 0.7 on Credit. An adversary need not have
        // come to rest after so few steps, and post-processing may give up much.
        Assert.All(runs.All.Where(run => run.Spec.Method is not ("adversarial" or "postprocess")), run =>
        {
            Assert.InRange(run.Selected!.Test.AveragePrecision, run.Spec.Dataset == "adult" ? 0.4 : 0.7, 1);
            Assert.InRange(run.Selected.Test.DemographicParity, 0, 0.5);
        });
    }

    [Fact]
    public void A_large_lambda_is_fairer_than_none()
    {
        using var store = ResultStore.Open(Path.Combine(Folder(), "fairer.db"));
        var runs = new RunSet(Studies.SelectMany(study => study.Runs), store.Load().Runs);
        double Gap(string method, double lambda) => runs.All
            .Where(run => run.Spec is { Dataset: "adult", Metric: FairnessMetric.DemographicParity } && run.Spec.Network.Equals(ReproductionPlan.Wide)
                && run.Spec.Method == method && run.Spec.Lambda == lambda)
            .Average(run => run.Selected!.Test.DemographicParity);

        Assert.InRange(Gap("erm", 0), 0.12, 0.22);
        Assert.All(Regularised, method => Assert.InRange(Gap(method, 0.6), 0, 0.6 * Gap("erm", 0)));
    }

    [Fact]
    public void Table_1_has_a_parity_score_for_every_lambda_and_the_verdict_judges_every_claim()
    {
        var rows = File.ReadAllLines(Path.Combine(Folder(), "table1", "table1.csv")).Select(row => row.Split(',')).ToArray();
        var parity = rows.Where(row => row[1] == "Parity score" && row.Contains("ours")).Select(row => double.Parse(row[^2], CultureInfo.InvariantCulture)).ToArray();
        using var verdict = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder(), "verdict.json")));

        Assert.Equal(1 + ReproductionPlan.Quick.DemographicParityLambdas.Count, parity.Length);
        Assert.All(parity, value => Assert.InRange(value, 0.01, 10));
        Assert.Equal(7, verdict.RootElement.GetArrayLength());
        Assert.All(verdict.RootElement.EnumerateArray(), finding => Assert.NotEqual("Open", finding.GetProperty("support").GetString()));
    }

    private static string Folder()
    {
        var folder = Environment.GetEnvironmentVariable("FAIRER_REPRODUCTION");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "FAIRER_REPRODUCTION names no folder that './fairer reproduce all --quick --out' has written.");
        return folder!;
    }
}
