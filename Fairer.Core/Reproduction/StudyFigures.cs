using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Reproduction;

/// <summary>How runs become the figures: seed means and deviations at the selected epochs.</summary>
public static class StudyFigures
{
    private const FairnessMetric DP = FairnessMetric.DemographicParity;

    /// <summary>The figure of a study.</summary>
    public static FigureData Of(Study study, Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(evidence);
        var (columns, panels) = study.Id switch
        {
            "fig2" => (1, Fig2(evidence)),
            "table1" => (3, Table1(evidence)),
            "fig3" => (3, Fig3(evidence)),
            "fig4a" => (2, Fig4a(evidence)),
            _ => (2, Fig4b(evidence)),
        };
        return new FigureData(study.Id, $"{study.Name}: {study.Title}", columns, [.. panels]);
    }

    /// <summary>A λ as it is written: <c>0.2</c>.</summary>
    public static string Text(double lambda) => lambda.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<PanelData> Fig2(Evidence evidence)
    {
        var compared = PaperValues.Of(PaperValues.ComparedAt, "adult", DP)[0].Mean;
        yield return TradeOff(evidence, evidence.Plan.Census, DP, Study.Fig2Methods, labelled: ["fairreg", "mixup", "dralign"], ReportText.Method) with
        {
            Reference = new ReferenceLine(compared, string.Create(CultureInfo.InvariantCulture, $"AP {compared:0.000}, where the paper compares")),
        };
    }

    private static IEnumerable<PanelData> Table1(Evidence evidence)
    {
        var runs = evidence.Runs.FromZero(evidence.Plan.Census, DP, "fairreg", ReproductionPlan.Wide).ToArray();
        yield return Panel("Parity score", "d_F, Σ |c⁰ − c¹|", PaperValues.Parity, evidence.HeadlineParity);
        yield return Panel("Fairness", "−DP", PaperValues.Fairness, run => -run.Selected!.Test.DemographicParity);
        yield return Panel("Similarity", "Σ cos over the layers, at most 3", PaperValues.Similarity, run => run.Selected!.Similarity);

        PanelData Panel(string title, string y, string quantity, Func<RunState, double?> value) => new(title, "λ", y,
        [
            OverLambda("FairReg(ΔDP, noAug)", "fairreg", runs, value),
            Printed(PaperValues.Of(quantity, "adult", DP, "fairreg", ReproductionPlan.Wide)),
        ])
        {
            Dataset = evidence.Plan.Census,
        };
    }

    private static IEnumerable<PanelData> Fig3(Evidence evidence)
    {
        foreach (var metric in Study.Metrics)
        {
            yield return TradeOff(evidence, evidence.Plan.Census, metric, Study.Fig3Methods, labelled: ["dralign"], MethodName);
            yield return CelebA(evidence, metric);
            yield return evidence.Plan.Datasets.Contains("credit")
                ? TradeOff(evidence, "credit", metric, Study.Fig3Methods, labelled: ["dralign"], MethodName)
                : new PanelData($"German Credit · {metric.Abbreviation()}", GapTitle(metric), "average precision", []) { Dataset = "credit", Note = "not trained: synthetic rows stand in for Adult alone" };
        }
    }

    private static PanelData CelebA(Evidence evidence, FairnessMetric metric)
    {
        var fairness = PaperValues.Of(PaperValues.Fairness, "celeba", metric);
        var precision = PaperValues.Of(PaperValues.AveragePrecision, "celeba", metric);
        SeriesData[] printed =
        [
            .. fairness.Join(precision, value => value.Method, value => value.Method, (x, y) => new SeriesData(
                ReportText.Method(x.Method!, metric), Origin.Paper, x.Method!, [new FigurePoint(Of(x), Of(y), x.Lambda, Seeds: 0) { Label = ReportText.Method(x.Method!, metric) }])),
        ];
        var title = $"CelebA, wavy hair · {metric.Abbreviation()}";
        if (evidence.Plan.Images is { } images)
        {
            var panel = TradeOff(evidence, images.Dataset, metric, Study.Fig3Methods, labelled: ["dralign"], MethodName, ImageGrid.Network);
            return panel with { Title = title, Series = [.. panel.Series, .. printed] };
        }

        return new(title, GapTitle(metric), "average precision", printed)
        {
            Dataset = ImageGrid.Full.Dataset,
            Note = "not yet trained here: it needs images" + (fairness.Count > 0 ? "" : ";\nthe paper's text quotes no number"),
        };
    }

