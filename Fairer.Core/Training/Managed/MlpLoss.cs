using System.Numerics;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Rationale;

namespace Fairer.Core.Training.Managed;

/// <summary>
/// What an <see cref="Objective"/> says of an MLP on one batch, with the gradient: the loss of Eq. 9,
/// <c>L = L_cls + λ·L_fair − β·Σ_l cos(c_l⁰, c_l¹)</c>, Fair Mixup's penalty in it, and an adversary against it.
/// </summary>
/// <remarks>
/// <para>A batch is made of cells of equally many samples. For DP cell 0 and 1 are the two subgroups; for EO cells 0 and
/// 1 are the subgroups inside y = 0, and cells 2 and 3 those inside y = 1. Each pair is a label slice.</para>
/// <para>The gradient of the similarity S needs second derivatives: with <c>V_i = ∂S/∂ĉ^i·2(g^i·w)·w</c> it is
/// <c>Σ_i ∂S/∂ĉ^i·2(g^i·w)·g^i + Σ_i H_i·V_i</c>. The Hessian-vector products come out of one tangent pass, and share
/// their backward pass with the classification and fairness signals (docs/method.md).</para>
/// <para>Nothing is allocated after a part of the objective is used for the first time. Not for use by several threads at
/// once.</para>
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe class MlpLoss<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Groups = 2;

    private readonly int _slices;
    private readonly int _perCell;
    private readonly int _panelsPerCell;
    private readonly MlpWeights<T> _weights;
    private readonly MlpPasses<T> _passes;
    private readonly PanelMatrix<T>? _dense;
    private readonly LabelPanels<T>? _denseLabels;
    private readonly Codebook? _book;
    private readonly LayerAlignment[] _alignments;
    private readonly NativeBuffer<T>[] _groupGradients;
    private readonly NativeBuffer<T>[] _directions;
    private readonly NativeBuffer<T> _direct;
    private readonly NativeBuffer<T> _gradient;
    private readonly double[] _losses;
    private readonly double[] _scores;
    private readonly double[] _cosines;
    private readonly double[] _mixing;
    private CodedBatch<T>? _coded;
    private PathPenalty<T>? _path;
    private NativeBuffer<T>? _opposed;

    /// <summary>Prepares for batches of one size.</summary>
    /// <param name="layout">The network.</param>
    /// <param name="metric">The gap in L_fair, which decides on the cells.</param>
    /// <param name="granularity">What counts as one neuron in the similarity.</param>
    /// <param name="samplesPerCell">How many samples each cell has.</param>
    public MlpLoss(MlpLayout layout, FairnessMetric metric, Granularity granularity, int samplesPerCell)
        : this(layout, metric, granularity, samplesPerCell, book: null)
    {
    }

    /// <param name="layout">The network.</param>
    /// <param name="metric">The gap in L_fair, which decides on the cells.</param>
    /// <param name="granularity">What counts as one neuron in the similarity.</param>
    /// <param name="samplesPerCell">How many samples each cell has.</param>
    /// <param name="book">How the samples are coded; null for features that are any numbers.</param>
    internal MlpLoss(MlpLayout layout, FairnessMetric metric, Granularity granularity, int samplesPerCell, Codebook? book)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentOutOfRangeException.ThrowIfLessThan(samplesPerCell, 1);
        _slices = metric.Slices();
        _perCell = samplesPerCell;
        _panelsPerCell = PanelMatrix<T>.PanelsFor(samplesPerCell);
        _book = book;
        _weights = new MlpWeights<T>(layout);
        _passes = new MlpPasses<T>(_weights, Cells * _panelsPerCell, book, tangents: true, directions: Cells);
        _dense = book is null ? new PanelMatrix<T>(layout.Inputs, _passes.Panels) : null;
        _denseLabels = book is null ? new LabelPanels<T>(_passes.Panels) : null;
        _alignments = [.. Enumerable.Range(0, _slices).SelectMany(_ => layout.Layers)
            .Select(layer => new LayerAlignment(layer.Inputs, layer.Outputs, granularity))];
        _groupGradients = [.. Enumerable.Range(0, Cells).Select(_ => new NativeBuffer<T>(layout.ParameterCount))];
        _directions = [.. Enumerable.Range(0, Groups).Select(_ => new NativeBuffer<T>(layout.ParameterCount))];
        _direct = new NativeBuffer<T>(layout.ParameterCount);
        _gradient = new NativeBuffer<T>(layout.ParameterCount);
        _losses = new double[Cells];
        _scores = new double[Cells];
        _cosines = new double[_alignments.Length];
        _mixing = new double[_slices];
    }

    /// <summary>The cells of a batch: 2 for DP, 4 for EO.</summary>
    public int Cells => Groups * _slices;

    /// <summary>The network's weights and biases, in the order of its layout; to be set and updated from outside.</summary>
    public Span<T> Parameters => _weights.Parameters;

    /// <summary>The gradient of the loss last evaluated, in the same order.</summary>
    public ReadOnlySpan<T> Gradient => _gradient.Span;

    /// <summary>The layer cosines last measured, <c>[slices, layers]</c> row by row.</summary>
    public ReadOnlySpan<double> Cosines => _cosines;

    /// <summary>γ of Fair Mixup in each label slice, in [0, 1]; to be set before a step that has its penalty.</summary>
    public Span<double> Mixing => _mixing;

    internal MlpWeights<T> Weights => _weights;

    internal MlpPasses<T> Passes => _passes;

    /// <summary>Who plays against the network where the objective asks for it.</summary>
    internal Adversary? Adversary { get; init; }

    /// <summary>The gradient of the adversary's loss, where there is one, in the order of the parameters.</summary>
    internal ReadOnlySpan<T> OpposedGradient => _opposed is null ? [] : _opposed.Span;

    private Samples<T> Batch => _dense is null ? Coded.Samples : _dense;

    private LabelPanels<T> Labels => _denseLabels ?? Coded.Labels;

    private PanelMatrix<T> Dense => _dense ?? throw new InvalidOperationException("The batch is one of coded samples.");

    private CodedBatch<T> Coded => _coded ?? throw new InvalidOperationException("There is no batch yet.");

    /// <summary>Puts one sample into the batch.</summary>
    /// <param name="cell">Its cell.</param>
    /// <param name="index">Its place in the cell.</param>
    /// <param name="features">Its features.</param>
    /// <param name="label">Its label, 0 or 1.</param>
    public void SetSample<TFeature>(int cell, int index, ReadOnlySpan<TFeature> features, byte label)
        where TFeature : INumberBase<TFeature>
    {
        var sample = Place(cell, index);
        Dense.SetColumn(sample, features);
        Labels.SetSample(sample, label);
    }

    /// <summary>Makes a batch of coded samples the present one. It stays its owner's.</summary>
    /// <exception cref="ArgumentException">The batch has other cells, another code or none.</exception>
    internal void Take(CodedBatch<T> batch)
    {
        if (batch.Book != _book || batch.Samples.Panels != _passes.Panels)
        {
            throw new ArgumentException("The batch is not of the form that was prepared for.", nameof(batch));
        }

        _coded = batch;
    }

    /// <summary>The features of one sample of the batch, as <see cref="SetSample"/> took them.</summary>
    /// <param name="cell">Its cell.</param>
    /// <param name="index">Its place in the cell.</param>
    public T[] Sample(int cell, int index) => Dense.Column(Place(cell, index));

    /// <summary>Evaluates the loss and its gradient on the batch.</summary>
    /// <param name="objective">The weights of its parts.</param>
    /// <param name="measureSimilarity">Whether the similarity is wanted even where β = 0 does not need it.</param>
    public LossParts Evaluate(Objective objective, bool measureSimilarity = false)
    {
        ArgumentNullException.ThrowIfNull(objective);
        var aligned = objective.Beta != 0;
        _weights.Pack();
        ForwardAndGroupSignals(aligned || measureSimilarity);
        if (aligned || measureSimilarity)
        {
            MeasureCosines();
        }

        if (aligned)
        {
            Directions(-objective.Beta);
        }

        BackwardSignals(objective.Lambda, aligned);
        if (aligned)
        {
            Simd.Add(_gradient.Pointer, _direct.Pointer, _gradient.Length);
        }

        var path = 0.0;
        if (objective.PathLambda != 0)
        {
            _path ??= new PathPenalty<T>(_weights, _slices, _perCell);
            path = _path.Evaluate(objective.PathLambda, Dense, _mixing, _gradient.Pointer);
        }

        if (objective.Adversary != 0)
        {
            Oppose(objective.Adversary);
        }

        var classification = Sum(_losses) / (Cells * _perCell);
        var fairness = 0.0;
        for (var slice = 0; slice < _slices; slice++)
        {
            fairness += Math.Abs(Gap(slice));
        }

        var similarity = aligned || measureSimilarity ? Sum(_cosines) : 0;
        var total = classification + (objective.Lambda * fairness) + (objective.PathLambda * path) - (objective.Beta * similarity);
        return new LossParts(classification, fairness, path, similarity, total);
    }

    /// <summary>Frees the buffers.</summary>
    public void Dispose()
    {
        _path?.Dispose();
        _opposed?.Dispose();
        _passes.Dispose();
        _weights.Dispose();
        _dense?.Dispose();
        _denseLabels?.Dispose();
        _direct.Dispose();
        _gradient.Dispose();
        foreach (var buffer in _groupGradients.Concat(_directions))
        {
            buffer.Dispose();
        }
    }

    private static double Sum(double[] values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }

    private int Place(int cell, int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)cell, (uint)Cells);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_perCell);
        return (cell * _panelsPerCell * Kernels<T>.Lanes) + index;
    }

    /// <summary>mean score of subgroup 0 − mean score of subgroup 1 inside a slice.</summary>
    private double Gap(int slice) => (_scores[Groups * slice] - _scores[(Groups * slice) + 1]) / _perCell;

    /// <summary>Scores every sample, and with it takes each subgroup's classification signal down the network.</summary>
    private void ForwardAndGroupSignals(bool groupSignals)
    {
        for (var cell = 0; cell < Cells; cell++)
        {
            (_losses[cell], _scores[cell]) = (0, 0);
            if (groupSignals)
            {
                _passes.ClearGradient();
            }

            for (var (first, end) = PanelsOf(cell); first < end; first += _passes.BlockPanels)
            {
                var panels = Math.Min(_passes.BlockPanels, end - first);
                _passes.Forward(Batch, first, first, panels);
                for (var panel = first; panel < first + panels; panel++)
                {
                    var (loss, score) = Labels.Score(panel, _passes.Logits.Panel(panel), _passes.Scores.Panel(panel));
                    _losses[cell] += loss;
                    _scores[cell] += score;
                    if (groupSignals)
                    {
                        Labels.ClassificationSignal(panel, _passes.Scores.Panel(panel), _perCell, _passes.GroupSignal.Panel(panel));
                        _passes.BackwardGroup(panel);
                    }
                }

                if (groupSignals)
                {
                    _passes.AddGroupGradient(Batch, first, first, panels);
                }
            }

            if (groupSignals)
            {
                _passes.ReadGradient(_groupGradients[cell].Pointer);
            }
        }
    }

    /// <summary>cos(ĉ_l⁰, ĉ_l¹) of every slice and layer.</summary>
    private void MeasureCosines()
    {
        for (var k = 0; k < _alignments.Length; k++)
        {
            var (slice, layer) = SliceAndLayer(k);
            _alignments[k].Measure(layer.WeightsOf(Parameters), GroupGradient(slice, 0, layer), GroupGradient(slice, 1, layer));
            _cosines[k] = _alignments[k].Cosine;
        }
    }

    /// <summary>The direct part of the gradient of scale·S, and the directions V_i of its Hessian-vector products.</summary>
    private void Directions(double scale)
    {
        _direct.Span.Clear();
        for (var k = 0; k < _alignments.Length; k++)
        {
            var (slice, layer) = SliceAndLayer(k);
            _alignments[k].Differentiate(
                scale,
                layer.WeightsOf(Parameters),
                GroupGradient(slice, 0, layer),
                GroupGradient(slice, 1, layer),
                layer.WeightsOf(_direct.Span),
                layer.WeightsOf(_directions[0].Span),
                layer.WeightsOf(_directions[1].Span));
            if (layer == _passes.Layout.Layers[^1])
            {
                _passes.PackDirection(Groups * slice, _directions[0].Pointer);
                _passes.PackDirection((Groups * slice) + 1, _directions[1].Pointer);
            }
        }
    }

    /// <summary>Takes the signal of the whole loss down the network, with the tangents where the rationale is aligned, to the
    /// gradient.</summary>
    private void BackwardSignals(double lambda, bool aligned)
    {
        _passes.ClearGradient();
        for (var cell = 0; cell < Cells; cell++)
        {
            // ∂|gap|/∂p is ±1/n: pushed down in the subgroup with the higher mean, up in the other.
            var side = cell % Groups == 0 ? 1 : -1;
            var gap = Gap(cell / Groups);
            var slope = gap == 0 ? 0 : lambda * Math.CopySign(side, side * gap) / _perCell;
            for (var (first, end) = PanelsOf(cell); first < end; first += _passes.BlockPanels)
            {
                var panels = Math.Min(_passes.BlockPanels, end - first);
                if (aligned)
                {
                    _passes.Tangent(Batch, first, first, panels, cell);
                }

                for (var panel = first; panel < first + panels; panel++)
                {
                    Labels.LossSignal(
                        panel,
                        _passes.Scores.Panel(panel),
                        Cells * _perCell,
                        slope,
                        aligned ? _passes.LogitTangents.Panel(panel) : null,
                        _perCell,
                        _passes.Signal.Panel(panel));
                    _passes.Backward(panel, aligned ? cell : null);
                }

                _passes.AddGradient(Batch, first, first, panels, aligned);
            }
        }

        _passes.ReadGradient(_gradient.Pointer);
    }

    /// <summary>
    /// Turns the gradient g of the classification loss against the adversary, whose own has the gradient h:
    /// <c>g − proj_h g − α·h</c> (Zhang et al. 2018, Eq. 1). Then the adversary learns from the same batch.
    /// </summary>
    private void Oppose(double alpha)
    {
        var adversary = Adversary ?? throw new InvalidOperationException("The objective asks for an adversary, and there is none.");
        _opposed ??= new NativeBuffer<T>(_weights.Layout.ParameterCount);
        adversary.Begin();
        _passes.ClearGradient();
        for (var cell = 0; cell < Cells; cell++)
        {
            for (var (first, end) = PanelsOf(cell); first < end; first += _passes.BlockPanels)
            {
                var panels = Math.Min(_passes.BlockPanels, end - first);
                for (var panel = first; panel < first + panels; panel++)
                {
                    var before = (panel - (cell * _panelsPerCell)) * Kernels<T>.Lanes;
                    OpposedSignal(adversary, cell % Groups, panel, Math.Min(Kernels<T>.Lanes, _perCell - before));
                    _passes.Backward(panel, direction: null);
                }

                _passes.AddGradient(Batch, first, first, panels, tangents: false);
            }
        }

        _passes.ReadGradient(_opposed.Pointer);
        var (along, square) = (0.0, 0.0);
        for (var k = 0; k < _opposed.Length; k++)
        {
            var h = double.CreateTruncating(_opposed.Pointer[k]);
            along += h * double.CreateTruncating(_gradient.Pointer[k]);
            square += h * h;
        }

        var take = T.CreateTruncating(alpha + (square > 0 ? along / square : 0));
        for (var k = 0; k < _opposed.Length; k++)
        {
            _gradient.Pointer[k] -= take * _opposed.Pointer[k];
        }

        adversary.Step();
    }

    private void OpposedSignal(Adversary adversary, int group, int panel, int samples)
    {
        var logits = _passes.Logits.Panel(panel);
        var signal = _passes.Signal.Panel(panel);
        for (var lane = 0; lane < Kernels<T>.Lanes; lane++)
        {
            signal[lane] = lane < samples
                ? T.CreateTruncating(adversary.Consider(
                    double.CreateTruncating(logits[lane]),
                    Labels.Label((panel * Kernels<T>.Lanes) + lane),
                    group,
                    1.0 / (Cells * _perCell)))
                : T.Zero;
        }
    }

    private (int First, int End) PanelsOf(int cell) => (cell * _panelsPerCell, (cell + 1) * _panelsPerCell);

    private (int Slice, LayerLayout Layer) SliceAndLayer(int alignment)
    {
        var (slice, layer) = Math.DivRem(alignment, _passes.Layout.Layers.Count);
        return (slice, _passes.Layout.Layers[layer]);
    }

    private ReadOnlySpan<T> GroupGradient(int slice, int group, LayerLayout layer) =>
        layer.WeightsOf(_groupGradients[(Groups * slice) + group].Span);
}
