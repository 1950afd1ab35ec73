using Fairer.Core.Results;

namespace Fairer.Core.Reproduction;

/// <summary>Whose numbers are drawn.</summary>
public enum Origin
{
    /// <summary>Means over the runs of this reproduction.</summary>
    Ours,

    /// <summary>Printed in the paper.</summary>
    Paper,
}

/// <summary>A figure as plain numbers: what is drawn, and what CSV and JSON hold.</summary>
/// <param name="Id">The study's id.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">How many panels stand side by side.</param>
/// <param name="Panels">The panels, row by row.</param>
public sealed record FigureData(string Id, string Title, int Columns, IReadOnlyList<PanelData> Panels)
{
    /// <summary>The figure without the paper's numbers.</summary>
    public FigureData WithoutPaper() => this with
    {
        Panels = [.. Panels.Select(panel => panel with { Series = [.. panel.Series.Where(series => series.Origin != Origin.Paper)] })],
    };
}

/// <summary>One pair of axes.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="X">What runs from left to right, with its unit where it has one.</param>
/// <param name="Y">What runs from bottom to top.</param>
/// <param name="Series">What is drawn.</param>
public sealed record PanelData(string Title, string X, string Y, IReadOnlyList<SeriesData> Series)
{
    /// <summary>The id of the dataset that our numbers in it are measured on.</summary>
    public required string Dataset { get; init; }

    /// <summary>A sentence in the panel's middle, for instance why there is nothing of ours in it; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>A height at which a thin line says something; null for none.</summary>
    public ReferenceLine? Reference { get; init; }
}

/// <summary>A horizontal line.</summary>
/// <param name="Y">Its height.</param>
/// <param name="Text">What it says.</param>
public sealed record ReferenceLine(double Y, string Text);

/// <summary>Points that belong together.</summary>
/// <param name="Name">What the legend calls them.</param>
/// <param name="Origin">Whose they are.</param>
/// <param name="Method">The method's id, which decides colour and marker.</param>
/// <param name="Points">In the order in which a line would join them.</param>
public sealed record SeriesData(string Name, Origin Origin, string Method, IReadOnlyList<FigurePoint> Points)
{
    /// <summary>How faint the colour is, 0 (full) to 1: tells apart series of one method.</summary>
    public double Faintness { get; init; }

    /// <summary>Whether the line is dashed and the markers are hollow: tells apart series of one method.</summary>
    public bool Open { get; init; }

    /// <summary>Whether a line joins the points.</summary>
    public bool Joined => Origin == Origin.Ours && Points.Count > 1;
}

/// <summary>One point with its deviations over seeds.</summary>
/// <param name="X">From left to right.</param>
/// <param name="Y">From bottom to top.</param>
/// <param name="Lambda">Its λ (or strength); null for a method without one.</param>
/// <param name="Seeds">How many seeds are summarised; 0 for a number of the paper.</param>
public sealed record FigurePoint(Summary X, Summary Y, double? Lambda, int Seeds)
{
    /// <summary>What is written beside it; null for nothing.</summary>
    public string? Label { get; init; }
}
