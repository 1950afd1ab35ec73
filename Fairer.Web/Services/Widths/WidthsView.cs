using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Web.Services.Widths;

/// <summary>The runs of the whole store as the page of widths holds them, and what they are compared at.</summary>
/// <param name="workers">How many runs are trained at the same time.</param>
public sealed class WidthsView(int workers)
{
    private readonly Dictionary<long, RunState> _runs = [];
    private readonly HashSet<long> _own = [];
    private WidthsForm _form = new();
    private int _wanted = 2;

    /// <summary>The version of the board that this view stands at.</summary>
    public long Version { get; private set; }

    /// <summary>Grows whenever the comparison changes.</summary>
    public int Revision { get; private set; }

    /// <summary>The numbers of hidden layers that there are finished runs of, ascending.</summary>
    public IReadOnlyList<int> Depths { get; private set; } = [];

    /// <summary>The number of hidden layers that is shown.</summary>
    public int Depth { get; private set; } = 2;

    /// <summary>How many finished runs are shown.</summary>
    public int Shown { get; private set; }

    /// <summary>The comparison of the shown runs.</summary>
    public WidthComparison Comparison { get; private set; } = new([], default, 2);

    /// <summary>How far the page's own sweeps under way have come; null while there is none.</summary>
    public SweepProgress? Progress { get; private set; }

    /// <summary>The page's own sweeps under way.</summary>
    public IReadOnlyList<long> UnderWay { get; private set; } = [];

    /// <summary>Why a run of the page's newest sweep failed, if one did.</summary>
    public string? Failure { get; private set; }

    /// <summary>How long runs take, as far as all that was trained so far tells.</summary>
    public TimeSpan Estimate(IReadOnlyList<RunSpec> plan) => new TimeEstimate(_runs.Values).Of([.. plan.Select(run => (run, 1.0))], workers);

    /// <summary>Shows other runs, or the same at another depth.</summary>
    /// <param name="form">Says which.</param>
    /// <param name="depth">The number of hidden layers, if there are runs of it.</param>
    public void Choose(WidthsForm form, int depth)
    {
        (_form, _wanted) = (form, depth);
        Compare();
    }

    /// <summary>Takes in what changed on the board.</summary>
    public void Apply(BoardChanges changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        _own.UnionWith(changes.Sweeps.Where(sweep => sweep.Spec.Title?.StartsWith(WidthsForm.Title + " ·", StringComparison.Ordinal) == true).Select(sweep => sweep.Id));
        changes.ApplyTo(_runs);
        Version = changes.Version;
        if (changes.RemovedRuns.Count > 0 || changes.Runs.Any(run => run.Status == RunStatus.Finished))
        {
            Compare();
        }

        UnderWay = [.. _runs.Values.Where(run => run.Status is RunStatus.Queued or RunStatus.Running && _own.Contains(run.SweepId)).Select(run => run.SweepId).Distinct()];
        Progress = UnderWay.Count == 0 ? null : SweepProgress.Of([.. _runs.Values.Where(run => UnderWay.Contains(run.SweepId))], workers);
        var newest = _own.DefaultIfEmpty().Max();
        Failure = _runs.Values.FirstOrDefault(run => run.SweepId == newest && run.Status == RunStatus.Failed)?.Failure;
    }

    private void Compare()
    {
        RunState[] fitting = [.. _runs.Values.Where(run => run.Status == RunStatus.Finished && _form.Fits(run.Spec))];
        Depths = [.. fitting.Select(run => run.Spec.Network.Layers - 1).Distinct().Order().Where(depth => fitting.Any(run => WidthComparison.WidthOf(run.Spec.Network, depth) is not null))];
        Depth = Depths.Contains(_wanted) || Depths.Count == 0 ? _wanted : Depths.Contains(2) ? 2 : Depths[0];
        Shown = fitting.Where(run => WidthComparison.WidthOf(run.Spec.Network, Depth) is not null && _form.Methods.Contains(run.Spec.Method)).DistinctBy(run => run.Spec).Count();
        Comparison = new WidthComparison(fitting, _form.Metric, Depth);
        Revision++;
    }
}
