using Fairer.Core.Rationale;

namespace Fairer.Core.Reproduction;

/// <summary>One of the ways to read the paper's d_F (Eq. 4 and 5): what is removed at a time, whether the loss change is
/// squared, and which of the two sums is taken that the paper writes as if they were equal.</summary>
/// <param name="Granularity">What is removed: a weight or a unit.</param>
/// <param name="Form">How the loss change becomes c.</param>
/// <param name="Squares">Whether the sum is Σ(c⁰ − c¹)², not Σ|c⁰ − c¹|.</param>
public sealed record ParityReading(Granularity Granularity, ParityForm Form, bool Squares)
{
    /// <summary>The one that Table 1 shows: removed units, plain |J − J'|, Σ|c⁰ − c¹|; its values have the size of the paper's.</summary>
    public static ParityReading Headline { get; } = new(Granularity.Unit, ParityForm.Plain, Squares: false);

    /// <summary>All eight.</summary>
    public static IReadOnlyList<ParityReading> All { get; } =
    [
        .. from granularity in new[] { Granularity.Parameter, Granularity.Unit }
           from form in new[] { ParityForm.Squared, ParityForm.Plain }
           from squares in new[] { false, true }
           select new ParityReading(granularity, form, squares),
    ];

    /// <summary>In a few words.</summary>
    public string Name =>
        $"{(Granularity == Granularity.Unit ? "unit" : "weight")} removed, c = |J − J'|{(Form == ParityForm.Squared ? "²" : "")}, {(Squares ? "Σ(c⁰ − c¹)²" : "Σ|c⁰ − c¹|")}";

    /// <summary>d_F in this reading.</summary>
    public double Of(ParityReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var total = report.Score(Granularity, Form).Total;
        return Squares ? total.Squares : total.Absolute;
    }
}
