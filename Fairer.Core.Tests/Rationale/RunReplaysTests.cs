using Fairer.Core.Data;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Rationale.Maps;
using Fairer.Core.Rationale.Work;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Tests.Results;
using Fairer.Core.Tests.Sweeps;
using Fairer.Core.Tests.Training;
using Fairer.Core.Training;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Rationale;

/// <summary>Networks and parity scores of runs that a store has.</summary>
public sealed class RunReplaysTests : IDisposable
{
    private static readonly SweepSpec Spec = new()
    {
        Datasets = ["small"],
        Methods = ["dralign"],
        Lambdas = [0.4],
        Betas = [0.05],
        Networks = [new MlpShape(6, 5)],
        Seeds = [3],
        Epochs = 5,
        StepsPerEpoch = 10,
        BatchPerGroup = 40,
    };

    private readonly StoreFolder _folder = new();
    private readonly ResultStore _store;
    private readonly DatasetCache _datasets = new(new DataFolders([], ""), source: _ => new SmallDataset());
    private readonly ManagedEngine _engine = new();
    private readonly RunReplays _replays;

    public RunReplaysTests()
    {
        _store = _folder.Open();
        _replays = new RunReplays(_store, _datasets, _engine);
    }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _replays.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_epochs_network_comes_back_as_it_was_to_the_last_bit()
    {
        var run = await TrainAsync();
        var stored = new HashSet<int> { run.Selected!.Epoch, 5 };
        Assert.All(Enumerable.Range(1, 5), epoch => Assert.Equal(stored.Contains(epoch), _replays.Network(run, epoch) is not null));
        Assert.Null(_replays.WhyNot(run));

        var shares = new Shares();
        var check = await _replays.ReplayAsync(run, shares, Now);

        Assert.Equal(new ReplayCheck(5, 0), check);
        Assert.True(check.Same);
        Assert.Equal(check, _replays.CheckOf(run));
        Assert.Equal(1, shares.Last);
        var recorder = new Networks();
        _engine.Train(run.Spec, SmallTable.Split(3), from: null, recorder, Now);
        Assert.All(Enumerable.Range(1, 5), epoch => Assert.Equal(recorder.ByEpoch[epoch], _replays.Network(run, epoch)));
        Assert.All([0, 6, 100], epoch => Assert.Null(_replays.Network(run, epoch)));
    }

    [Fact]
    public async Task Another_network_in_the_store_is_noticed_and_stays_what_is_shown()
    {
        var run = await TrainAsync();
        var network = _store.FinalWeights(run.Id)!.Weights;
        BitConverter.TryWriteBytes(network.AsSpan(8), BitConverter.ToSingle(network, 8) + 0.25f);
        _store.Execute($"UPDATE checkpoints SET weights = x'{Convert.ToHexString(network)}' WHERE run = {run.Id}");
        _store.Execute($"UPDATE selected_weights SET epoch = 1 WHERE run = {run.Id}");

        var check = await _replays.ReplayAsync(run, progress: null, Now);

        Assert.False(check.Same);
        Assert.Equal(0.25, check.GreatestDifference, 1e-6);
        Assert.Equal(network, _replays.Network(run, 5));
    }

    [Fact]
    public async Task What_cannot_be_replayed_says_why()
    {
        var run = await TrainAsync();
        using var tiny = new RunReplays(_store, _datasets, _engine, mostBytes: 100);
        Assert.Contains("are kept at most", tiny.WhyNot(run), StringComparison.Ordinal);
        Assert.Contains("is no MLP", _replays.WhyNot(run with { Spec = run.Spec with { Network = NetworkShape.Parse("alexnet") } }), StringComparison.Ordinal);
        Assert.Contains("no network", _replays.WhyNot(run with { Id = 99 }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_map_is_measured_once_and_has_the_reported_similarity()
    {
        var run = await TrainAsync();
        using var maps = new TaylorMaps(_datasets, _engine);
        var epoch = run.Selected!.Epoch;
        var map = await maps.MeasureAsync(run, epoch, _replays.Network(run, epoch)!, LabelSlice.All, Now);
        Assert.Equal(run.Selected.Similarity, map.Layers.Sum(layer => layer.Cosine(Granularity.Parameter)), 1e-12);
        Assert.Same(map, await maps.MeasureAsync(run, epoch, _replays.Network(run, epoch)!, LabelSlice.All, Now));
    }

    [Fact]
    public async Task A_parity_score_is_measured_stored_and_then_read()
    {
        var run = await TrainAsync();
        using var measurements = new ParityMeasurements(_store, _datasets);
        Assert.Null(measurements.Stored(run));
        var shares = new Shares();

        var measured = await measurements.MeasureAsync(run, shares, Now);

        Assert.Equal(1, shares.Last);
        Assert.Equal(run.Selected!.Epoch, measured.Epoch);
        var expected = Parity.Measure(new MlpShape(6, 5), _store.SelectedWeights(run.Id)!.Weights, SmallTable.Split(3), cancellation: Now);
        Assert.Equal(expected.Detail.ToBytes(), measurements.Stored(run)!.Detail.ToBytes());
        Assert.Equal(measured.Report.Seconds, (await measurements.MeasureAsync(run, progress: null, Now)).Report.Seconds);
        using var leaving = new CancellationTokenSource();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => measurements.MeasureAsync(run, progress: null, leaving.Token));
    }

    private async Task<RunState> TrainAsync()
    {
        await using var service = SweepService.Open(new SweepServiceOptions { Store = _store, Datasets = _datasets, Engines = [_engine], Workers = 1 });
        await service.StartAsync(Spec, Now);
        return Assert.Single(await SweepServiceTests.UntilEnded(service));
    }

    private sealed class Shares : IProgress<double>
    {
        public double Last { get; private set; }

        public void Report(double value) => Last = value;
    }

    private sealed class Networks : IRunObserver
    {
        public Dictionary<int, byte[]> ByEpoch { get; } = [];

        public void OnStep(int step)
        {
        }

        public void OnEpoch(EpochReport report, RunCheckpoint checkpoint) => ByEpoch[checkpoint.Epoch] = checkpoint.Weights;
    }
}
