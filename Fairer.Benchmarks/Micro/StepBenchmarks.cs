using BenchmarkDotNet.Attributes;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Training;
using Fairer.Core.Training.Managed;

namespace Fairer.Benchmarks.Micro;

/// <summary>The parts of a step, and of an epoch's evaluation, on the synthetic census.</summary>
public class StepBenchmarks : IDisposable
{
    private const int PerGroup = 500;

    private readonly Objective _plain = new(Lambda: 0.4);
    private readonly Objective _aligned = new(Lambda: 0.4, Beta: 0.05);
    private readonly int[] _drawn = new int[2 * PerGroup];
    private EncodedRows? _rows;
    private SplitPanels<float>? _panels;
    private BatchSampler? _sampler;
    private CodedBatch<float>? _batch;
    private MlpLoss<float>? _loss;
    private Adam<float>? _adam;
    private MlpEvaluation<float>? _evaluation;
    private float[] _still = [];
    private double[] _scores = [];
    private long _step;

    /// <summary>The width of both hidden layers.</summary>
    [Params(10, 50, 200)]
    public int Hidden { get; set; }

    /// <summary>Whether the samples are numbers of patterns, as the engine takes them where it can, or features.</summary>
    [Params(true, false)]
    public bool Coded { get; set; }

    /// <summary>Makes a run as the engine does, with a batch in it.</summary>
    [GlobalSetup]
    public async Task PrepareAsync()
    {
        var data = (TableSplit)await new DatasetCache(DataFolders.Find()).SplitAsync("synthetic", seed: 0, new DataEncoding(), CancellationToken.None).ConfigureAwait(false);
        var layout = new MlpLayout(data.Train.Width, new MlpShape(Hidden, Hidden));
        _rows = data.Train;
        _panels = new SplitPanels<float>(data);
        _sampler = new BatchSampler(data, FairnessMetric.DemographicParity, balanced: false, seed: 0, PerGroup);
        _loss = new MlpLoss<float>(layout, FairnessMetric.DemographicParity, Granularity.Parameter, PerGroup, Coded ? _panels.Book : null);
        if (Coded)
        {
            _batch = new CodedBatch<float>(_panels.Book!, _loss.Cells, PerGroup);
            _loss.Take(_batch);
        }

        _scores = new double[_panels.Validation.Count];
        _still = new float[layout.ParameterCount];
        _adam = new Adam<float>(layout.ParameterCount, 1e-3);
        _evaluation = new MlpEvaluation<float>(_loss.Weights, _panels, FairnessMetric.DemographicParity, Granularity.Parameter);
        layout.Initialise(seed: 0, _loss.Parameters);
        Draw();
        FillBatch();
    }

    /// <summary>Frees it.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _evaluation!.Dispose();
        _adam!.Dispose();
        _loss!.Dispose();
        _batch?.Dispose();
    }

    /// <summary>Draws the batch's indices.</summary>
    [Benchmark]
    public void Draw() => _sampler!.Draw(++_step, _drawn);

    /// <summary>Copies the codes of the batch's rows and sorts them, or copies their features.</summary>
    [Benchmark]
    public void FillBatch()
    {
        if (_batch is not null)
        {
            _batch.Fill(_drawn, _panels!.TrainCodes, _rows!.Labels);
            return;
        }

        for (var i = 0; i < _drawn.Length; i++)
        {
            _loss!.SetSample(i / PerGroup, i % PerGroup, _rows!.Row(_drawn[i]), _rows.Labels[_drawn[i]]);
        }
    }

    /// <summary>Packs the weights, and their transposes, for the products.</summary>
    [Benchmark]
    public void Pack() => _loss!.Weights.Pack();

    /// <summary>FairReg's loss and gradient.</summary>
    [Benchmark]
    public void FairReg() => _loss!.Evaluate(_plain);

    /// <summary>DRAlign's loss and gradient.</summary>
    [Benchmark]
    public void DRAlign() => _loss!.Evaluate(_aligned);

    /// <summary>Adam's step, without a gradient, so that the weights stay.</summary>
    [Benchmark]
    public void Adam() => _adam!.Step(_loss!.Parameters, _still);

    /// <summary>The scores of the validation split.</summary>
    [Benchmark]
    public void ScoreValidation() => _evaluation!.Score(_panels!.Validation, _scores);

    /// <summary>The layer cosines over the training split.</summary>
    [Benchmark]
    public double[] LayerCosines() => _evaluation!.LayerCosines();
}
