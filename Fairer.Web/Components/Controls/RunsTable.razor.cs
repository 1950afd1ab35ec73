using Fairer.Core.Fairness;
using Fairer.Core.Sweeps;
using Fairer.Web.Services;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>All runs of a sweep; only the rows in sight are rendered.</summary>
public sealed partial class RunsTable
{
    private static readonly Column[] Columns =
    [
        new("Method", run => run.Spec.Method, "The way to train"),
        new("Network", run => run.Spec.Network.ParameterCount(120), "The hidden layers of an MLP, or the name of a convolutional network") { Numeric = true },
        new("λ", run => run.Spec.Lambda, "The weight of the fairness penalty; s stands before the strength of post-processing") { Numeric = true },
        new("β", run => run.Spec.Beta, "The weight of the rationale alignment") { Numeric = true },
        new("Seed", run => run.Spec.Seed, "The seed of split, first weights and batches") { Numeric = true },
        new("Status", run => Urgency(run.Status), "Running and failed runs first"),
        new("At epoch", run => run.Selected?.Epoch, "The epoch whose scores these are: the one with the smallest validation gap, from the second on, so far while the run is trained") { Numeric = true },
        new("AP", run => run.Selected?.Test.AveragePrecision, "Average precision on the test split") { Numeric = true },
        new("Gap", run => run.Selected?.Test.Gap(run.Spec.Metric), "The gap between the subgroups on the test split") { Numeric = true, NamedByMetric = true },
        new("Similarity", run => run.Selected?.Similarity, "Decision rationale similarity over the training split") { Numeric = true },
        new("Progress", run => run.Progress, "The share of the steps that are done"),
        new("Time left", run => SweepProgress.TimeLeft(run), "What the run still needs at its own pace") { Numeric = true },
    ];

    private Column _column = Columns[5];
    private bool _descending;
    private SortedRuns _sorted = null!;
    private EventCallback[] _sorts = [];

    /// <summary>The sweep.</summary>
    [Parameter]
    [EditorRequired]
    public required SweepView View { get; set; }

    /// <summary>The run that is open at the side, or null.</summary>
    [Parameter]
    public long? Open { get; set; }

    /// <summary>Asks for the run of this number to be opened.</summary>
    [Parameter]
    public EventCallback<long> OnOpen { get; set; }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        // Made once: a handler made anew would be sent to the browser with every rendering.
        _sorts = [.. Columns.Select(column => EventCallback.Factory.Create(this, () => Sort(column)))];
        _sorted = new SortedRuns(Order());
    }

    /// <inheritdoc/>
    protected override void OnParametersSet() => _sorted.Update(View);

    // What asks for attention comes first; among finished runs the latest does.
    private static int Urgency(RunStatus status) => status switch
    {
        RunStatus.Running => 0,
        RunStatus.Failed => 1,
        RunStatus.Finished => 2,
        RunStatus.Cancelled => 3,
        _ => 4,
    };

    private void Sort(Column column)
    {
        _descending = column == _column && !_descending;
        _column = column;
        _sorted = new SortedRuns(Order());
        _sorted.Update(View);
    }

    private Comparer<RunState> Order()
    {
        var (column, sign) = (_column, _descending ? -1 : 1);
        return Comparer<RunState>.Create((one, other) =>
        {
            var order = sign * Comparer<IComparable?>.Default.Compare(column.Key(one), column.Key(other));
            order = order != 0 || column != Columns[5] ? order : Nullable.Compare(Ended(other), Ended(one));
            return order != 0 ? order : one.Id.CompareTo(other.Id);
        });
    }

    private static DateTimeOffset? Ended(RunState run) => run.Status == RunStatus.Finished ? run.Ended : null;

    private string SortOf(Column column) => column != _column ? "none" : _descending ? "descending" : "ascending";

    private string ArrowOf(Column column) => column != _column ? "" : _descending ? " ↓" : " ↑";

    private sealed record Column(string Name, Func<RunState, IComparable?> Key, string Help)
    {
        public bool Numeric { get; init; }

        public bool NamedByMetric { get; init; }

        public string Class => Numeric ? "numeric" : "";

        public string Title(FairnessMetric metric) => NamedByMetric ? metric.Abbreviation() : Name;
    }
}