    private static IEnumerable<PanelData> Fig4a(Evidence evidence)
    {
        foreach (var metric in Study.Metrics)
        {
            var census = evidence.Plan.Census;
            var wide = ReproductionPlan.Wide;
            SeriesData Series(string method, MlpShape hidden) => OverLambda(
                $"{MethodName(method, metric)} c{hidden.Widths[0]}",
                method,
                method == "dralign" ? evidence.Runs.Of(census, metric, method, hidden) : evidence.Runs.FromZero(census, metric, method, hidden),
                run => run.Selected!.Similarity) with
            {
                Faintness = method == "fairreg" ? Faintness(hidden) : 0,
                Open = method == "fairreg" && !hidden.Equals(wide),
            };

            yield return new PanelData($"{Name(census)} · Δ{metric.Abbreviation()}", "λ", "similarity, Σ cos over the layers",
            [
                .. Study.Widths.Select(hidden => Series("fairreg", hidden)),
                Series("mixup", wide),
                Series("dralign", wide),
                .. metric == DP
                    ? Study.Widths.Select(hidden => Printed(PaperValues.Of(PaperValues.Similarity, "adult", DP, "fairreg", hidden), PaperLabel(hidden)))
                    : [],
            ])
            {
                Dataset = census,
                Reference = new ReferenceLine(wide.Layers, "full alignment"),
            };
        }

        static double Faintness(MlpShape hidden) => 0.18 * (Study.Widths.Count - 1 - Study.Widths.ToList().IndexOf(hidden));
    }

    private static IEnumerable<PanelData> Fig4b(Evidence evidence) =>
        from hidden in new[] { Study.Widths[2], ReproductionPlan.Wide }
        let runs = evidence.Runs.FromZero(evidence.Plan.Census, DP, "fairreg", hidden).ToArray()
        select new PanelData($"FairReg(ΔDP, noAug) c{hidden.Widths[0]}", "λ", "the layer's cosine",
        [
            OverLambda("layer 1", "fairreg", runs, run => run.Selected!.LayerCosines[0]),
            OverLambda("layer 2", "fairreg", runs, run => run.Selected!.LayerCosines[1]) with { Open = true, Faintness = 0.25 },
            Printed(PaperValues.Of(PaperValues.SecondLayer, "adult", DP, "fairreg", hidden)),
        ])
        {
            Dataset = evidence.Plan.Census,
        };

    /// <summary>AP over −gap. ERM is a point of its own: a curve begins at the smallest λ.</summary>
    private static PanelData TradeOff(
        Evidence evidence, string dataset, FairnessMetric metric, IEnumerable<string> methods, IReadOnlyList<string> labelled, Func<string, FairnessMetric, string> name,
        NetworkShape? network = null)
    {
        return new($"{Name(dataset)} · {metric.Abbreviation()}", GapTitle(metric), "average precision",
        [
            .. methods
                .Select(method => new SeriesData(name(method, metric), Origin.Ours, method, Points(method)))
                .Where(series => series.Points.Count > 0),
        ])
        {
            Dataset = dataset,
        };

        FigurePoint[] Points(string method)
        {
            var points = Curves.Points(evidence.Runs.Of(dataset, metric, method, network ?? ReproductionPlan.Wide));
            return
            [
                .. points.Select((point, i) => new FigurePoint(Negative(point.Gap(metric)), point.AveragePrecision, LambdaOf(method, point.Lambda), point.Seeds)
                {
                    Label = labelled.Contains(method) && (i == 0 || i == points.Count - 1) ? $"λ {Text(point.Lambda)}" : null,
                }),
            ];
        }
    }

    private static SeriesData OverLambda(string name, string method, IEnumerable<RunState> runs, Func<RunState, double?> value) => new(name, Origin.Ours, method,
    [
        .. from run in runs
           where value(run) is not null
           group value(run)!.Value by run.Spec.Lambda into values
           select new FigurePoint(new Summary(values.Key, 0), Summary.Of([.. values]), values.Key, values.Count()),
    ]);

    private static SeriesData Printed(IReadOnlyList<PaperValue> values, string? label = null) => new("paper", Origin.Paper, "fairreg",
    [
        .. values.Select((value, i) => new FigurePoint(new Summary(value.Lambda!.Value, 0), Of(value), value.Lambda, Seeds: 0)
        {
            Label = i == values.Count - 1 ? label : null,
        }),
    ]);

    // The three narrow networks share one printed point.
    private static string? PaperLabel(MlpShape hidden) =>
        hidden.Equals(ReproductionPlan.Wide) ? "c200" : hidden.Equals(Study.Widths[0]) ? "c10, c20, c50" : null;

    private static Summary Of(PaperValue value) => new(value.Mean, value.Deviation ?? 0);

    private static Summary Negative(Summary value) => new(-value.Mean, value.Deviation);

    private static double? LambdaOf(string method, double lambda) => MethodCatalogue.Get(method).Tuning == Tuning.None ? null : lambda;

    private static string GapTitle(FairnessMetric metric) => $"fairness, −{metric.Abbreviation()} (right is fairer)";

    private static string Name(string dataset) => DatasetCatalogue.InfoOf(dataset).Name;

    // Where both metrics are shown, a method has one name in the legend for both.
    private static string MethodName(string method, FairnessMetric metric) =>
        MethodCatalogue.Get(method).Name(metric).Replace($"Δ{metric.Abbreviation()}", "Δ", StringComparison.Ordinal);
}
