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
/// <param name="Equation">Its equation: MathML; null for what has none.</param>
/// <param name="Source">Where it is defined.</param>
public sealed record HelpText(string Name, string Title, string Body, string? Equation, string Source);

/// <summary>All explanations; equations are numbered as in the paper.</summary>
public static class HelpTexts
{
    private const string Paper = "of “FAIRER: Fairness as Decision Rationale Alignment”";

    /// <summary>The loss of Eq. 9, to which both weights belong.</summary>
    private const string Loss =
        """
        <math display="block"><mi>L</mi><mo>=</mo><msub><mi>L</mi><mtext>cls</mtext></msub><mo>+</mo><mi>λ</mi><msub><mi>L</mi><mtext>fair</mtext></msub>
        <mo>−</mo><mi>β</mi><munder><mo>∑</mo><mi>l</mi></munder><mi>cos</mi><mo>(</mo><msubsup><mi>c</mi><mi>l</mi><mn>0</mn></msubsup><mo>,</mo><msubsup><mi>c</mi><mi>l</mi><mn>1</mn></msubsup><mo>)</mo></math>
        """;

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
            """
            <math display="block"><mi>ΔDP</mi><mo>=</mo><mo>|</mo><msub><mi>E</mi><mrow><mi>a</mi><mo>=</mo><mn>0</mn></mrow></msub><mo>[</mo><mi>F</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>]</mo>
            <mo>−</mo><msub><mi>E</mi><mrow><mi>a</mi><mo>=</mo><mn>1</mn></mrow></msub><mo>[</mo><mi>F</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>]</mo><mo>|</mo></math>
            """,
            $"Eq. 1 {Paper}."),
        [HelpTopic.EqualizedOdds] = new(
            "EO",
            "EO, equalised odds",
            "<p>The same gap inside each label, added up: people who deserve the same are to be scored the same. 0 is fair; at most 2.</p>",
            """
            <math display="block"><mi>ΔEO</mi><mo>=</mo><munder><mo>∑</mo><mrow><mi>y</mi><mo>∈</mo><mo>{</mo><mn>0</mn><mo>,</mo><mn>1</mn><mo>}</mo></mrow></munder><mo>|</mo>
            <msub><mi>E</mi><mrow><mi>a</mi><mo>=</mo><mn>0</mn><mo>,</mo><mi>y</mi></mrow></msub><mo>[</mo><mi>F</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>]</mo>
            <mo>−</mo><msub><mi>E</mi><mrow><mi>a</mi><mo>=</mo><mn>1</mn><mo>,</mo><mi>y</mi></mrow></msub><mo>[</mo><mi>F</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>]</mo><mo>|</mo></math>
            """,
            $"Eq. 2 {Paper}."),
        [HelpTopic.AveragePrecision] = new(
            "AP",
            "AP, average precision",
            "<p>How well the scores put label 1 before label 0: the precision at each threshold, weighted by the recall that it adds. 1 is perfect; guessing gives the share of label 1. Ties count as in scikit-learn.</p>",
            """
            <math display="block"><mi>AP</mi><mo>=</mo><munder><mo>∑</mo><mi>n</mi></munder><mo>(</mo><msub><mi>R</mi><mi>n</mi></msub><mo>−</mo><msub><mi>R</mi><mrow><mi>n</mi><mo>−</mo><mn>1</mn></mrow></msub><mo>)</mo><msub><mi>P</mi><mi>n</mi></msub></math>
            """,
            "The measure of Fig. 3 of the paper, on the test split at the selected epoch."),
        [HelpTopic.Similarity] = new(
            "similarity",
            "Decision rationale similarity",
            "<p>Whether the same weights decide for both subgroups: of each layer the cosine between the subgroups’ decision rationales, added up over the layers. At most the number of layers, 3 with two hidden layers. Measured over the whole training split.</p>",
            """
            <math display="block"><mi>S</mi><mo>=</mo><munderover><mo>∑</mo><mrow><mi>l</mi><mo>=</mo><mn>1</mn></mrow><mi>L</mi></munderover><mi>cos</mi><mo>(</mo><msubsup><mi>c</mi><mi>l</mi><mn>0</mn></msubsup><mo>,</mo><msubsup><mi>c</mi><mi>l</mi><mn>1</mn></msubsup><mo>)</mo></math>
            """,
            $"The last term of Eq. 9 {Paper}."),
        [HelpTopic.ExactParity] = new(
            "exact parity",
            "Parity score, exact",
            "<p>A weight’s part in the decisions for a subgroup, found by taking it out: the change of that subgroup’s loss J, squared. The network’s parity score sums the differences between the subgroups over all weights; 0 means that every weight matters alike to both.</p>",
            """
            <math display="block"><msubsup><mi>c</mi><mi>k</mi><mi>i</mi></msubsup><mo>=</mo><msup><mrow><mo>|</mo><mi>J</mi><mo>(</mo><mi>F</mi><mo>,</mo><msub><mi>P</mi><mi>i</mi></msub><mo>)</mo><mo>−</mo><mi>J</mi><mo>(</mo><msub><mi>F</mi><mrow><msub><mi>w</mi><mi>k</mi></msub><mo>=</mo><mn>0</mn></mrow></msub><mo>,</mo><msub><mi>P</mi><mi>i</mi></msub><mo>)</mo><mo>|</mo></mrow><mn>2</mn></msup>
            <mo>,</mo><mspace width="0.6em"/><msub><mi>d</mi><mi>F</mi></msub><mo>=</mo><munder><mo>∑</mo><mi>k</mi></munder><mo>|</mo><msubsup><mi>c</mi><mi>k</mi><mn>0</mn></msubsup><mo>−</mo><msubsup><mi>c</mi><mi>k</mi><mn>1</mn></msubsup><mo>|</mo></math>
            """,
            $"Eq. 4 and 5 {Paper}; ./fairer parity RUN measures it."),
        [HelpTopic.TaylorForm] = new(
            "the Taylor form",
            "Decision rationale, Taylor form",
            "<p>What taking out a weight would change, estimated by one gradient instead of one pass for each weight: g is the gradient of the subgroup’s mean loss, w the weight. Quick enough to be trained with.</p>",
            """
            <math display="block"><msubsup><mover><mi>c</mi><mo>^</mo></mover><mi>k</mi><mi>i</mi></msubsup><mo>=</mo><msup><mrow><mo>(</mo><msubsup><mi>g</mi><mi>k</mi><mi>i</mi></msubsup><msub><mi>w</mi><mi>k</mi></msub><mo>)</mo></mrow><mn>2</mn></msup></math>
            """,
            $"Eq. 8 {Paper}."),
        [HelpTopic.Granularity] = new(
            "granularity",
            "Granularity: what one neuron is",
            "<p><b>weight</b>: every weight is a neuron, as the paper’s text has it for tables. <b>unit</b>: the rationales of all weights into a unit u are added up first, as in the authors’ code for images; a layer of one unit then always has cosine 1.</p>",
            """
            <math display="block"><msubsup><mi>c</mi><mi>u</mi><mi>i</mi></msubsup><mo>=</mo><munder><mo>∑</mo><mrow><mi>k</mi><mo>∈</mo><mi>u</mi></mrow></munder><msubsup><mover><mi>c</mi><mo>^</mo></mover><mi>k</mi><mi>i</mi></msubsup></math>
            """,
            $"With the ĉ of Eq. 8 {Paper}."),
        [HelpTopic.ParetoFront] = new(
            "the Pareto front",
            "Pareto front",
            "<p>The points that no other beats in both precision and fairness: whoever stands on the front gains in one only by losing in the other. A method is better where its front lies further up and to the right.</p>",
            """
            <math display="block"><mo>{</mo><mi>p</mi><mo>:</mo><mo>∄</mo><mi>q</mi><mo>,</mo><mspace width="0.3em"/><msub><mi>AP</mi><mi>q</mi></msub><mo>≥</mo><msub><mi>AP</mi><mi>p</mi></msub><mo>,</mo><mspace width="0.3em"/><msub><mi>Δ</mi><mi>q</mi></msub><mo>≤</mo><msub><mi>Δ</mi><mi>p</mi></msub><mo>,</mo><mspace width="0.3em"/><mi>q</mi><mo>≠</mo><mi>p</mi><mo>}</mo></math>
            """,
            "How Fig. 3 of the paper is read; Δ is DP (Eq. 1) or EO (Eq. 2)."),
        [HelpTopic.Seeds] = new(
            "seeds",
            "Seeds, and what the bars say",
            "<p>A seed decides the split, the first weights and every batch; methods with the same seed share them. A point is the mean over seeds, its bars one sample standard deviation to either side.</p>",
            """
            <math display="block"><mi>s</mi><mo>=</mo><msqrt><mrow><mfrac><mn>1</mn><mrow><mi>n</mi><mo>−</mo><mn>1</mn></mrow></mfrac><munder><mo>∑</mo><mi>j</mi></munder><msup><mrow><mo>(</mo><msub><mi>v</mi><mi>j</mi></msub><mo>−</mo><mover><mi>v</mi><mo>¯</mo></mover><mo>)</mo></mrow><mn>2</mn></msup></mrow></msqrt></math>
            """,
            "The paper reports ten seeds; docs/method.md has the protocol."),
    };

    /// <summary>What there is to say about a topic.</summary>
    public static HelpText Of(HelpTopic topic) => All[topic];
}
