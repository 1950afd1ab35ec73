using System.Text;
using Fairer.Core.Data;
using Fairer.Core.Reproduction;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;
using Fairer.Figures;

namespace Fairer.Web.Services.Figures;

/// <summary>Serves the paper's figures as files, drawn from what the store has at the moment.</summary>
internal static class FigureEndpoint
{
    /// <summary>The kinds of files, as their names end.</summary>
    public static IReadOnlyList<(string Ending, string Name)> Kinds { get; } = [("svg", "SVG"), ("png", "PNG"), ("csv", "CSV"), ("tex", "LaTeX")];

    /// <summary>Where a figure is to be had.</summary>
    /// <param name="choice">Which.</param>
    /// <param name="ending">One of <see cref="Kinds"/>.</param>
    public static string Address(FigureChoice choice, string ending) => $"figures/{choice.Figure}.{ending}?{choice.Query}";

    /// <summary>Maps the addresses.</summary>
    public static void MapFigures(this IEndpointRouteBuilder routes) => routes.MapGet(
        "/figures/{figure}.{ending}",
        (string figure, string ending, string? grid, string? data, bool? paper, KnownDatasets known, IEnumerable<IEngine> engines, ISweepService sweeps, StudyRunner runner) =>
        {
            var (choice, fault) = FigureChoice.Read(figure, grid, data, paper ?? false, known);
            if (fault is not null)
            {
                return Results.Text(fault, statusCode: StatusCodes.Status404NotFound);
            }

            var study = choice.Study;
            var all = sweeps.Board.ChangesSince(0).Runs;
            var drawn = FigureView.Draw(choice, new RunSet(study.Runs, all), runner.Parity(study, all), MissingData.Of(study.Sweeps, known, [.. engines]));
            var name = $"fairer-{choice.Key}.{ending}";
            return ending switch
            {
                "svg" => Text(Picture.Svg(drawn), "image/svg+xml"),
                "png" => Results.File(Picture.Png(drawn), "image/png", name),
                "csv" => Text(FigureFiles.Csv(drawn), "text/csv; charset=utf-8"),
                "tex" => Text(study.NeedsParity ? Table1Latex.Write(drawn, study.Title) : FigureLatex.Write(drawn), "application/x-tex; charset=utf-8"),
                _ => Results.Text($"There is no kind of file '{ending}'; there are {string.Join(", ", Kinds.Select(kind => kind.Ending))}.", statusCode: StatusCodes.Status404NotFound),
            };

            IResult Text(string content, string type) => Results.File(Encoding.UTF8.GetBytes(content), type, name);
        });
}
