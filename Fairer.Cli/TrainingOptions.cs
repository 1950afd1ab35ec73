using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Cli;

/// <summary>What <c>train</c> and <c>sweep</c> are asked to do.</summary>
internal sealed record TrainingRequest
{
    /// <summary>The runs.</summary>
    public required SweepSpec Spec { get; init; }

    /// <summary>A folder to look for datasets in, before all others.</summary>
    public required string? Data { get; init; }

    /// <summary>The file that keeps the results.</summary>
    public required string Store { get; init; }

    /// <summary>How many runs are trained at the same time.</summary>
    public required int Workers { get; init; }

    /// <summary>Whether results are JSON lines.</summary>
    public required bool Json { get; init; }
}

/// <summary>The options of <c>train</c> and <c>sweep</c>, which differ in whether an option takes a list.</summary>
internal sealed class TrainingOptions
{
    private const int MaxWorkers = 1024;

    private readonly bool _lists;
    private readonly Preset<IReadOnlyList<string>> _datasets;
    private readonly Preset<Binning> _binning;
    private readonly Option<string?> _data;
    private readonly Preset<IReadOnlyList<NetworkShape>> _hidden;
    private readonly Preset<IReadOnlyList<string>> _methods;
    private readonly Preset<FairnessMetric> _metric;
    private readonly Preset<IReadOnlyList<double>> _lambdas;
    private readonly Preset<IReadOnlyList<double>> _strengths;
    private readonly Preset<IReadOnlyList<double>> _betas;
    private readonly Preset<Granularity> _granularity;
    private readonly Preset<IReadOnlyList<int>> _seeds;
    private readonly Preset<int> _epochs;
    private readonly Preset<int> _steps;
    private readonly Option<string?> _store;
    private readonly Preset<int> _workers;
    private readonly Option<bool> _json;

    /// <summary>Makes the options.</summary>
    /// <param name="known">The datasets to choose from.</param>
    /// <param name="lists">Whether datasets, networks, methods, λ, β and seeds may be several.</param>
    public TrainingOptions(KnownDatasets known, bool lists)
    {
        _lists = lists;
        string[] datasets = [.. known.All.Select(source => source.Info.Id)];
        string[] methods = [.. MethodCatalogue.All.Select(method => method.Id)];

        _datasets = Values<string>("--dataset", $"The rows to train on: {string.Join(", ", datasets)}.", lists ? "DATASET" : string.Join('|', datasets), "synthetic", (string text, out IReadOnlyList<string> values, out string? fault) => TryIds(text, "dataset", datasets, out values, out fault));
        _binning = Choice("--binning", "The bin edges of numeric columns: those of age for all, as in the paper's code, or each column's own.", ["shared", "own"], [Binning.Shared, Binning.Own]);
        _data = new Option<string?>("--data") { Description = "A folder to look for datasets in. Default: FAIRER_DATA, then the app's own.", HelpName = "DIR" };
        _data.Validators.Add(result => Require(result, Directory.Exists, "is not a folder; name one that holds the dataset's files."));
        _hidden = Values<NetworkShape>("--hidden", "The hidden layers: 200 is two of 200 units, 3x64 three of 64, 64-32 one of 64 and one of 32.", "SHAPE", "200", NumberList.TryParse);
        _methods = Values<string>("--method", $"How to train: {string.Join(", ", methods)}.", "METHOD", lists ? "erm,fairreg,dralign" : "dralign", TryMethods);
        _metric = Choice("--metric", "The fairness that is regularised and that selects the epoch: demographic parity or equalised odds.", ["dp", "eo"], [FairnessMetric.DemographicParity, FairnessMetric.EqualizedOdds]);
        _lambdas = Values<double>("--lambda", "The weight λ of the fairness penalty; a method without one ignores it.", "λ", lists ? "0.2:0.6:0.1" : "0.4", NumberList.TryParse);
        _strengths = Values<double>("--strength", "How much of its correction post-processing applies, 0 to 1; other methods ignore it.", "S", lists ? "0.25:1:0.25" : "1", NumberList.TryParse);
        _betas = Values<double>("--beta", "The weight β of the rationale alignment; a method without one ignores it.", "β", "0.01", NumberList.TryParse);
        _granularity = Choice("--granularity", "What counts as one neuron in the rationale: every weight, or every unit.", ["parameter", "unit"], [Granularity.Parameter, Granularity.Unit]);
        _seeds = Values<int>("--seed", "The seed of split, first weights and batches.", "SEED", "0", NumberList.TryParse);
        _epochs = Number("--epochs", $"Epochs of a run, 1 to {SweepPlanner.MaxEpochs}.", 10, 1, SweepPlanner.MaxEpochs);
        _steps = Number("--steps", $"Steps of an epoch, 1 to {SweepPlanner.MaxSteps}.", 100, 1, SweepPlanner.MaxSteps);
        _store = new Option<string?>("--store") { Description = $"The file that keeps the results. Default: {ResultStore.DefaultPath}", HelpName = "FILE" };
        _store.Validators.Add(result => Require(result, path => !Directory.Exists(path), "is a folder; name a file."));
        _workers = Number("--workers", "How many runs are trained at the same time.", Environment.ProcessorCount, 1, MaxWorkers);
        _json = new Option<bool>("--json") { Description = "Print one JSON object per finished run, each on a line, and nothing else on standard output." };
    }

    private delegate bool TryParse<T>(string text, out IReadOnlyList<T> values, out string? fault);

