namespace Fairer.Core.Training;

/// <summary>The loss of a <see cref="Methods.Objective"/> on one batch, and what it is made of.</summary>
/// <param name="Classification">L_cls: binary cross-entropy, mean over all samples of the batch.</param>
/// <param name="Fairness">L_fair: the relaxed ΔDP (Eq. 1) or ΔEO (Eq. 2) on the batch.</param>
/// <param name="Path">L_path: Fair Mixup's penalty; 0 where it has no weight.</param>
/// <param name="Similarity">Σ_l cos(c_l⁰, c_l¹), for EO summed over the label slices; 0 where it was not measured.</param>
/// <param name="Total">L_cls + λ·L_fair + λ_path·L_path − β·Similarity.</param>
public readonly record struct LossParts(double Classification, double Fairness, double Path, double Similarity, double Total);
