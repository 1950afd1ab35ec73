using System.Text.Json;
using System.Xml.Linq;
using Fairer.Core.Reproduction;
using Fairer.Core.Reproduction.Claims;
using Fairer.Core.Sweeps;
using Fairer.Figures;

namespace Fairer.Core.Tests.Reproduction;

/// <summary>What is written: pictures, numbers and words.</summary>
public sealed class ReportTests
{
    private static readonly Provenance Somewhere = new("./fairer reproduce all", "Fairer 9", ".NET on a test", "a machine");

    private static readonly Evidence Full = MadeUp.Evidence(Make);

    public static TheoryData<string> Ids => [.. Study.Ids];

    private static MadeUpRun Make(RunSpec spec) => new()
    {
        Gap = 0.16 - (0.1 * Math.Min(1, spec.Lambda)) + MadeUp.Noise(spec),
        AveragePrecision = 0.78 - (0.06 * Math.Min(1, spec.Lambda)),
        Parity = 0.5,
        Failure = spec is { Method: "adversarial", Seed: 3 } ? "The loss is not finite." : null,
    };

    private static Study StudyOf(string id, Evidence evidence) => Study.All(evidence.Plan).Single(study => study.Id == id);

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_svg_is_well_formed_says_what_it_shows_and_stays_small(string id)
    {
        var figure = StudyFigures.Of(StudyOf(id, Full), Full);
        var svg = Picture.Svg(figure);
        var root = XDocument.Parse(svg).Root!;
        var texts = root.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value).ToArray();

        Assert.Equal(figure.Title, root.Elements().First().Value);
        Assert.All(figure.Panels, panel => Assert.Contains(panel.Title, texts));
        Assert.All(figure.Panels, panel => Assert.Contains(panel.X, texts));
        Assert.All(figure.Panels.SelectMany(panel => panel.Series).Where(series => series.Origin == Origin.Ours), series => Assert.Contains(series.Name, texts));
        Assert.Equal(figure.Panels.Any(panel => panel.Series.Any(series => series.Origin == Origin.Paper)), texts.Contains("as the paper prints it"));
        Assert.InRange(svg.Length, 1000, 100_000);
        Assert.Equal(svg, Picture.Svg(StudyFigures.Of(StudyOf(id, Full), Full)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_png_has_two_pixels_for_each_of_the_svg_and_every_letter(string id)
    {
        var figure = StudyFigures.Of(StudyOf(id, Full), Full);
        var png = Picture.Png(figure);
        var svg = XDocument.Parse(Picture.Svg(figure)).Root!;

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        Assert.Equal(2 * (int)svg.Attribute("width")!, (png[16] << 24) + (png[17] << 16) + (png[18] << 8) + png[19]);
        using var regular = PngDrawing.Font("SourceSans3-Regular.ttf");
        using var bold = PngDrawing.Font("SourceSans3-SemiBold.ttf");
        Assert.All(svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value), text =>
        {
            Assert.True(regular.ContainsGlyphs(text), text);
            Assert.True(bold.ContainsGlyphs(text), text);
        });
    }

    [Fact]
    public void Csv_and_json_have_every_drawn_point()
    {
        var figure = StudyFigures.Of(StudyOf("fig2", Full), Full);
        var lines = FigureFiles.Csv(figure).TrimEnd().Split('\n');
        using var json = JsonDocument.Parse(FigureFiles.Json(figure));

        Assert.Equal(1 + figure.Panels[0].Series.Sum(series => series.Points.Count), lines.Length);
        Assert.StartsWith("fig2,Adult · DP,\"FairReg(ΔDP, noAug)\",ours,0.2,8,", lines.First(line => line.Contains("noAug", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("ERM (w.o. FairReg)", json.RootElement.GetProperty("panels")[0].GetProperty("series")[0].GetProperty("name").GetString());
        Assert.Equal(0.78, json.RootElement.GetProperty("panels")[0].GetProperty("series")[0].GetProperty("points")[0].GetProperty("y").GetProperty("mean").GetDouble(), 12);
    }

    [Fact]
    public void Table_1_sets_ours_over_the_papers()
    {
        var report = Report.Of(StudyOf("table1", Full), Full, Judge(Full), Somewhere);
        var tex = Table1Latex.Write(StudyFigures.Of(StudyOf("table1", Full), Full), "Δ over λ");

        Assert.Contains("| *the paper* | 0.624 ± 0.555 | 0.391 ± 0.338 | 0.101 ± 0.084 | 0.070 ± 0.045 | 0.046 ± 0.023 | 0.039 ± 0.029 |", report, StringComparison.Ordinal);
        Assert.Contains("| FairReg(ΔDP, noAug) | 0.500 ± 0.000 | 0.500 ± 0.000 |  | 0.500 ± 0.000 |", report, StringComparison.Ordinal);
        Assert.Equal(8, report.Split('\n').Count(line => line.Contains("removed, c = ", StringComparison.Ordinal) && line.StartsWith('|')));
        Assert.Contains(@"Fairness & paper & $-0.160 \pm 0.012$", tex, StringComparison.Ordinal);
        Assert.Contains(@"\caption{$\Delta$ over $\lambda$}", tex, StringComparison.Ordinal);
        Assert.Equal(6, tex.Split('\n').Count(line => line.Contains(@"\pm", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_whole_report_has_every_claim_its_verdict_and_how_it_was_made()
    {
        var report = Report.Of(Study.All(Full.Plan), Full, Judge(Full), Somewhere);

        Assert.All(Claim.All, claim => Assert.Contains($"### {claim.Number}. {claim.Statement}", report, StringComparison.Ordinal));
        Assert.Contains("Command: `./fairer reproduce all`", report, StringComparison.Ordinal);
        Assert.Contains("runs failed** and are in none of the numbers", report, StringComparison.Ordinal);
        Assert.Contains("credit, ΔEO, adversarial, hidden 200, λ 2, seed 3: The loss is not finite.", report, StringComparison.Ordinal);
        Assert.Contains("*the paper*, FairReg(ΔEO, noAug)", report, StringComparison.Ordinal);
        Assert.DoesNotContain("Synthetic", report, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Synthetic_data_is_called_so_at_the_top()
    {
        var evidence = MadeUp.Evidence(Make, MadeUp.Plan with { Census = "synthetic" });

        Assert.All(Study.All(evidence.Plan), study =>
            Assert.StartsWith("**Synthetic data.**", Report.Of(study, evidence, Judge(evidence), Somewhere).Split('\n')[2], StringComparison.Ordinal));
        Assert.Contains("Synthetic", Picture.Svg(StudyFigures.Of(StudyOf("fig2", evidence), evidence)), StringComparison.Ordinal);
    }

    private static Finding[] Judge(Evidence evidence) => [.. Claim.All.Select(claim => claim.Judge(evidence))];
}
