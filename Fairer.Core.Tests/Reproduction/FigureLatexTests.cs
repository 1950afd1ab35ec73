using System.Text.RegularExpressions;
using Fairer.Core.Reproduction;

namespace Fairer.Core.Tests.Reproduction;

public sealed class FigureLatexTests
{
    public static TheoryData<string> Ids => [.. Study.Ids];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_figure_has_a_plot_for_each_panel_and_its_points(string id)
    {
        var evidence = MadeUp.Evidence(run => new MadeUpRun { Gap = 0.1 + MadeUp.Noise(run), Parity = 0.2 });
        var figure = StudyFigures.Of(Study.All(evidence.Plan).Single(study => study.Id == id), evidence);

        var tex = FigureLatex.Write(figure);

        Assert.Equal(figure.Panels.Count, Regex.Count(tex, @"\\nextgroupplot\["));
        Assert.Equal(figure.Panels.Sum(panel => panel.Series.Count(series => series.Points.Count > 0)), Regex.Count(tex, @"\\addplot\["));
        Assert.Equal(figure.Panels.Sum(panel => panel.Series.Sum(series => series.Points.Count)), Regex.Count(tex, @"\) \+- \("));
        Assert.Equal(tex.Count(letter => letter == '{'), tex.Count(letter => letter == '}'));
        Assert.Equal(Regex.Count(tex, @"\\begin\{"), Regex.Count(tex, @"\\end\{"));
        Assert.DoesNotContain(tex, letter => letter > 127 && letter is not ('’' or 'ß'));
        Assert.All(Regex.Matches(tex, "fairer([0-9A-F]{6})").Select(match => match.Groups[1].Value), color => Assert.Contains($"\\definecolor{{fairer{color}}}", tex, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_the_papers_numbers_only_ours_are_left()
    {
        var evidence = MadeUp.Evidence(_ => new MadeUpRun { Parity = 0.2 });
        var figure = StudyFigures.Of(Study.All(evidence.Plan).Single(study => study.Id == "table1"), evidence);

        Assert.Contains(figure.Panels[0].Series, series => series.Origin == Origin.Paper);
        Assert.All(figure.WithoutPaper().Panels, panel => Assert.Equal(Origin.Ours, Assert.Single(panel.Series).Origin));
    }
}
