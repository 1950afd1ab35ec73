namespace Fairer.Benchmarks;

/// <summary>What is trained: a method on a network of two hidden layers.</summary>
/// <param name="Method">The method's id.</param>
/// <param name="Hidden">The width of both hidden layers.</param>
internal sealed record StepKind(string Method, int Hidden)
{
    private static readonly string[] Methods = ["dralign", "fairreg"];

    /// <summary>The widths that are measured.</summary>
    public static IReadOnlyList<int> Widths { get; } = [10, 50, 200];

    /// <summary>Everything that is measured.</summary>
    public static IReadOnlyList<StepKind> All { get; } = [.. from method in Methods from hidden in Widths select new StepKind(method, hidden)];

    /// <summary>Whether rationales are aligned: three times the work.</summary>
    public bool IsAligned => Method == "dralign";

    /// <summary>As tables name it.</summary>
    public override string ToString() => $"{(IsAligned ? "DRAlign" : "FairReg")} c{Hidden}";
}
