using System.Globalization;
using Fairer.Core.Data.Statistics;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>How a column is distributed in the two subgroups: a pair of bars for each of its values.</summary>
public sealed partial class SubgroupBars
{
    private double _greatest;

    /// <summary>The column.</summary>
    [Parameter]
    [EditorRequired]
    public required ColumnDistribution Column { get; set; }

    /// <summary>What the subgroups are called.</summary>
    [Parameter]
    [EditorRequired]
    public required (string Zero, string One) Names { get; set; }

    private string Words => $"{Column.Name}: {string.Join("; ", Column.Bins.Select(Describe))}";

    /// <inheritdoc/>
    protected override void OnParametersSet() => _greatest = Column.Bins.SelectMany(bin => bin.Shares).DefaultIfEmpty(1).Max();

    private static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    private string Describe(DistributionBin bin) => $"{bin.Text}: {Names.Zero} {Percent(bin.Shares[0])}, {Names.One} {Percent(bin.Shares[1])}";

    private string Height(double share) => (_greatest > 0 ? 100 * share / _greatest : 0).ToString("0.##", CultureInfo.InvariantCulture);

    private string Mean(int group) => double.IsNaN(Column.Means[group])
        ? "–"
        : $"{(group == 0 ? Names.Zero : Names.One)} {Column.Means[group].ToString("#,0.##", CultureInfo.InvariantCulture)}";
}
