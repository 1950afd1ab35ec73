using System.Numerics;
using Fairer.Core.Fairness;
using Fairer.Core.Rationale;

namespace Fairer.Core.Training.Managed;

/// <summary>Measures a network on whole splits after an epoch, a block of panels at a time.</summary>
internal sealed unsafe class MlpEvaluation<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MlpPasses<T> _passes;
    private readonly SplitPanels<T> _split;
    private readonly int _slices;
    private readonly LayerAlignment[] _alignments;
    private readonly NativeBuffer<T>[] _groupGradients;

    public MlpEvaluation(MlpWeights<T> weights, SplitPanels<T> split, FairnessMetric metric, Granularity granularity)
    {
        _passes = new MlpPasses<T>(weights, book: split.Book);
        _split = split;
        _slices = metric.Slices();
        _alignments = [.. _passes.Layout.Layers.Select(layer => new LayerAlignment(layer.Inputs, layer.Outputs, granularity))];
        _groupGradients = [.. Enumerable.Range(0, 2).Select(_ => new NativeBuffer<T>(_passes.Layout.ParameterCount))];
    }

    /// <summary>The network's scores on one part of the split.</summary>
    /// <param name="part">The part.</param>
    /// <param name="scores">Takes one score a sample, in the part's order.</param>
    public void Score(PartPanels<T> part, Span<double> scores)
    {
        for (var first = 0; first < part.Inputs.Panels; first += _passes.BlockPanels)
        {
            var panels = Math.Min(_passes.BlockPanels, part.Inputs.Panels - first);
            _passes.Forward(part.Inputs, first, 0, panels);
            for (var panel = 0; panel < panels; panel++)
            {
                var output = _passes.Scores.Panel(panel);
                part.Targets.Score(first + panel, _passes.Logits.Panel(panel), output);
                var sample = (first + panel) * Kernels<T>.Lanes;
                for (var lane = 0; lane < Kernels<T>.Lanes && sample + lane < part.Count; lane++)
                {
                    scores[sample + lane] = double.CreateTruncating(output[lane]);
                }
            }
        }
    }

    /// <summary>Each layer's cosine over the whole training split, for EO the mean over the label slices.</summary>
    public double[] LayerCosines()
    {
        var cosines = new double[_alignments.Length];
        for (var slice = 0; slice < _slices; slice++)
        {
            for (var group = 0; group < 2; group++)
            {
                GroupGradient(group, _slices == 1 ? null : slice);
            }

            for (var l = 0; l < _alignments.Length; l++)
            {
                var layer = _passes.Layout.Layers[l];
                _alignments[l].Measure<T>(
                    layer.WeightsOf(_passes.Parameters),
                    layer.WeightsOf(_groupGradients[0].Span),
                    layer.WeightsOf(_groupGradients[1].Span));
                cosines[l] += _alignments[l].Cosine / _slices;
            }
        }

        return cosines;
    }

    /// <summary>The gradient of a subgroup's mean classification loss over the training split, as the layout orders it.</summary>
    /// <param name="group">The subgroup, 0 or 1.</param>
    /// <param name="label">The label whose samples count; null for all samples.</param>
    /// <param name="cancellation">Stops within a block.</param>
    public ReadOnlySpan<T> GroupGradient(int group, int? label, CancellationToken cancellation = default)
    {
        var gradient = _groupGradients[group];
        PartPanels<T>[] parts = label is { } one
            ? [_split.TrainCells[group, one]]
            : [_split.TrainCells[group, 0], _split.TrainCells[group, 1]];
        _passes.ClearGradient();
        var count = parts.Sum(part => part.Count);
        foreach (var part in parts)
        {
            for (var first = 0; first < part.Inputs.Panels; first += _passes.BlockPanels)
            {
                cancellation.ThrowIfCancellationRequested();
                var panels = Math.Min(_passes.BlockPanels, part.Inputs.Panels - first);
                _passes.Forward(part.Inputs, first, 0, panels);
                for (var panel = 0; panel < panels; panel++)
                {
                    var scores = _passes.Scores.Panel(panel);
                    part.Targets.Score(first + panel, _passes.Logits.Panel(panel), scores);
                    part.Targets.ClassificationSignal(first + panel, scores, count, _passes.GroupSignal.Panel(panel));
                    _passes.BackwardGroup(panel);
                }

                _passes.AddGroupGradient(part.Inputs, first, 0, panels);
            }
        }

        _passes.ReadGradient(gradient.Pointer);
        return gradient.Span;
    }

    public void Dispose()
    {
        _passes.Dispose();
        foreach (var buffer in _groupGradients)
        {
            buffer.Dispose();
        }
    }
}
