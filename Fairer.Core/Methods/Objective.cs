namespace Fairer.Core.Methods;

/// <summary>The loss of Eq. 9, <c>L = L_cls + λ·L_fair − β·Σ_l cos(c_l⁰, c_l¹)</c>, by its two weights.</summary>
/// <param name="Lambda">The weight λ of the relaxed fairness gap (Eq. 1 or 2).</param>
/// <param name="Beta">The weight β of the layer-wise rationale alignment.</param>
public sealed record Objective(double Lambda, double Beta);
