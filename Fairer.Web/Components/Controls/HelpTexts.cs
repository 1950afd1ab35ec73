namespace Fairer.Web.Components.Controls;

/// <summary>A word that the dashboard explains where it stands.</summary>
public enum HelpTopic
{
    /// <summary>The weight of the fairness penalty.</summary>
    Lambda,

    /// <summary>The weight of the alignment.</summary>
    Beta,

    /// <summary>The gap between the subgroups' mean scores.</summary>
    DemographicParity,

    /// <summary>The same gap inside each label.</summary>
    EqualizedOdds,

    /// <summary>Average precision.</summary>
    AveragePrecision,

    /// <summary>Decision rationale similarity.</summary>
    Similarity,

    /// <summary>The parity score, by removing weights.</summary>
    ExactParity,

    /// <summary>The decision rationale by one gradient.</summary>
    TaylorForm,

    /// <summary>What one neuron is.</summary>
    Granularity,

    /// <summary>The points that none beats in both.</summary>
    ParetoFront,

    /// <summary>What repeats are, and what the bars say.</summary>
    Seeds,
}

/// <summary>An explanation.</summary>
/// <param name="Name">The word, within a sentence.</param>
/// <param name="Title">The word, as a heading.</param>
/// <param name="Body">What it means: HTML, a few sentences.</param>
/// <param name="Equation">Its equation: HTML.</param>
/// <param name="Source">Where it is defined.</param>
public sealed record HelpText(string Name, string Title, string Body, string Equation, string Source);

/// <summary>All explanations; equations are numbered as in the paper.</summary>
public static class HelpTexts
{
    private const string Paper = "of “FAIRER: Fairness as Decision Rationale Alignment”";

    /// <summary>The loss of Eq. 9, to which both weights belong.</summary>
    private const string Loss =
        "<i>L</i> = <i>L</i><sub>cls</sub> + <i>λ</i> <i>L</i><sub>fair</sub> − <i>β</i> Σ<sub><i>l</i></sub> cos(<i>c</i><sub><i>l</i></sub><sup>0</sup>, <i>c</i><sub><i>l</i></sub><sup>1</sup>)";

