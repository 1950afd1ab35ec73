using Fairer.Core.Data;
using Fairer.Core.Models;
using Fairer.Core.Rationale;

namespace Fairer.Core.Training.Managed;

/// <summary>Eq. 4 to the letter: for each weight a forward pass over the training split, on all cores. What
/// <see cref="MlpRemoval"/> is measured against.</summary>
internal sealed unsafe class NaiveRemoval(MlpLayout layout, double[] parameters, TableSplit data)
{
    private readonly SplitPanels<double> _split = new(data);

    /// <summary>What removing some parameters does to the loss.</summary>
    public LossChange[] Measure(IReadOnlyList<int> removed, CancellationToken cancellation)
    {
        using var whole = new Network(layout, parameters, _split.Book);
        var (loss0, loss1) = whole.Losses(_split);
        var changes = new LossChange[removed.Count];
        Parallel.For(
            0,
            removed.Count,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
            () => new Network(layout, parameters, _split.Book),
            (place, _, network) =>
            {
                var (without0, without1) = network.Without(removed[place], _split);
                changes[place] = new LossChange(without0 - loss0, without1 - loss1);
                return network;
            },
            network => network.Dispose());
        return changes;
    }

    private sealed class Network : IDisposable
    {
        private readonly MlpWeights<double> _weights;
        private readonly MlpPasses<double> _passes;

        public Network(MlpLayout layout, double[] parameters, Codebook? book)
        {
            _weights = new MlpWeights<double>(layout);
            _passes = new MlpPasses<double>(_weights, panels: 1, book);
            parameters.CopyTo(_weights.Parameters);
            _weights.Pack();
        }

        public (double Subgroup0, double Subgroup1) Without(int parameter, SplitPanels<double> split)
        {
            var value = _weights.Parameters[parameter];
            _weights.Parameters[parameter] = 0;
            _weights.Pack();
            var losses = Losses(split);
            _weights.Parameters[parameter] = value;
            return losses;
        }

        public (double Subgroup0, double Subgroup1) Losses(SplitPanels<double> split) => (Loss(split, 0), Loss(split, 1));

        public void Dispose()
        {
            _passes.Dispose();
            _weights.Dispose();
        }

        private double Loss(SplitPanels<double> split, int group)
        {
            var (sum, count) = (0.0, 0);
            for (var label = 0; label < 2; label++)
            {
                var part = split.TrainCells[group, label];
                for (var panel = 0; panel < part.Inputs.Panels; panel++)
                {
                    _passes.Forward(part.Inputs, panel, 0, panels: 1);
                    sum += part.Targets.Score(panel, _passes.Logits.Panel(0), _passes.Scores.Panel(0)).Loss;
                }

                count += part.Count;
            }

            return sum / count;
        }
    }
}
