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
using Fairer.Core.Training;

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

    private const string Automatic = "auto";

    private readonly CliHost _host;
    private readonly Preset<IReadOnlyList<string>> _datasets;
    private readonly Preset<Binning> _binning;
    private readonly Option<string?> _data;
    private readonly Option<int?> _imageSize;
    private readonly Preset<IReadOnlyList<NetworkShape>> _model;
    private readonly Preset<IReadOnlyList<string>> _methods;
    private readonly Preset<FairnessMetric> _metric;
    private readonly Preset<IReadOnlyList<double>> _lambdas;
    private readonly Preset<IReadOnlyList<double>> _strengths;
    private readonly Preset<IReadOnlyList<double>> _betas;
    private readonly Option<Granularity?> _granularity;
    private readonly Preset<IReadOnlyList<int>> _seeds;
    private readonly Preset<int> _epochs;
    private readonly Preset<int> _steps;
    private readonly Option<int?> _batch;
    private readonly Option<double?> _learningRate;
    private readonly Option<string?> _device;
    private readonly Option<string?> _store;
    private readonly Preset<int> _workers;
    private readonly Option<bool> _json;

    /// <summary>Makes the options.</summary>
    /// <param name="host">What there is to choose from.</param>
    /// <param name="lists">Whether datasets, networks, methods, λ, β and seeds may be several.</param>
    public TrainingOptions(CliHost host, bool lists)
    {
        _host = host;
        string[] datasets = [.. host.Datasets.All.Select(source => source.Info.Id)];
        string[] methods = [.. MethodCatalogue.All.Select(method => method.Id)];
        Preset<IReadOnlyList<T>> Values<T>(string name, string description, string help, string preset, TryParse<T> read) =>
            Preset.Values([name], description, help, preset, lists, read);

        _datasets = Values<string>("--dataset", $"What to train on: {string.Join(", ", datasets)}.", "DATASET", "synthetic", TryDatasets);
        _binning = Preset.Choice("--binning", "The bin edges of numeric columns: those of age for all, as in the paper's code, or each column's own.", ["shared", "own"], [Binning.Shared, Binning.Own]);
        _data = new Option<string?>("--data") { Description = "A folder to look for datasets in. Default: FAIRER_DATA, then the app's own.", HelpName = "DIR" };
        _data.Validators.Add(result => Require(result, Directory.Exists, "is not a folder; name one that holds the dataset's files."));
        _imageSize = Preset.OptionalNumber("--image-size", "The side that images are resized to, in pixels. Default: the dataset's own.", 1, SweepPlanner.MaxImageSize);
        _model = Preset.Values<NetworkShape>(
            ["--model", "--hidden"],
            $"The network. On tables the hidden layers of an MLP: 200 is two of 200 units, 3x64 three of 64, 64-32 one of 64 and one of 32. On images {string.Join(" or ", ConvNet.All)}.",
            "NETWORK", "200", lists, NumberList.TryParse, $"; on images {ConvNet.AlexNet}");
        _methods = Values<string>("--method", $"How to train: {string.Join(", ", methods)}.", "METHOD", lists ? "erm,fairreg,dralign" : "dralign", TryMethods);
        _metric = Preset.Choice("--metric", "The fairness that is regularised and that selects the epoch: demographic parity or equalised odds.", ["dp", "eo"], [FairnessMetric.DemographicParity, FairnessMetric.EqualizedOdds]);
        _lambdas = Values<double>("--lambda", "The weight λ of the fairness penalty; a method without one ignores it.", "λ", lists ? "0.2:0.6:0.1" : "0.4", NumberList.TryParse);
        _strengths = Values<double>("--strength", "How much of its correction post-processing applies, 0 to 1; other methods ignore it.", "S", lists ? "0.25:1:0.25" : "1", NumberList.TryParse);
        _betas = Values<double>("--beta", "The weight β of the rationale alignment; a method without one ignores it.", "β", "0.01", NumberList.TryParse);
        _granularity = Preset.OptionalChoice("--granularity", "What counts as one neuron in the rationale: every weight, or every unit. Default: each network's own, weights for MLPs and units for convolutional networks.", ["parameter", "unit"], [Granularity.Parameter, Granularity.Unit]);
        _seeds = Values<int>("--seed", "The seed of split, first weights and batches.", "SEED", "0", NumberList.TryParse);
        _epochs = Preset.Number("--epochs", $"Epochs of a run, 1 to {SweepPlanner.MaxEpochs}.", 10, 1, SweepPlanner.MaxEpochs);
        _steps = Preset.Number("--steps", $"Steps of an epoch, 1 to {SweepPlanner.MaxSteps}.", 100, 1, SweepPlanner.MaxSteps);
        _batch = Preset.OptionalNumber("--batch", "How many samples a step draws of each subgroup, under EO of each subgroup and label. Default: each network's own, 500 for MLPs and 32 for convolutional networks.", 1, SweepPlanner.MaxBatch);
        _learningRate = new Option<double?>("--learning-rate") { Description = "Adam's learning rate. Default: each network's own, 0.001 for MLPs and 0.0001 for convolutional networks.", HelpName = "X", CustomParser = LearningRate };
        _device = new Option<string?>("--device") { Description = "What to train on: managed (MLPs, a core a run), cpu (torch on all cores), cuda:N (a graphics card); ./fairer devices lists those here. Default: auto, the best there is.", HelpName = "auto|managed|cpu|cuda:N" };
        _device.Validators.Add(RequireDevice);
        _store = new Option<string?>("--store") { Description = $"The file that keeps the results. Default: {ResultStore.DefaultPath}", HelpName = "FILE" };
        _store.Validators.Add(result => Require(result, path => !Directory.Exists(path), "is a folder; name a file."));
        _workers = Preset.Number("--workers", "How many runs are trained at the same time.", Environment.ProcessorCount, 1, MaxWorkers);
        _json = new Option<bool>("--json") { Description = "Print one JSON object per finished run, each on a line, and nothing else on standard output." };
    }

    /// <summary>Gives a command these options.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            _datasets.Option, _binning.Option, _data, _imageSize, _model.Option, _methods.Option, _metric.Option, _lambdas.Option, _strengths.Option, _betas.Option,
            _granularity, _seeds.Option, _epochs.Option, _steps.Option, _batch, _learningRate, _device, _store, _workers.Option, _json,
        })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads what was asked for.</summary>
    /// <exception cref="CliException">The options do not go together; the message names the one to change.</exception>
    public TrainingRequest Read(ParseResult parsed)
    {
        DatasetInfo[] datasets = [.. _datasets.Read(parsed).Select(id => _host.Dataset(id).Info)];
        var spec = new SweepSpec
        {
            Datasets = _datasets.Read(parsed),
            Binning = _binning.Read(parsed),
            Methods = _methods.Read(parsed),
            Metric = _metric.Read(parsed),
            Lambdas = _lambdas.Read(parsed),
            Strengths = _strengths.Read(parsed),
            Betas = _betas.Read(parsed),
            Granularity = parsed.GetValue(_granularity),
            Networks = !_model.IsGiven(parsed) && datasets.All(info => info.Images) ? [ConvNet.AlexNet] : _model.Read(parsed),
            Seeds = _seeds.Read(parsed),
            Epochs = _epochs.Read(parsed),
            StepsPerEpoch = _steps.Read(parsed),
            BatchPerGroup = parsed.GetValue(_batch),
            LearningRate = parsed.GetValue(_learningRate),
            ImageSize = parsed.GetValue(_imageSize),
            Device = parsed.GetValue(_device) is { } device and not Automatic ? device : null,
        };
        SweepFault[] faults =
        [
            .. SweepPlanner.Faults(spec),
            .. from dataset in datasets
               from network in spec.Networks
               let mismatch = SweepPlanner.Mismatch(network, dataset)
               where mismatch is not null
               select new SweepFault(nameof(spec.Networks), mismatch),
        ];
        if (faults.Length > 0)
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

    // Some datasets are of a family of which only a few are listed; what is wrong with such an id only the lookup knows.
    private bool TryDatasets(string text, out IReadOnlyList<string> values, out string? fault)
    {
        values = [.. text.Split(',', StringSplitOptions.TrimEntries).Distinct()];
        fault = null;
        try
        {
            values.ToList().ForEach(id => _host.Datasets.Get(id));
        }
        catch (DataException unknown)
        {
            fault = char.ToLowerInvariant(unknown.Message[0]) + unknown.Message[1..];
        }

        return fault is null;
    }

    private void RequireDevice(OptionResult result)
    {
        if (result.Tokens is [.., { Value: not Automatic and var id }])
        {
            var devices = EngineChoice.Devices(_host.Engines);
            if (devices.All(device => device.Id != id))
            {
                result.AddError(string.Join(
                    ' ',
                    [
                        $"--device: there is no '{id}' here; there are {string.Join(", ", devices.Select(device => device.Id).Prepend(Automatic))}.",
                        .. EngineChoice.Missing(_host.Engines),
                    ]));
            }
        }
    }

    private static string OptionOf(string field) => field switch
    {
        nameof(SweepSpec.Datasets) => "--dataset: ",
        nameof(SweepSpec.Methods) => "--method: ",
        nameof(SweepSpec.Lambdas) => "--lambda: ",
        nameof(SweepSpec.Strengths) => "--strength: ",
        nameof(SweepSpec.Betas) => "--beta: ",
        nameof(SweepSpec.Networks) => "--model: ",
        nameof(SweepSpec.Seeds) => "--seed: ",
        nameof(SweepSpec.Epochs) => "--epochs: ",
        nameof(SweepSpec.StepsPerEpoch) => "--steps: ",
        nameof(SweepSpec.BatchPerGroup) => "--batch: ",
        nameof(SweepSpec.LearningRate) => "--learning-rate: ",
        nameof(SweepSpec.ImageSize) => "--image-size: ",
        _ => "",
    };

    private static double? LearningRate(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            result.AddError($"--learning-rate: '{text}' is not a number.");
        }

        return value;
    }

    private static bool TryMethods(string text, out IReadOnlyList<string> values, out string? fault)
    {
        values = [.. text.Split(',', StringSplitOptions.TrimEntries).Distinct()];
        var unknown = values.FirstOrDefault(id => MethodCatalogue.Find(id) is null);
        fault = unknown is null ? null : $"there is no method '{unknown}'; there are {string.Join(", ", MethodCatalogue.All.Select(method => method.Id))}.";
        return fault is null;
    }

    /// <summary>Complains about an option whose value does not hold.</summary>
    public static void Require(OptionResult result, Func<string, bool> holds, string fault)
    {
        if (result.Tokens is [.., var token] && !holds(token.Value))
        {
            result.AddError($"{result.Option.Name}: '{token.Value}' {fault}");
        }
    }
}
