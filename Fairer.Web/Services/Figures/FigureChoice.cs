using Fairer.Core.Data;
using Fairer.Core.Reproduction;

namespace Fairer.Web.Services.Figures;

/// <summary>Which figure is looked at, on which grid and data; what the page's address and those of its files hold.</summary>
/// <param name="Figure">The study's id.</param>
/// <param name="Full">Whether the grid is the paper's; otherwise the quick one.</param>
/// <param name="Census">The id of the dataset in Adult's place.</param>
/// <param name="Paper">Whether the paper's numbers are laid over.</param>
public sealed record FigureChoice(string Figure, bool Full, string Census, bool Paper)
{
    /// <summary>The datasets that can be in Adult's place.</summary>
    public static IReadOnlyList<string> Censuses { get; } = ["adult", "synthetic"];

    /// <summary>The grid.</summary>
    public ReproductionPlan Plan => (Full ? ReproductionPlan.Full : ReproductionPlan.Quick) with
    {
        Census = Census,
        Images = Census == "adult" ? Full ? ImageGrid.Full : ImageGrid.Quick : null,
    };

    /// <summary>The figure, and what must be trained for it.</summary>
    public Study Study => Study.All(Plan).First(study => study.Id == Figure);

    /// <summary>What work for it goes by.</summary>
    public string Key => $"{Figure}-{Grid}-{Census}";

    /// <summary>What the address says after its question mark, without the figure.</summary>
    public string Query => $"grid={Grid}&data={Census}{(Paper ? "&paper=true" : "")}";

    /// <summary>The address of the page that shows it.</summary>
    public string Address => $"figures?figure={Figure}&{Query}";

    /// <summary>What is trained for it, in a few words: <c>c200 · 5 epochs · 3 seeds</c>.</summary>
    public string Trained
    {
        get
        {
            var sweeps = Study.Sweeps;
            return string.Join(
                " · ",
                string.Join(", ", sweeps.SelectMany(sweep => sweep.Networks).Select(Formats.Network).Distinct()),
                $"{string.Join(" or ", sweeps.Select(sweep => sweep.Epochs).Distinct().Order())} epochs",
                $"{string.Join(" or ", sweeps.Select(sweep => sweep.Seeds.Count).Distinct().Order())} seeds");
        }
    }

    private string Grid => Full ? "paper" : "quick";

    /// <summary>Reads a choice.</summary>
    /// <param name="figure">The study's id; null for the first.</param>
    /// <param name="grid"><c>quick</c> or <c>paper</c>; null for the quick one.</param>
    /// <param name="data">The dataset in Adult's place; null for Adult where it is at hand, else the synthetic census.</param>
    /// <param name="paper">Whether the paper's numbers are laid over.</param>
    /// <param name="known">The datasets there are.</param>
    /// <returns>The choice, and what was wrong with the words, if anything was; another choice is made then.</returns>
    public static (FigureChoice Choice, string? Fault) Read(string? figure, string? grid, string? data, bool paper, KnownDatasets known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var fault = figure is not null && !Study.Ids.Contains(figure) ? $"There is no figure '{figure}'; there are {string.Join(", ", Study.Ids)}."
            : grid is not (null or "quick" or "paper") ? $"There is no grid '{grid}'; there are quick and paper."
            : data is not null && !Censuses.Contains(data) ? $"The paper's figures cannot be drawn from '{data}'; they can from {string.Join(" and ", Censuses)}."
            : null;
        var usual = known.Find("adult") is { } adult && adult.Locate(known.Folders).AtHand ? "adult" : "synthetic";
        return (
            new FigureChoice(
                figure is not null && Study.Ids.Contains(figure) ? figure : Study.Ids[0],
                grid == "paper",
                data is not null && Censuses.Contains(data) ? data : usual,
                paper),
            fault);
    }
}
