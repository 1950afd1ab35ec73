using Fairer.Core.Data;
using Fairer.Core.Reproduction;
using Fairer.Core.Reproduction.Claims;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Figures;

namespace Fairer.Cli;

/// <summary>Trains what figures and tables need, and writes them, their data and their reports into a folder.</summary>
internal sealed class Reproduction(CliHost host, ReproductionRequest request)
{
    private readonly IReadOnlyList<Study> _all = Study.All(request.Plan);

    private IEnumerable<Study> Chosen => _all.Where(study => request.Studies.Contains(study.Id));

    /// <summary>Trains and writes, or goes on with it.</summary>
    /// <returns>The exit code: 0, or 1 when a run failed or it was cancelled.</returns>
    /// <exception cref="CliException">A dataset is not at hand.</exception>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var folders = DataFolders.Find(request.Data);
        Training.RequireData(host, Chosen.SelectMany(study => study.Sweeps).SelectMany(sweep => sweep.Datasets), folders);
        using var store = ResultStore.Open(Path.Combine(request.Out, "fairer.db"));
        var datasets = new DatasetCache(folders, Math.Max(10, request.Workers), host.Dataset);
        await using var service = SweepService.Open(new SweepServiceOptions
        {
            Store = store,
            Datasets = datasets,
            Engines = host.Engines,
            Workers = request.Workers,
            TakeOver = false,
        });

        var planned = Chosen.SelectMany(study => study.Runs).ToHashSet();
        var follower = new RunFollower(service, planned, run => planned.Contains(run.Spec));
        long? sweep = null;
        try
        {
            await using var progress = await ProgressDisplay.StartAsync(host).ConfigureAwait(false);
            follower.TakeIn(_ => { });
            foreach (var study in Chosen)
            {
                foreach (var spec in study.Sweeps)
                {
                    sweep = await service.CompleteAsync(spec, cancellation).ConfigureAwait(false);
                    await follower.FollowAsync(sweep.Value, progress, run => Tell(run, progress), cancellation).ConfigureAwait(false);
                }

                if (study.NeedsParity)
                {
                    await MeasureParityAsync(store, datasets, study, progress, cancellation).ConfigureAwait(false);
                }

                await WriteAsync(study, store, datasets, cancellation).ConfigureAwait(false);
                progress.Say($"{study.Name} is in {Path.Combine(request.Out, study.Id)}.");
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            if (sweep is not null)
            {
                await service.CancelOwnAsync(sweep.Value, CancellationToken.None).ConfigureAwait(false);
            }

            follower.TakeIn(_ => { });
            await host.Error.WriteLineAsync(
                $"Cancelled: {follower.Count(RunStatus.Finished)} of {planned.Count} runs are finished and kept. The same command goes on with the rest.").ConfigureAwait(false);
            return 1;
        }

        await host.Error.WriteLineAsync(
            $"Everything is in {request.Out}; report.md has the verdict. The dashboard shows the runs: ./fairer --store {store.Path}").ConfigureAwait(false);
        var missing = planned.Count - follower.Count(RunStatus.Finished);
        if (missing > 0)
        {
            await host.Error.WriteLineAsync($"{missing} of {planned.Count} runs failed or were cancelled, and are in none of the numbers. The same command tries the cancelled ones again.").ConfigureAwait(false);
        }

        return missing > 0 ? 1 : 0;
    }

    /// <summary>Measures the parity scores that the store does not have yet, one network after the other on all cores.</summary>
    private static async Task MeasureParityAsync(
        ResultStore store, DatasetCache datasets, Study study, ProgressDisplay progress, CancellationToken cancellation)
    {
        var runs = store.Load().Runs;
        var open = StudyParity.Open(study, runs, StudyParity.Of(study, runs, store.ParityReport));
        for (var i = 0; i < open.Count; i++)
        {
            var done = i;
            await StudyParity.MeasureAsync(
                store,
                datasets,
                open[i],
                threads: null,
                new Telling<double>(share => progress.Show((done + share) / open.Count, () => $"parity scores of {done} of {open.Count} networks measured")),
                cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Writes a study's folder, and above it the report on all studies that were written and the verdict.</summary>
    private async Task WriteAsync(Study study, ResultStore store, DatasetCache datasets, CancellationToken cancellation)
    {
        var stored = store.Load().Runs;
        var runs = new RunSet(_all.SelectMany(study => study.Runs), stored);
        var evidence = new Evidence(
            request.Plan, runs, StudyParity.Of(_all.First(study => study.Id == "table1"), stored, store.ParityReport), await BaseRatesAsync(runs, datasets, cancellation).ConfigureAwait(false));
        Finding[] findings = [.. Claim.All.Select(claim => claim.Judge(evidence))];
        var provenance = Provenance.Here(request.Words);
        var folder = Directory.CreateDirectory(Path.Combine(request.Out, study.Id)).FullName;
        var figure = StudyFigures.Of(study, evidence);
        await File.WriteAllBytesAsync(Path.Combine(folder, $"{study.Id}.png"), Picture.Png(figure), cancellation).ConfigureAwait(false);
        await Write(folder, $"{study.Id}.svg", Picture.Svg(figure)).ConfigureAwait(false);
        await Write(folder, $"{study.Id}.csv", FigureFiles.Csv(figure)).ConfigureAwait(false);
        await Write(folder, $"{study.Id}.json", FigureFiles.Json(figure)).ConfigureAwait(false);
        await Write(folder, "report.md", Report.Of(study, evidence, findings, provenance)).ConfigureAwait(false);
        if (study.Id == "table1")
        {
            await Write(folder, "table1.tex", Table1Latex.Write(figure, study.Title)).ConfigureAwait(false);
        }

        var ended = runs.All.Where(run => run.Status is RunStatus.Finished or RunStatus.Failed).Select(run => run.Spec).ToHashSet();
        Study[] complete = [.. _all.Where(other => other.Runs.All(ended.Contains) && File.Exists(Path.Combine(request.Out, other.Id, $"{other.Id}.svg")))];
        await Write(request.Out, "report.md", Report.Of(complete, evidence, findings, provenance)).ConfigureAwait(false);
        await Write(request.Out, "verdict.json", FigureFiles.Json(findings)).ConfigureAwait(false);

        Task Write(string folder, string name, string text) => File.WriteAllTextAsync(Path.Combine(folder, name), text, cancellation);
    }

    private static async Task<IReadOnlyDictionary<(string Dataset, int Seed), double>> BaseRatesAsync(
        RunSet runs, DatasetCache datasets, CancellationToken cancellation)
    {
        var rates = new Dictionary<(string Dataset, int Seed), double>();
        foreach (var spec in runs.All.Select(run => run.Spec).DistinctBy(run => (run.Dataset, run.Seed)))
        {
            var split = await datasets.SplitAsync(spec.Dataset, spec.Seed, spec.Encoding, cancellation).ConfigureAwait(false);
            rates[(spec.Dataset, spec.Seed)] = ((TableSplit)split).Test.Labels.Average(label => (double)label);
        }

        return rates;
    }

    private static void Tell(RunState run, ProgressDisplay progress)
    {
        if (run.Status == RunStatus.Failed)
        {
            progress.Say($"Run {run.Id} ({RunFollower.Describe(run.Spec)}) failed: {run.Failure}");
        }
    }
}
