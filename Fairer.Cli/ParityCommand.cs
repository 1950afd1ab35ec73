using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Cli;

/// <summary>What <c>parity</c> is asked to do.</summary>
internal sealed record ParityRequest(long Run, string? Data, string Store, int Top, bool Json, string? Csv, bool CompareNaive);

/// <summary><c>parity</c>: the exact parity score of a stored run.</summary>
internal static class ParityCommand
{
    private const int MostTop = 1_000_000;

    /// <summary>Makes the verb.</summary>
    public static Command Create(CliHost host)
    {
        var run = new Argument<long>("run") { Description = "The number of a finished run, as the dashboard and --json tell it.", HelpName = "RUN" };
        var data = new Option<string?>("--data") { Description = "A folder to look for datasets in. Default: FAIRER_DATA, then the app's own.", HelpName = "DIR" };
        data.Validators.Add(result => TrainingOptions.Require(result, Directory.Exists, "is not a folder; name one that holds the dataset's files."));
        var store = new Option<string?>("--store") { Description = $"The file that keeps the results. Default: {ResultStore.DefaultPath}", HelpName = "FILE" };
        store.Validators.Add(result => TrainingOptions.Require(result, File.Exists, "is not there; name a store that has runs."));
        var top = new Option<int>("--top") { Description = "How many weights to list, those with the greatest d_k first. Default: 10.", HelpName = "N", DefaultValueFactory = _ => 10 };
        top.Validators.Add(result => TrainingOptions.Require(
            result,
            text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= MostTop,
            $"is not a whole number from 0 to {MostTop}."));
        var json = new Option<bool>("--json") { Description = "Print one JSON object, and nothing else on standard output." };
        var csv = new Option<string?>("--csv") { Description = "A file to write with a line for every weight.", HelpName = "FILE" };
        csv.Validators.Add(result => TrainingOptions.Require(result, path => !Directory.Exists(path), "is a folder; name a file."));
        var compare = new Option<bool>("--compare-naive") { Description = "Measure anew, time the naive way on some weights (a forward pass over all training samples for each), and say how much faster this is." };
        var command = new Command(
            "parity",
            "Measure a finished run's exact parity score: what removing each weight, and each hidden unit, does to the loss of the two subgroups. "
            + "It is kept in the store, and a second call answers from there.") { run, data, store, top, json, csv, compare };
        command.SetAction((parsed, cancellation) => RunAsync(
            host,
            new ParityRequest(
                parsed.GetValue(run),
                parsed.GetValue(data),
                parsed.GetValue(store) ?? ResultStore.DefaultPath,
                parsed.GetValue(top),
                parsed.GetValue(json),
                parsed.GetValue(csv),
                parsed.GetValue(compare)),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CliHost host, ParityRequest request, CancellationToken cancellation)
    {
        if (!File.Exists(request.Store))
        {
            throw new CliException($"There is no store {request.Store} yet, and so no run. Train one first, or name another file with --store.", exitCode: 2);
        }

        using var store = ResultStore.Open(request.Store);
        var run = Find(store, request.Run);
        if (run.Spec.Network is not MlpShape)
        {
            throw new CliException($"Run {run.Id} trained {run.Spec.Network}; the exact parity score is measured for MLPs only.", exitCode: 2);
        }

        var weights = store.SelectedWeights(run.Id)
            ?? throw new CliException($"The store has no network of run {run.Id}. Train it again.", exitCode: 1);
        var stored = request.CompareNaive ? null : store.Parity(run.Id);
        var split = await SplitAsync(host, run.Spec, request.Data, required: stored?.Epoch != weights.Epoch, cancellation).ConfigureAwait(false);
        if (stored?.Epoch != weights.Epoch)
        {
            stored = await MeasureAsync(host, store, run, split!, cancellation).ConfigureAwait(false);
        }

        // A table may have been removed since.
        var known = host.Datasets.Find(run.Spec.Dataset) is null ? host.Datasets.InfoOf(run.Spec.Dataset) : host.Dataset(run.Spec.Dataset).Info;
        var result = new ParityResult(run, stored, weights.Weights, known, split?.FeatureNames);
        if (request.Csv is { } csv)
        {
            await ParityText.WriteCsvAsync(csv, result, cancellation).ConfigureAwait(false);
        }

        if (request.Json)
        {
            await host.Out.WriteLineAsync(ParityText.Json(result, request.Top)).ConfigureAwait(false);
        }
        else
        {
            ParityText.Write(host.Out, result, request.Top);
        }

        if (request.CompareNaive)
        {
            var naive = await Task.Run(() => Parity.CompareWithNaive((MlpShape)run.Spec.Network, weights.Weights, split!, stored.Detail, cancellation: cancellation), cancellation).ConfigureAwait(false);
            await host.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"The naive way, a forward pass over all training samples for each weight, takes {naive.Seconds / naive.Sampled:0.0000} s a weight on {Environment.ProcessorCount} cores ({naive.Sampled} timed), "
                + $"{naive.WholeSeconds:0} s for all {naive.Weights}. This took {stored.Report.Seconds:0.00} s: {naive.WholeSeconds / stored.Report.Seconds:0} times faster. "
                + $"The loss changes differ by at most {naive.GreatestDifference:0.0e0}.")).ConfigureAwait(false);
        }

        return 0;
    }

