using System.Diagnostics;
using Fairer.Core.Data;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;

namespace Fairer.Benchmarks.Dashboard;

/// <summary>What a run costs besides its training, in sweeps of ten to a thousand runs.</summary>
internal sealed class SweepCost : IBenchPart
{
    private const int Epochs = 10;

    /// <inheritdoc/>
    public string Name => "sweep-cost";

    /// <inheritdoc/>
    public string Title => "What a run costs besides its training";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BenchRow>> MeasureAsync(BenchContext context, CancellationToken cancellation)
    {
        await SecondsPerRunAsync(100, cancellation).ConfigureAwait(false); // compiles
        List<BenchRow> rows = [];
        foreach (var runs in new[] { 10, 100, 1000 })
        {
            context.Progress.Say($"{runs} runs");
            List<double> times = [];
            for (var i = 0; i < (context.Quick ? 2 : 5); i++)
            {
                times.Add(1e3 * await SecondsPerRunAsync(runs, cancellation).ConfigureAwait(false));
            }

            var row = new BenchRow
            {
                What = $"a run of {Epochs} epochs, {runs} runs in the sweep",
                Value = times.Min(),
                Unit = "ms",
                How = "Plan, queue, store and board with an engine that reports at once; networks of 2,861 weights; two workers; the best of several.",
            };
            rows.Add(rows.Count == 0 ? row : row.BesideTime(rows[0].Value, "10 runs"));
        }

        return rows;
    }

    private static async Task<double> SecondsPerRunAsync(int runs, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("fairer-bench-").FullName;
        try
        {
            using var store = ResultStore.Open(Path.Combine(folder, "fairer.db"));
            await using var service = SweepService.Open(new()
            {
                Store = store,
                Datasets = new DatasetCache(new DataFolders([], ""), source: _ => new NoRows()),
                Engines = [new Reporter()],
                Workers = 2,
            });
            var started = Stopwatch.GetTimestamp();
            await service.StartAsync(
                new SweepSpec
                {
                    Datasets = ["adult"],
                    Methods = ["fairreg"],
                    Lambdas = [.. Enumerable.Range(1, runs / 10).Select(i => i / 1000.0)],
                    Betas = [],
                    Networks = [new MlpShape(20, 20)],
                    Seeds = [.. Enumerable.Range(0, 10)],
                    Epochs = Epochs,
                },
                cancellation).ConfigureAwait(false);
            for (var (version, open) = (0L, new HashSet<long>()); ;)
            {
                var changes = service.Board.ChangesSince(version);
                open.UnionWith(changes.Runs.Select(run => run.Id));
                open.ExceptWith(changes.Runs.Where(run => run.Status == RunStatus.Finished).Select(run => run.Id));
                if (open.Count == 0)
                {
                    return Stopwatch.GetElapsedTime(started).TotalSeconds / runs;
                }

                version = changes.Version;
                await service.Board.WaitForChangeAsync(version, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class Reporter : IEngine
    {
        private static readonly Scores Some = new(0.75, 0.1, 0.1, 0.1, 0.1, 0.8);

        public string Name => "Reporter";

        public IReadOnlyList<TrainingDevice> Devices => [];

        public string? WhyNot(RunSpec run) => null;

        public void Train(RunSpec run, SplitData data, RunCheckpoint? from, IRunObserver observer, CancellationToken cancellation)
        {
            var weights = new byte[sizeof(float) * run.Network.ParameterCount(120)];
            for (var epoch = 1; epoch <= run.Epochs; epoch++)
            {
                var report = new EpochReport
                {
                    Epoch = epoch,
                    ClassificationLoss = 0.4,
                    FairnessLoss = 0.1,
                    Loss = 0.5,
                    Validation = Some,
                    Test = Some,
                    LayerCosines = [0.9, 0.9, 0.9],
                    BatchLayerCosines = [0.9, 0.9, 0.9],
                    Seconds = 0.1,
                };
                observer.OnEpoch(report, new RunCheckpoint(epoch, weights, [.. weights, .. weights]));
            }
        }
    }

    private sealed class NoRows : IDatasetSource, IDataset
    {
        public DatasetInfo Info { get; } = new("adult", "Adult", false, "income", "sex", "female", "male");

        public DatasetAvailability Locate(DataFolders folders) => new(true, "here", CanDownload: false);

        public Task<IDataset> LoadAsync(DataFolders folders, CancellationToken cancellation) => Task.FromResult<IDataset>(this);

        public SplitData Split(int seed, DataEncoding encoding)
        {
            var none = new EncodedRows([], [], [], 120);
            return new TableSplit(Info, seed, [], none, none, none);
        }
    }
}
