using Fairer.Core.Reproduction;
using Fairer.Web.Services;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>A figure over λ as a table: a row for each quantity and whose it is, a column for each λ.</summary>
public sealed partial class FigureTable
{
    private double[] _lambdas = [];

    /// <summary>The figure.</summary>
    [Parameter]
    [EditorRequired]
    public required FigureData Figure { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet() =>
        _lambdas = [.. Figure.Panels.SelectMany(panel => panel.Series).SelectMany(series => series.Points).Select(point => point.X.Mean).Distinct().Order()];

    private static string Cell(SeriesData series, double lambda) =>
        (series.Points.FirstOrDefault(point => point.X.Mean == lambda) is not { } point ? "–"
        : point.Y.Deviation > 0 ? $"{Formats.Score(point.Y.Mean)} ± {Formats.Score(point.Y.Deviation)}"
        : Formats.Score(point.Y.Mean)).Replace('-', '−');
}
