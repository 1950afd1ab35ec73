using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Rationale;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Training;

/// <summary>The adversary of Zhang et al. (2018), against differences and its own definition.</summary>
public class AdversaryTests
{
    private const double Alpha = 0.6;

    [Fact]
    public void Its_gradient_with_respect_to_the_network_is_the_derivative_of_its_loss() =>
        MlpLossPropertyTests.ForAnyBatch(GradientIsTheDerivative);

    [Fact]
    public void A_batch_on_a_kink_is_not_judged() =>
        Assert.False(GradientIsTheDerivative(
            new RandomBatch(902137, FairnessMetric.EqualizedOdds, Granularity.Parameter), new SeededRandom(902137, RandomPurpose.Split)));

    [Fact]
    public void Its_gradient_with_respect_to_itself_is_the_derivative_of_its_loss() =>
        MlpLossPropertyTests.ForAnyBatch((batch, random) =>
        {
            double[] direction = [.. Play(batch).Own.Select(_ => (2 * random.NextDouble()) - 1)];
            var slope = Play(batch).Own.Zip(direction, (g, d) => g * d).Sum();
            double Along(double step) => Play(batch, change: parameters =>
            {
                for (var k = 0; k < parameters.Length; k++)
                {
                    parameters[k] += step * direction[k];
                }
            }).Loss;
            return Derivative.Judge(Along, slope);
        });

    [Fact]
    public void The_network_steps_as_the_paper_writes() => MlpLossPropertyTests.ForAnyBatch((batch, _) =>
    {
        // g − proj_h g − α·h (Eq. 1 there).
        var (g, played) = (batch.Evaluate(new Objective()).Gradient, Play(batch));
        var h = played.Opposed;
        var square = h.Sum(value => value * value);
        var along = square > 0 ? g.Zip(h, (x, y) => x * y).Sum() / square : 0;
        MlpLossPropertyTests.Near([.. g.Zip(h, (x, y) => x - (along * y) - (Alpha * y))], played.Gradient);
        return true;
    });

    [Fact]
    public void Exchanging_the_subgroups_and_what_it_answers_changes_nothing() => MlpLossPropertyTests.ForAnyBatch((batch, _) =>
    {
        // σ(−v) = 1 − σ(v): c stays, b and w change sign.
        var exchanged = Play(batch, cellAt: cell => cell ^ 1, change: parameters =>
        {
            foreach (ref var parameter in parameters[1..])
            {
                parameter = -parameter;
            }
        });
        MlpLossPropertyTests.Near(Play(batch).Gradient, exchanged.Gradient);
        return true;
    });

    [Fact]
    public void It_learns_to_tell_subgroups_that_the_logit_tells_apart()
    {
        using var adversary = new Adversary(FairnessMetric.DemographicParity, seed: 0);
        var (first, last) = (0.0, 0.0);
        for (var step = 0; step < 2000; step++)
        {
            adversary.Begin();
            for (var i = 0; i < 20; i++)
            {
                adversary.Consider(i < 10 ? -1 - (0.1 * i) : 0.5 + (0.1 * i), label: 0, group: i < 10 ? 0 : 1, share: 0.05);
            }

            (first, last) = (step == 0 ? adversary.Loss : first, adversary.Loss);
            adversary.Step();
        }

        Assert.True(last < 0.1 && last < 0.2 * first, $"from {first} to {last}");
    }

    [Fact]
    public void It_goes_on_from_what_it_saved_and_refuses_what_another_did()
    {
        using var one = new Adversary(FairnessMetric.EqualizedOdds, seed: 1);
        using var other = new Adversary(FairnessMetric.EqualizedOdds, seed: 2);
        using var stranger = new Adversary(FairnessMetric.DemographicParity, seed: 1);
        Learn(one);
        other.Restore(one.Save());
        Learn(one);
        Learn(other);
        Assert.Equal(one.Parameters.ToArray(), other.Parameters.ToArray());
        Assert.Throws<ArgumentException>(() => other.Restore(stranger.Save()));

        static void Learn(Adversary adversary)
        {
            adversary.Begin();
            adversary.Consider(logit: 0.7, label: 1, group: 1, share: 0.5);
            adversary.Consider(logit: -0.3, label: 0, group: 0, share: 0.5);
            adversary.Step();
        }
    }

    private static bool GradientIsTheDerivative(RandomBatch batch, SeededRandom random)
    {
        double[] direction = [.. batch.Parameters.Select(_ => (2 * random.NextDouble()) - 1)];
        var slope = Play(batch).Opposed.Zip(direction, (g, d) => g * d).Sum();
        double Along(double step) =>
            Play(batch, [.. batch.Parameters.Select((value, k) => value + (step * direction[k]))]).Loss;
        return Derivative.Judge(Along, slope);
    }

    private static Round Play(
        RandomBatch batch, double[]? parameters = null, Func<int, int>? cellAt = null, ChangeAdversary? change = null)
    {
        using var adversary = new Adversary(batch.Metric, seed: 7);
        change?.Invoke(adversary.Parameters);
        using var loss = new MlpLoss<double>(batch.Layout, batch.Metric, batch.Granularity, batch.PerCell) { Adversary = adversary };
        batch.Fill(loss, parameters, cellAt);
        loss.Evaluate(new Objective(Adversary: Alpha));
        return new Round(adversary.Loss, [.. loss.Gradient], [.. loss.OpposedGradient], [.. adversary.Gradient]);
    }

    private delegate void ChangeAdversary(Span<double> parameters);

    private sealed record Round(double Loss, double[] Gradient, double[] Opposed, double[] Own);
}