    private static readonly Dictionary<HelpTopic, HelpText> All = new()
    {
        [HelpTopic.Lambda] = new(
            "λ",
            "λ, the weight of fairness",
            "<p>How much a gap between the two subgroups costs in training. 0 is plain training; the larger λ, the smaller the gap, and as a rule the precision. Every λ becomes one point of a curve.</p>",
            Loss,
            $"Eq. 3 and 9 {Paper}."),
        [HelpTopic.Beta] = new(
            "β",
            "β, the weight of alignment",
            "<p>How much DRAlign rewards that the same weights decide for both subgroups, layer by layer. With β = 0 it is FairReg. Too large a β makes the training of small networks erratic.</p>",
            Loss,
            $"Eq. 9 {Paper}."),
        [HelpTopic.DemographicParity] = new(
            "DP",
            "DP, demographic parity",
            "<p>How far the mean scores of the two subgroups are apart, whatever the labels. 0 is fair; charts show −DP, so that right is fairer. It is measured on scores, not on decisions.</p>",
            "ΔDP = | <i>E</i><sub><i>a</i>=0</sub>[<i>F</i>(<i>x</i>)] − <i>E</i><sub><i>a</i>=1</sub>[<i>F</i>(<i>x</i>)] |",
            $"Eq. 1 {Paper}."),
        [HelpTopic.EqualizedOdds] = new(
            "EO",
            "EO, equalised odds",
            "<p>The same gap inside each label, added up: people who deserve the same are to be scored the same. 0 is fair; at most 2.</p>",
            "ΔEO = Σ<sub><i>y</i> ∈ {0, 1}</sub> | <i>E</i><sub><i>a</i>=0, <i>y</i></sub>[<i>F</i>(<i>x</i>)] − <i>E</i><sub><i>a</i>=1, <i>y</i></sub>[<i>F</i>(<i>x</i>)] |",
            $"Eq. 2 {Paper}."),
        [HelpTopic.AveragePrecision] = new(
            "AP",
            "AP, average precision",
            "<p>How well the scores put label 1 before label 0: the precision at each threshold, weighted by the recall that it adds. 1 is perfect; guessing gives the share of label 1. Ties count as in scikit-learn.</p>",
            "AP = Σ<sub><i>n</i></sub> (<i>R</i><sub><i>n</i></sub> − <i>R</i><sub><i>n</i>−1</sub>) <i>P</i><sub><i>n</i></sub>",
            "The measure of Fig. 3 of the paper, on the test split at the selected epoch."),
        [HelpTopic.Similarity] = new(
            "similarity",
            "Decision rationale similarity",
            "<p>Whether the same weights decide for both subgroups: of each layer the cosine between the subgroups’ decision rationales, added up over the layers. At most the number of layers, 3 with two hidden layers. Measured over the whole training split.</p>",
            "<i>S</i> = Σ<sub><i>l</i>=1…<i>L</i></sub> cos(<i>c</i><sub><i>l</i></sub><sup>0</sup>, <i>c</i><sub><i>l</i></sub><sup>1</sup>)",
            $"The last term of Eq. 9 {Paper}."),
        [HelpTopic.ExactParity] = new(
            "exact parity",
            "Parity score, exact",
            "<p>A weight’s part in the decisions for a subgroup, found by taking it out: the change of that subgroup’s loss J, squared. The network’s parity score sums the differences between the subgroups over all weights; 0 means that every weight matters alike to both.</p><p>The paper leaves open what is removed. The page <i>Rationale</i> removes weights, as printed; Table 1 removes whole hidden units and takes |<i>J</i> − <i>J</i>′| itself, which comes closest to the paper’s numbers and is some hundred times as large.</p>",
            "<i>c</i><sub><i>k</i></sub><sup><i>i</i></sup> = | <i>J</i>(<i>F</i>, <i>P</i><sub><i>i</i></sub>) − <i>J</i>(<i>F</i><sub><i>w</i><sub><i>k</i></sub>=0</sub>, <i>P</i><sub><i>i</i></sub>) |²<br><i>d</i><sub><i>F</i></sub> = Σ<sub><i>k</i></sub> | <i>c</i><sub><i>k</i></sub><sup>0</sup> − <i>c</i><sub><i>k</i></sub><sup>1</sup> |",
            $"Eq. 4 and 5 {Paper}; ./fairer parity RUN measures it."),
        [HelpTopic.TaylorForm] = new(
            "the Taylor form",
            "Decision rationale, Taylor form",
            "<p>What taking out a weight would change, estimated by one gradient instead of one pass for each weight: g is the gradient of the subgroup’s mean loss, w the weight. Quick enough to be trained with.</p>",
            "<i>ĉ</i><sub><i>k</i></sub><sup><i>i</i></sup> = (<i>g</i><sub><i>k</i></sub><sup><i>i</i></sup> · <i>w</i><sub><i>k</i></sub>)²",
            $"Eq. 8 {Paper}."),
        [HelpTopic.Granularity] = new(
            "what one neuron is",
            "Granularity: what one neuron is",
            "<p><b>weight</b>: every weight is a neuron, as the paper’s text has it for tables. <b>unit</b>: the rationales of all weights into a unit u are added up first, as in the authors’ code for images; a layer of one unit then always has cosine 1.</p>",
            "<i>c</i><sub><i>u</i></sub><sup><i>i</i></sup> = Σ<sub><i>k</i> into <i>u</i></sub> <i>ĉ</i><sub><i>k</i></sub><sup><i>i</i></sup>",
            $"With the ĉ of Eq. 8 {Paper}."),
        [HelpTopic.ParetoFront] = new(
            "the Pareto front",
            "Pareto front",
            "<p>The points that no other beats in both precision and fairness: whoever stands on the front gains in one only by losing in the other. A method is better where its front lies further up and to the right.</p>",
            "{ <i>p</i> : no <i>q</i> ≠ <i>p</i> has AP<sub><i>q</i></sub> ≥ AP<sub><i>p</i></sub> and Δ<sub><i>q</i></sub> ≤ Δ<sub><i>p</i></sub> }",
            "How Fig. 3 of the paper is read; Δ is DP (Eq. 1) or EO (Eq. 2)."),
        [HelpTopic.Seeds] = new(
            "what a seed is",
            "Seeds, and what the bars say",
            "<p>A seed decides the split, the first weights and every batch; methods with the same seed share them. A point is the mean over seeds, its bars one sample standard deviation to either side.</p>",
            "<i>s</i>² = Σ<sub><i>j</i></sub> (<i>v</i><sub><i>j</i></sub> − <i>v̄</i>)² / (<i>n</i> − 1)",
            "The paper reports ten seeds; docs/method.md has the protocol."),
    };

    /// <summary>What there is to say about a topic.</summary>
    public static HelpText Of(HelpTopic topic) => All[topic];
}