    private static RunState Find(ResultStore store, long id)
    {
        var runs = store.Load().Runs;
        var run = runs.FirstOrDefault(run => run.Id == id)
            ?? throw new CliException(
                runs.Count == 0
                    ? $"There is no run {id}: the store {store.Path} has no runs."
                    : $"There is no run {id} in the store {store.Path}; its runs are {runs[0].Id} to {runs[^1].Id}.",
                exitCode: 2);
        return run.Status switch
        {
            RunStatus.Finished => run,
            RunStatus.Failed => throw new CliException($"Run {id} failed: {run.Failure} Only a finished run has a parity score.", exitCode: 1),
            _ => throw new CliException(
                $"Run {id} is not finished: {run.Epochs.Length} of {run.Spec.Epochs} epochs are done. Let it finish, or resume it, and ask again.", exitCode: 1),
        };
    }

    /// <summary>The split that the run was trained on; null where its dataset is not at hand and not required.</summary>
    private static async Task<TableSplit?> SplitAsync(CliHost host, RunSpec run, string? data, bool required, CancellationToken cancellation)
    {
        if (host.Datasets.Find(run.Dataset) is null)
        {
            return required
                ? throw new CliException(
                    $"There is no dataset '{run.Dataset}' any more, on which the run was trained. If it was a table of your own, add the same file again: ./fairer data add FILE --id {run.Dataset}.", exitCode: 1)
                : null;
        }

        var source = host.Dataset(run.Dataset);
        var folders = DataFolders.Find(data);
        if (source.Locate(folders) is { AtHand: false, Where: var how })
        {
            return required ? throw new CliException($"--data: {source.Info.Name}, on which the run was trained, is not at hand. {how}", exitCode: 2) : null;
        }

        return (TableSplit)await new DatasetCache(folders, 1, host.Dataset).SplitAsync(run.Dataset, run.Seed, run.Encoding, cancellation).ConfigureAwait(false);
    }

    private static async Task<StoredParity> MeasureAsync(CliHost host, ResultStore store, RunState run, TableSplit split, CancellationToken cancellation)
    {
        await using var progress = await ProgressDisplay.StartAsync(host).ConfigureAwait(false);
        var elapsed = Stopwatch.StartNew();
        var telling = new Telling<double>(share => progress.Show(
            share,
            () => string.Create(
                CultureInfo.InvariantCulture,
                $"parity score: {100 * share:0} % of the samples done, {RunFollower.Text(elapsed.Elapsed * ((1 - share) / share))} left")));
        return await Task.Run(() => RunParity.Measure(store, run, split, threads: null, telling, cancellation), cancellation).ConfigureAwait(false);
    }
}

/// <summary>A parity score and what it takes to read it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Stored">The score.</param>
/// <param name="Weights">The network, in the form of <see cref="StoredWeights"/>.</param>
/// <param name="Dataset">What the run was trained on.</param>
/// <param name="FeatureNames">One name a feature; null where the dataset is not at hand.</param>
internal sealed record ParityResult(RunState Run, StoredParity Stored, byte[] Weights, DatasetInfo Dataset, IReadOnlyList<string>? FeatureNames)
{
    /// <summary>The network's layers.</summary>
    public MlpLayout Layout { get; } = new(
        (int)((Stored.Detail.Parameters.Count - Run.Spec.Network.ParameterCount(0)) / ((MlpShape)Run.Spec.Network).Widths[0]), (MlpShape)Run.Spec.Network);
}
