using Fairer.Core.Data;
using Fairer.Core.Sweeps;
using Fairer.Web.Services;

namespace Fairer.Web.Tests.Support;

/// <summary>Sweeps as viewers hold them.</summary>
public static class Views
{
    public static DatasetInfo Adult { get; } = new("adult", "Adult", false, "income > 50K", "sex", "female", "male");

    public static DatasetInfo Synthetic { get; } = Adult with { Id = "synthetic", Name = "Synthetic census", Synthetic = true };

    /// <summary>A sweep whose runs are in the states that a test wants.</summary>
    public static SweepView Of(SweepSpec spec, Func<RunState, RunState>? state = null, DatasetInfo? dataset = null)
    {
        var view = new SweepView(new SweepState { Id = 1, Spec = spec, Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) }, [.. spec.Datasets.Select(id => dataset ?? DatasetCatalogue.InfoOf(id))]);
        view.Apply(Runs(spec).Select(state ?? (run => run)));
        return view;
    }

    /// <summary>A sweep that is done.</summary>
    public static SweepView Finished(SweepSpec spec, DatasetInfo? dataset = null) =>
        Of(spec, run => Samples.Train(run, run.Spec.Epochs, RunStatus.Finished), dataset);

    /// <summary>A sweep's runs, numbered from 1, none of them started.</summary>
    public static IEnumerable<RunState> Runs(SweepSpec spec) =>
        SweepPlanner.Plan(spec).Select((run, i) => new RunState { Id = i + 1, SweepId = 1, Spec = run });
}
