using System.Globalization;
using System.Text;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Reproduction.Claims;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Reproduction;

/// <summary>Reports in Markdown: our numbers beside the paper's, the verdict, and how it was made. The same runs give the
/// same text.</summary>
public sealed class Report
{
    private const FairnessMetric DP = FairnessMetric.DemographicParity;

    private readonly Evidence _evidence;
    private readonly Provenance _provenance;
    private readonly StringBuilder _text = new();

    private Report(Evidence evidence, Provenance provenance) => (_evidence, _provenance) = (evidence, provenance);

    /// <summary>The report on one figure or table, for the folder with its picture.</summary>
    /// <param name="study">The figure or table.</param>
    /// <param name="evidence">All runs.</param>
    /// <param name="findings">The verdict on all claims.</param>
    /// <param name="provenance">What made it.</param>
    public static string Of(Study study, Evidence evidence, IReadOnlyList<Finding> findings, Provenance provenance)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(findings);
        var report = new Report(evidence, provenance);
        report.Line($"# {study.Name}: {study.Title}");
        report.Synthetic();
        report.Body(study, folder: "");
        report.Findings([.. findings.Where(finding => Claim.All[finding.Number - 1].Studies.Contains(study.Id))], "What it says about the paper's claims", level: "##");
        report.Making([study]);
        return report._text.ToString();
    }

    /// <summary>The report on several figures and tables and the verdict, for the folder above theirs.</summary>
    /// <param name="studies">The figures and tables.</param>
    /// <param name="evidence">All runs.</param>
    /// <param name="findings">The verdict on all claims.</param>
    /// <param name="provenance">What made it.</param>
    public static string Of(IReadOnlyList<Study> studies, Evidence evidence, IReadOnlyList<Finding> findings, Provenance provenance)
    {
        ArgumentNullException.ThrowIfNull(studies);
        ArgumentNullException.ThrowIfNull(findings);
        var report = new Report(evidence, provenance);
        report.Line("# Fairness as Decision Rationale Alignment, repeated");
        report.Synthetic();
        report.Summary(findings);
        report.Making(studies);
        foreach (var study in studies)
        {
            report.Line($"## {study.Name}: {study.Title}");
            report.Body(study, folder: study.Id + "/");
        }

        report.Findings(findings, "The verdict in full", level: "##");
        return report._text.ToString();
    }

    private void Synthetic()
    {
        if (_evidence.Synthetic)
        {
            Line("**Synthetic data.** Rows drawn from a model of the census stand in for Adult. They are nobody's data, and none of these numbers is Adult's; the paper's numbers, which are, stand beside them for orientation alone.");
        }
    }

    private void Summary(IReadOnlyList<Finding> findings)
    {
        Line("## The verdict");
        Table(["", "the paper's claim", "do these runs support it?"], findings.Select(finding => new[]
        {
            finding.Number.ToString(CultureInfo.InvariantCulture),
            $"{finding.Claim} ({finding.Place})",
            Verdict(finding),
        }));
        Line($"A difference counts when Wilcoxon's signed-rank test over the seeds, two-sided and exact, gives a p of at most {Text(Check.Significance)}"
            + (2 / Math.Pow(2, _evidence.Plan.Seeds.Count) > Check.Significance
                ? $"; with {_evidence.Plan.Seeds.Count} seeds no p is that small, so here it counts when all seeds agree."
                : ".")
            + " *Yes*: all checks of a claim hold; *partly*: some; *no*: none. The checks are below, with the numbers and with what they say when the runs are read in other ways.");
    }

    private void Body(Study study, string folder)
    {
        var figure = StudyFigures.Of(study, _evidence);
        Line($"![{figure.Title}]({folder}{study.Id}.svg)");
        Line("Test split, at the epoch with the smallest validation gap from the second on; similarity over the training split. Mean ± sample standard deviation over the seeds, which the bars show too, cut off where they would leave a panel. What the paper prints is grey in the picture.");
        if (study.Id == "table1")
        {
            Line($"{PaperValues.Note} d_F is shown with: {ParityReading.Headline.Name}.");
        }

        foreach (var panel in figure.Panels.Where(panel => panel.Series.Count > 0))
        {
            Line($"**{panel.Title}**");
            if (panel.X == "λ")
            {
                OverLambda(panel);
            }
            else
            {
                TradeOffs(panel);
            }
        }

        if (study.Id == "table1")
        {
            BatchSimilarity();
            ParityReadings();
        }

        if (study.Id is "fig2" or "fig3")
        {
            Areas(study);
        }
    }

    private void OverLambda(PanelData panel)
    {
        double[] lambdas = [.. panel.Series.SelectMany(series => series.Points).Select(point => point.X.Mean).Distinct().Order()];
        Table(
            [panel.Y, .. lambdas.Select(lambda => $"λ = {Text(lambda)}")],
            from series in panel.Series
            where series.Points.Count > 0
            select (string[])[Whose(series), .. lambdas.Select(lambda => series.Points.FirstOrDefault(point => point.X.Mean == lambda) is { } point ? Cell(point.Y, point) : "")]);
    }

    private void TradeOffs(PanelData panel) => Table(
        ["method", "λ or strength", "seeds", panel.X.Split(' ')[1].TrimEnd(','), "AP"],
        from series in panel.Series
        from point in series.Points
        select (string[])[Whose(series), point.Lambda is { } lambda ? Text(lambda) : "", point.Seeds > 0 ? Text(point.Seeds) : "", Cell(point.X, point), Cell(point.Y, point)]);

    private void BatchSimilarity()
    {
        var runs = FairReg().ToLookup(run => run.Spec.Lambda);
        if (runs.Count > 0)
        {
            Line("**Similarity on the epoch's last batch**, which the authors' released code reports");
            Table(["", .. runs.Select(runsAt => $"λ = {Text(runsAt.Key)}")], [["ours, batch", .. runs.Select(runsAt => ReportText.Of([.. runsAt], run => run.Selected!.BatchSimilarity))]]);
        }
    }

    private void ParityReadings()
    {
        var runs = FairReg().Where(run => _evidence.Parity.ContainsKey(run.Spec)).ToLookup(run => run.Spec.Lambda);
        if (runs.Count == 0)
        {
            return;
        }

        Line("**d_F in all its readings.** The paper's falls with every step of λ; *as the paper's* says which of ours do (and which are at least lower at the largest λ than at 0, seed by seed).");
        Table(
            ["reading", .. runs.Select(runsAt => $"λ = {Text(runsAt.Key)}"), "as the paper's"],
            from reading in ParityReading.All
            let checks = ParityFalls.Check(_evidence, reading)
            select (string[])
            [
                reading == ParityReading.Headline ? $"**{reading.Name}**" : reading.Name,
                .. runs.Select(runsAt => ReportText.Of([.. runsAt], run => reading.Of(_evidence.Parity[run.Spec]))),
                checks.Count == 0 ? "" : checks[^1].Holds ? "yes" : checks[0].Holds ? "at the ends" : "no",
            ]);
        Line($"The Taylor form ĉ (Eq. 8) orders the weights as the exact c does with a rank correlation of {ReportText.Of([.. runs.SelectMany(runsAt => runsAt)], run => _evidence.Parity[run.Spec].RankCorrelation)} over these runs.");
    }

    private void Areas(Study study)
    {
        var metrics = study.Id == "fig2" ? [DP] : Study.Metrics;
        string[] datasets = study.Id == "fig2" ? [_evidence.Plan.Census] : [.. _evidence.Plan.Datasets];
        Line("**Area under each method's front**: (1/G) ∫₀ᴳ AP\\*(g) dg, where AP\\*(g) is the best test AP among a seed's models with a test gap of at most g, and G is ERM's mean gap: the AP that a method attains on average over all gaps up to that of ERM. A constant predictor belongs to every front; ERM's model to every front with a λ or a strength. Mean and 95 % interval (Student's t) over the seeds; the difference to DRAlign is paired.");
        foreach (var dataset in datasets)
        {
            foreach (var metric in metrics)
            {
                var fronts = new Fronts(_evidence, dataset, metric, Reading.Headline);
                var own = fronts.Areas("dralign");
                if (fronts.Limit is not { } limit || own.Count == 0)
                {
                    continue;
                }

                Line($"{DatasetCatalogue.InfoOf(dataset).Name}, {metric.Abbreviation()}, G = {ReportText.Number(limit)}");
                Table(
                    ["method", "area", "minus DRAlign's", "p"],
                    from method in study.Id == "fig2" ? Study.Fig2Methods : Study.Fig3Methods
                    let areas = fronts.Areas(method)
                    where areas.Count > 0
                    let differences = own.Keys.Where(areas.ContainsKey).Select(seed => areas[seed] - own[seed]).ToArray()
                    select (string[])
                    [
                        ReportText.Method(method, metric),
                        ReportText.Of(MeanInterval.Of([.. areas.Values])),
                        method == "dralign" || differences.Length == 0 ? "" : ReportText.Of(MeanInterval.Of(differences)),
                        method == "dralign" || differences.Length == 0 ? "" : ReportText.P(Wilcoxon.SignedRank(differences)),
                    ]);
            }
        }
    }

    private void Findings(IReadOnlyList<Finding> findings, string title, string level)
    {
        Line($"{level} {title}");
        foreach (var finding in findings)
        {
            Line($"{level}# {finding.Number}. {finding.Claim}");
            Line($"{finding.Place}. **{Verdict(finding)}**");
            List(finding.Checks.Select(check => $"{(check.Holds ? "✓" : "✗")} {check.Statement}: {check.Numbers}{(check.Test is { } test ? $"; Wilcoxon W⁺ = {Text(test.RankSum)}, {ReportText.P(test)}" : "")}"));
            List(finding.Remarks);
            if (finding.Tried.Count > 0)
            {
                Line(finding.Support == Support.Yes ? "Read in other ways:" : "What was tried:");
                List(finding.Tried.Select(attempt => $"{attempt.Reading}: {Text(attempt.Support)}, {attempt.Held} of {attempt.Of} checks hold"));
            }
        }
    }

    private void Making(IReadOnlyList<Study> studies)
    {
        var planned = studies.SelectMany(study => study.Runs).ToHashSet();
        RunState[] runs = [.. _evidence.Runs.All.Where(run => planned.Contains(run.Spec))];
        RunState[] finished = [.. runs.Where(run => run.Status == RunStatus.Finished)];
        RunState[] failed = [.. runs.Where(run => run.Status == RunStatus.Failed)];
        Line("## How it was made");
        var hours = finished.Sum(run => run.Epochs.Sum(epoch => epoch.Seconds)) / 3600;
        List(
        [
            $"Command: `{_provenance.Command}`. The dashboard shows the same runs: `./fairer --store OUT/fairer.db`.",
            $"Written by {_provenance.Program}; {_provenance.Runtime}; {_provenance.Machine}. Runs that the folder had already are taken as they are.",
            string.Create(CultureInfo.InvariantCulture, $"{finished.Length} of {planned.Count} runs finished, seeds {Range(_evidence.Plan.Seeds)}, each {_evidence.Plan.Epochs} epochs of {_evidence.Plan.StepsPerEpoch} steps; ")
                + string.Create(CultureInfo.InvariantCulture, $"{hours:0.0} hours of one core, {Date(finished.Min(run => run.Started))} to {Date(finished.Max(run => run.Ended))}."),
            $"β = {Text(ReproductionPlan.Beta)} for DRAlign, chosen among 0.005, 0.01, 0.02, 0.05 and 0.1 by AP over DP on Adult with the seeds 100 to 102, which are in no report; its rivals have no such parameter to choose. The paper does not print its own.",
        ]);
        if (failed.Length > 0)
        {
            Line($"**{failed.Length} runs failed** and are in none of the numbers:");
            List(failed.Select(run => $"{run.Spec.Dataset}, Δ{run.Spec.Metric.Abbreviation()}, {run.Spec.Method}, hidden {run.Spec.Network}, λ {Text(run.Spec.Lambda)}, seed {run.Spec.Seed}: {run.Failure}"));
        }
    }

    private IEnumerable<RunState> FairReg() => _evidence.Runs.FromZero(_evidence.Plan.Census, DP, "fairreg", ReproductionPlan.Wide);

    private static string Whose(SeriesData series) => series.Origin == Origin.Paper ? (series.Name == "paper" ? "*the paper*" : $"*the paper*, {series.Name}") : series.Name;

    private static string Cell(Summary value, FigurePoint point) => point.Seeds == 0 && value.Deviation == 0 ? ReportText.Number(value.Mean) : ReportText.Of(value);

    private static string Verdict(Finding finding) => finding.Support == Support.Open
        ? "not judged: its runs are not here"
        : $"{(finding.Ended < finding.Planned ? "so far " : "")}{Text(finding.Support)} ({finding.Checks.Count(check => check.Holds)} of {finding.Checks.Count} checks"
            + (finding.Ended < finding.Planned ? $", with {finding.Ended} of {finding.Planned} runs)" : ")");

    private static string Text(Support support) => support switch
    {
        Support.Yes => "yes",
        Support.Partly => "partly",
        Support.No => "no",
        _ => "not judged",
    };

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Range(IReadOnlyList<int> seeds) => seeds.Count > 1 ? $"{seeds[0]} to {seeds[^1]}" : $"{seeds[0]}";

    private static string Date(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) ?? "?";

    private void Line(string text) => _text.Append(text).Append("\n\n");

    private void List(IEnumerable<string> items)
    {
        var count = _text.Length;
        foreach (var item in items)
        {
            _text.Append("- ").Append(item).Append('\n');
        }

        if (_text.Length > count)
        {
            _text.Append('\n');
        }
    }

    private void Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        Row(heads);
        Row([.. heads.Select(_ => "---")]);
        foreach (var row in rows)
        {
            Row(row);
        }

        _text.Append('\n');

        void Row(IReadOnlyList<string> cells) =>
            _text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
    }
}