    /// <summary>Gives a command these options.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            _datasets.Option, _binning.Option, _data, _hidden.Option, _methods.Option, _metric.Option, _lambdas.Option, _strengths.Option, _betas.Option,
            _granularity.Option, _seeds.Option, _epochs.Option, _steps.Option, _store, _workers.Option, _json,
        })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads what was asked for.</summary>
    /// <exception cref="CliException">The options do not go together; the message names the one to change.</exception>
    public TrainingRequest Read(ParseResult parsed)
    {
        var spec = new SweepSpec
        {
            Datasets = _datasets.Read(parsed),
            Binning = _binning.Read(parsed),
            Methods = _methods.Read(parsed),
            Metric = _metric.Read(parsed),
            Lambdas = _lambdas.Read(parsed),
            Strengths = _strengths.Read(parsed),
            Betas = _betas.Read(parsed),
            Granularity = _granularity.Read(parsed),
            Networks = _hidden.Read(parsed),
            Seeds = _seeds.Read(parsed),
            Epochs = _epochs.Read(parsed),
            StepsPerEpoch = _steps.Read(parsed),
        };
        if (SweepPlanner.Faults(spec) is { Count: > 0 } faults)
        {
            throw new CliException(string.Join(Environment.NewLine, faults.Select(fault => OptionOf(fault.Field) + fault.Message)), exitCode: 2);
        }

        return new TrainingRequest
        {
            Spec = spec,
            Data = parsed.GetValue(_data),
            Store = parsed.GetValue(_store) ?? ResultStore.DefaultPath,
            Workers = _workers.Read(parsed),
            Json = parsed.GetValue(_json),
        };
    }

    private static string OptionOf(string field) => field switch
    {
        nameof(SweepSpec.Datasets) => "--dataset: ",
        nameof(SweepSpec.Methods) => "--method: ",
        nameof(SweepSpec.Lambdas) => "--lambda: ",
        nameof(SweepSpec.Strengths) => "--strength: ",
        nameof(SweepSpec.Betas) => "--beta: ",
        nameof(SweepSpec.Networks) => "--hidden: ",
        nameof(SweepSpec.Seeds) => "--seed: ",
        nameof(SweepSpec.Epochs) => "--epochs: ",
        nameof(SweepSpec.StepsPerEpoch) => "--steps: ",
        _ => "",
    };

    private static bool TryMethods(string text, out IReadOnlyList<string> values, out string? fault) =>
        TryIds(text, "method", MethodCatalogue.All.Select(method => method.Id), out values, out fault);

    private static bool TryIds(string text, string what, IEnumerable<string> known, out IReadOnlyList<string> values, out string? fault)
    {
        values = [.. text.Split(',', StringSplitOptions.TrimEntries).Distinct()];
        var unknown = values.FirstOrDefault(id => !known.Contains(id));
        fault = unknown is null ? null : $"there is no {what} '{unknown}'; there are {string.Join(", ", known)}.";
        return fault is null;
    }

    /// <summary>An option of one value, or of a list where lists are taken.</summary>
    private Preset<IReadOnlyList<T>> Values<T>(string name, string description, string help, string preset, TryParse<T> read)
    {
        IReadOnlyList<T> Read(string text, Action<string> complain)
        {
            if (!read(text, out var values, out var fault))
            {
                complain($"{name}: {fault}");
            }
            else if (!_lists && values.Count != 1)
            {
                complain($"{name}: '{text}' are {values.Count} values; train takes one. Use sweep for several.");
            }

            return values;
        }

        var option = new Option<IReadOnlyList<T>>(name)
        {
            Description = $"{description} Default: {preset}.",
            HelpName = _lists ? $"{help},…" : help,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => Read(result.Tokens[^1].Value, result.AddError),
        };
        return new(option, Read(preset, fault => throw new InvalidOperationException(fault)));
    }

    /// <summary>An option of one word out of a few.</summary>
    private static Preset<T> Choice<T>(string name, string description, string[] words, T[] values) => new(
        new Option<T>(name)
        {
            Description = $"{description} Default: {words[0]}.",
            HelpName = string.Join('|', words),
            CustomParser = result =>
            {
                var text = result.Tokens[^1].Value;
                var place = Array.IndexOf(words, text);
                if (place < 0)
                {
                    result.AddError($"{name}: there is no '{text}'; there are {string.Join(", ", words)}.");
                }

                return values[Math.Max(place, 0)];
            },
        }, values[0]);

    private static Preset<int> Number(string name, string description, int preset, int least, int most) => new(
        new Option<int>(name)
        {
            Description = $"{description} Default: {preset}.",
            HelpName = "N",
            CustomParser = result =>
            {
                var text = result.Tokens[^1].Value;
                if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < least || value > most)
                {
                    result.AddError($"{name}: '{text}' is not a whole number from {least} to {most}.");
                }

                return value;
            },
        }, preset);

    /// <summary>Complains about an option whose value does not hold.</summary>
    public static void Require(OptionResult result, Func<string, bool> holds, string fault)
    {
        if (result.Tokens is [.., var token] && !holds(token.Value))
        {
            result.AddError($"{result.Option.Name}: '{token.Value}' {fault}");
        }
    }

    /// <summary>An option and what it is when nobody gives it; help names the preset in its own words.</summary>
    private sealed record Preset<T>(Option<T> Option, T Value)
    {
        public T Read(ParseResult parsed) => parsed.GetResult(Option) is null ? Value : parsed.GetValue(Option)!;
    }
}
