using Fairer.Core.Sweeps;

namespace Fairer.Core.Results;

/// <summary>How the layers of equal runs that differ in their seed alone align from epoch to epoch.</summary>
/// <param name="Lambda">Their λ.</param>
/// <param name="Seeds">How many runs are summarised.</param>
/// <param name="Epochs">Each epoch's mean cosines, layer by layer, from the first epoch to the last that all of the runs have
/// done: a mean must not change its meaning from one epoch to the next.</param>
public sealed record LayerHistory(double Lambda, int Seeds, IReadOnlyList<IReadOnlyList<double>> Epochs)
{
    /// <summary>One history for each λ of a curve, λ ascending.</summary>
    /// <param name="runs">Runs of one curve, in any order and at any stage; those without an epoch are left out.</param>
    public static IReadOnlyList<LayerHistory> Of(IEnumerable<RunState> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return
        [
            .. runs
                .Where(run => run.Epochs.Length > 0)
                .GroupBy(run => run.Spec.Lambda)
                .OrderBy(group => group.Key)
                .Select(group => Mean(group.Key, [.. group])),
        ];
    }

    private static LayerHistory Mean(double lambda, RunState[] runs) => new(
        lambda,
        runs.Length,
        [
            .. Enumerable.Range(0, runs.Min(run => run.Epochs.Length)).Select(epoch => (IReadOnlyList<double>)
            [
                .. Enumerable.Range(0, runs[0].Epochs[epoch].LayerCosines.Count).Select(layer => runs.Average(run => run.Epochs[epoch].LayerCosines[layer])),
            ]),
        ]);
}
