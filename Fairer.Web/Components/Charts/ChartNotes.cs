using Fairer.Core.Data;
using Fairer.Web.Services;

namespace Fairer.Web.Components.Charts;

/// <summary>What all charts of a sweep say alike.</summary>
public static class ChartNotes
{
    /// <summary>The warning that a chart must carry, or null.</summary>
    public static string? Of(DatasetInfo dataset) => dataset.Synthetic ? "Synthetic data" : null;

    /// <summary>The name of a picture or table of the sweep.</summary>
    public static string FileName(SweepView view, string what) =>
        $"fairer-sweep{view.Sweep.Id}-{view.Dataset.Id}{(view.Dataset.Synthetic && view.Dataset.Id != "synthetic" ? "-synthetic" : "")}-{what}";

    /// <summary>What zoom and legend choices are bound to.</summary>
    public static string Revision(SweepView view) => $"sweep {view.Sweep.Id}";
}
