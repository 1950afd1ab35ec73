namespace Fairer.Web.Services.Figures;

/// <summary>What to look at in each figure, for whoever has not read the paper.</summary>
public static class FigureReading
{
    private const string Weight = "λ is the weight of the fairness penalty in the loss; λ = 0 is ERM, which has none.";
    private const string Gap = "DP is |mean score of subgroup 0 − mean score of subgroup 1|, EO the same inside each label, summed; with a minus sign, right is fairer and 0 is fair.";
    private const string Similarity = "Similarity is Σ cos(c⁰, c¹) over the layers, c being how much the subgroup’s loss depends on each weight (Eq. 8): 3 when both subgroups are decided by the same weights in all three layers.";

    /// <summary>One paragraph a notion.</summary>
    /// <param name="figure">The study's id.</param>
    public static IReadOnlyList<string> Of(string figure) => figure switch
    {
        "fig2" => ["AP, average precision, over −DP: up and to the right is better. Each curve walks through λ from left to right.", Gap, Weight],
        "table1" =>
        [
            "Parity d_F adds up, over all hidden units, how differently the two subgroups’ losses change when the unit is removed (Eq. 4, 5). It is measured exactly, after training.",
            Similarity,
            $"{Weight} The paper prints that as λ grows, parity falls, and fairness and similarity rise. Fairness does so here too; parity and similarity need not: they scatter from seed to seed, and similarity starts far higher than printed, as docs/reproduction says of ten seeds.",
        ],
        "fig3" => ["AP over −DP and −EO of every method, on tables and images: up and to the right is better.", Gap, Weight],
        "fig4a" => [Similarity, "Fainter lines are narrower networks: c10 has two hidden layers of 10 units.", Weight],
        _ => ["A layer’s cosine is cos(c⁰, c¹) of its weights’ rationales: 1 when the same weights decide for both subgroups, 0 when different ones do.", "Layers 1 and 2 are the hidden ones, with 50 units each on the left and 200 on the right.", Weight],
    };
}
