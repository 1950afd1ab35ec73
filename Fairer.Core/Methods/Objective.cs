namespace Fairer.Core.Methods;

/// <summary>
/// What a step minimises, by the weights of its parts: <c>L = L_cls + λ·L_fair + λ_path·L_path − β·Σ_l cos(c_l⁰, c_l¹)</c>
/// (Eq. 9, with Fair Mixup's penalty as a second way to regularise), and the strength α of an adversary.
/// </summary>
/// <param name="Lambda">The weight λ of the relaxed fairness gap (Eq. 1 or 2).</param>
/// <param name="Beta">The weight β of the layer-wise rationale alignment.</param>
/// <param name="PathLambda">The weight λ of Fair Mixup's path penalty (Chuang and Mroueh 2021).</param>
/// <param name="Adversary">The weight α of the adversary's gradient (Zhang et al. 2018); 0 for no adversary.</param>
public sealed record Objective(double Lambda = 0, double Beta = 0, double PathLambda = 0, double Adversary = 0);
