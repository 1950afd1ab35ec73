using Fairer.Core.Data;
using Fairer.Web.Services;

namespace Fairer.Web.Components.Charts;

/// <summary>What all charts of a sweep say alike.</summary>
public static class ChartNotes
{
    /// <summary>What the points were measured on; a chart of synthetic data says so, in every export too.</summary>
    public static DataNote Data(DatasetInfo dataset) =>
        dataset.Synthetic ? new DataNote("Synthetic data", Warns: true) : new DataNote(dataset.Name, Warns: false);

    /// <summary>What a curve's points are.</summary>
    public static string Over(SweepView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return view.Sweep.Spec.Seeds.Count == 1 ? "one seed" : "mean ± s.d. over seeds";
    }

    /// <summary>The name of a picture or table of the sweep.</summary>
    public static string FileName(SweepView view, string what) =>
        $"fairer-sweep{view.Sweep.Id}-{view.Dataset.Id.Replace(':', '-')}{(view.Dataset.Synthetic && view.Dataset.Id != "synthetic" ? "-synthetic" : "")}-{what}";

    /// <summary>What zoom and legend choices are bound to.</summary>
    public static string Revision(SweepView view) => $"sweep {view.Sweep.Id}";
}
