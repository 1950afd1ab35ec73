using Fairer.Core.Methods;
using static TorchSharp.torch;

namespace Fairer.Torch.Mlp;

/// <summary>The <see cref="Objective"/>s of the runs of a stack: which parts there are, and each run's weight of each.</summary>
internal sealed class StackObjective : IDisposable
{
    public StackObjective(IReadOnlyList<Objective> ofRuns, ScalarType dtype, Device device)
    {
        using var scope = NewDisposeScope();
        Lambda = Column(objective => objective.Lambda);
        Beta = Column(objective => objective.Beta);
        PathLambda = Column(objective => objective.PathLambda);
        Adversary = Column(objective => objective.Adversary);
        Aligned = ofRuns.Any(objective => objective.Beta != 0);
        HasPath = ofRuns.Any(objective => objective.PathLambda != 0);
        HasAdversary = ofRuns.Any(objective => objective.Adversary != 0);

        Tensor Column(Func<Objective, double> weight) =>
            tensor([.. ofRuns.Select(weight)], [ofRuns.Count, 1], dtype, device).DetachFromDisposeScope();
    }

    /// <summary>λ of each run, <c>[runs, 1]</c>.</summary>
    public Tensor Lambda { get; }

    /// <summary>β of each run, <c>[runs, 1]</c>.</summary>
    public Tensor Beta { get; }

    /// <summary>The weight of Fair Mixup's penalty in each run, <c>[runs, 1]</c>.</summary>
    public Tensor PathLambda { get; }

    /// <summary>The weight of the adversary's gradient in each run, <c>[runs, 1]</c>.</summary>
    public Tensor Adversary { get; }

    /// <summary>Whether the rationale is aligned.</summary>
    public bool Aligned { get; }

    /// <summary>Whether there is Fair Mixup's penalty.</summary>
    public bool HasPath { get; }

    /// <summary>Whether there is an adversary.</summary>
    public bool HasAdversary { get; }

    public void Dispose()
    {
        Lambda.Dispose();
        Beta.Dispose();
        PathLambda.Dispose();
        Adversary.Dispose();
    }
}
