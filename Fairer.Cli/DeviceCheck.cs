using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;

namespace Fairer.Cli;

/// <summary>
/// Trains the same short runs on every device, all methods under both metrics on the synthetic census, and compares what
/// each reports with what the managed engine reports; and trains one run twice, to see whether it comes out the same.
/// </summary>
internal sealed class DeviceCheck(CliHost host)
{
    /// <summary>How far a loss, a score or a cosine may be from the managed engine's: both count in float32, and after twenty
    /// steps of Adam their roundings have gone ways of their own.</summary>
    private const double Tolerance = 5e-3;

    private static readonly string[] Heads = ["device", "runs", "L", "AP", "DP", "EO", "cosines", "repeats", "verdict"];

    private static RunSpec Run { get; } = new()
    {
        Dataset = "synthetic",
        Method = "dralign",
        Lambda = 0.4,
        Beta = 0.05,
        Network = new MlpShape(20, 20),
        Epochs = 1,
        StepsPerEpoch = 20,
    };

    /// <summary>Runs the check.</summary>
    /// <returns>The exit code: 0 when all devices agree and repeat themselves, else 1.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var engines = host.Engines.SelectMany(engine => engine.Devices.Select(device => (Engine: engine, Device: device.Id))).ToArray();
        if (engines.FirstOrDefault(entry => entry.Device == Devices.Managed).Engine is not { } managed)
        {
            throw new CliException("The managed engine, with which the others are compared, is not here.", exitCode: 1);
        }

        var dataset = await host.Dataset(Run.Dataset).LoadAsync(DataFolders.Find(), cancellation).ConfigureAwait(false);
        var data = dataset.Split(Run.Seed, Run.Encoding);
        RunSpec[] runs =
        [
            .. from metric in new[] { FairnessMetric.DemographicParity, FairnessMetric.EqualizedOdds }
               from method in MethodCatalogue.All
               select Run with { Method = method.Id, Metric = metric, Lambda = method.Tuning == Tuning.None ? 0 : Run.Lambda, Beta = method.UsesBeta ? Run.Beta : 0 },
        ];
        var expected = runs.Select(run => Report(managed, run with { Device = Devices.Managed }, data, cancellation)).ToArray();
        List<string[]> rows = [Heads];
        var good = true;
        foreach (var (engine, device) in engines.Where(entry => entry.Device != Devices.Managed))
        {
            await host.Error.WriteLineAsync($"Checking {device} ({runs.Length} short runs) …").ConfigureAwait(false);
            var found = runs.Select(run => Report(engine, run with { Device = device }, data, cancellation)).ToArray();
            double[] differences =
            [
                Largest(report => [report.Loss]), Largest(report => [report.Test.AveragePrecision]), Largest(report => [report.Test.DemographicParity]),
                Largest(report => [report.Test.EqualizedOdds]), Largest(report => report.LayerCosines),
            ];
            var repeats = Bits(found[0]).SequenceEqual(Bits(Report(engine, runs[0] with { Device = device }, data, cancellation)));
            var agrees = Array.TrueForAll(differences, difference => difference <= Tolerance);
            good &= agrees && repeats;
            rows.Add([
                device, runs.Length.ToString(CultureInfo.InvariantCulture), .. differences.Select(difference => difference.ToString("0.0e0", CultureInfo.InvariantCulture)),
                repeats ? "bit by bit" : "not the same", agrees ? "agrees" : $"differs by more than {Tolerance}",
            ]);

            double Largest(Func<EpochReport, IReadOnlyList<double>> of) =>
                expected.Zip(found).Max(pair => of(pair.First).Zip(of(pair.Second)).Max(values => Math.Abs(values.First - values.Second)));
        }

        TextTable.Write(host.Out, rows);
        await host.Out.WriteLineAsync($"The largest differences from the managed engine, over {MethodCatalogue.All.Count} methods under DP and EO.").ConfigureAwait(false);
        return good ? 0 : 1;
    }

    private static EpochReport Report(IEngine engine, RunSpec run, SplitData data, CancellationToken cancellation)
    {
        var last = new LastReport();
        engine.Train(run, data, from: null, last, cancellation);
        return last.Report!;
    }

    private static double[] Bits(EpochReport report) =>
        [report.Loss, report.Test.AveragePrecision, report.Test.DemographicParity, report.Test.EqualizedOdds, .. report.LayerCosines];

    /// <summary>Keeps the report of the last epoch.</summary>
    private sealed class LastReport : IRunObserver
    {
        public EpochReport? Report { get; private set; }

        public void OnStep(int step)
        {
        }

        public void OnEpoch(EpochReport report, RunCheckpoint checkpoint) => Report = report;
    }
}
