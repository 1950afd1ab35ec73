using Fairer.Web.Components.Charts;
using Fairer.Web.Services.Runs;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>A few runs beside each other: their curves over the epochs, what tells them apart, and what came of it.</summary>
public sealed partial class RunComparisonPanel
{
    private PlotlyChart _chart = null!;
    private bool _all;

    /// <summary>The runs beside each other.</summary>
    [Parameter]
    [EditorRequired]
    public required RunComparison Comparison { get; set; }

    /// <summary>How many more are selected.</summary>
    [Parameter]
    public int Left { get; set; }

    /// <summary>Is told that the panel is to go.</summary>
    [Parameter]
    public EventCallback OnClose { get; set; }

    private IEnumerable<(string Title, IReadOnlyList<ComparedValue> Values)> Parts
    {
        get
        {
            var whole = _all || Comparison.Runs.Count == 1;
            ComparedValue[] settings = [.. Comparison.Settings.Where(value => whole || value.Differs)];
            yield return (whole ? "Settings" : settings.Length > 0 ? "Settings that differ" : "All settings are the same", settings);
            yield return ("Results on the test split, at the selected epoch", Comparison.Results);
        }
    }

    /// <summary>Draws the chart.</summary>
    public Task DrawAsync(CancellationToken cancellation) => _chart.ShowAsync(ComparisonChart.Draw(Comparison.Runs), cancellation);
}
