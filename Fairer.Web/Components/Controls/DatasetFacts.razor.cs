using System.Globalization;
using Fairer.Core.Data.Statistics;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>What a dataset is like: its size, its subgroups, the gap that it has itself, and its columns by subgroup.</summary>
public sealed partial class DatasetFacts
{
    // A table may have hundreds of columns.
    private const int AtFirst = 24;

    private bool _all;

    /// <summary>What was counted.</summary>
    [Parameter]
    [EditorRequired]
    public required DatasetStatistics Statistics { get; set; }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => double.IsNaN(share) ? "–" : share.ToString("0.0 %", CultureInfo.InvariantCulture);

    private static string Width(double share) => (double.IsNaN(share) ? 0 : 100 * share).ToString("0.##", CultureInfo.InvariantCulture);

    private void ShowAll() => _all = true;
}
