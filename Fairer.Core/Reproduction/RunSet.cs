using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Reproduction;

/// <summary>The runs that figures and claims are made from: those of a plan, none twice, the finished ones to be read.</summary>
public sealed class RunSet
{
    private readonly ILookup<(string Dataset, FairnessMetric Metric, string Method, NetworkShape Network), RunState> _finished;

    /// <summary>Takes the runs that are in a plan.</summary>
    /// <param name="planned">What is in the plan.</param>
    /// <param name="runs">Runs at any stage, for instance all of a store. Of twins the finished one counts.</param>
    public RunSet(IEnumerable<RunSpec> planned, IEnumerable<RunState> runs)
    {
        var specs = planned.ToHashSet();
        Planned = specs.Count;
        All =
        [
            .. runs
                .Where(run => specs.Contains(run.Spec))
                .GroupBy(run => run.Spec)
                .Select(twins => twins.OrderByDescending(run => run.Status == RunStatus.Finished).ThenByDescending(run => run.Id).First())
                .OrderBy(run => run.Id),
        ];
        _finished = All
            .Where(run => run.Status == RunStatus.Finished && run.Selected is not null)
            .OrderBy(run => run.Spec.Lambda).ThenBy(run => run.Spec.Seed)
            .ToLookup(run => (run.Spec.Dataset, run.Spec.Metric, run.Spec.Method, run.Spec.Network));
    }

    /// <summary>How many runs the plan has.</summary>
    public int Planned { get; }

    /// <summary>The plan's runs that there are, at whatever stage.</summary>
    public IReadOnlyList<RunState> All { get; }

    /// <summary>The runs that broke or diverged.</summary>
    public IEnumerable<RunState> Failed => All.Where(run => run.Status == RunStatus.Failed);

    /// <summary>The finished runs of a method, by λ, then seed.</summary>
    public IEnumerable<RunState> Of(string dataset, FairnessMetric metric, string method, NetworkShape network) =>
        _finished[(dataset, metric, method, network)];

    /// <summary>The same with ERM's runs as λ = 0 before them: of a method without β, λ = 0 <i>is</i> ERM, bit by bit.</summary>
    public IEnumerable<RunState> FromZero(string dataset, FairnessMetric metric, string method, MlpShape hidden) =>
        Of(dataset, metric, "erm", hidden).Concat(Of(dataset, metric, method, hidden));
}
