using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;

namespace Fairer.Web.Services;

/// <summary>What a person has typed and ticked, and what it means.</summary>
/// <remarks>The defaults show the paper's three main methods and the way through λ within seconds. β is the one of the authors' image
/// experiments (the paper prints none for tables): 0.05 makes training a network this small erratic.</remarks>
public sealed class SweepForm
{
    /// <summary>The widths that have a button: those of the paper.</summary>
    public static IReadOnlyList<int> PaperWidths { get; } = [10, 20, 50, 200];

    private readonly KindForm _tables = new() { Lambdas = "0.2:0.6:0.1", Seeds = "0:2", Steps = "100", Granularity = Granularity.Parameter };

    // A convolutional network takes minutes where an MLP takes a second.
    private readonly KindForm _images = new() { Lambdas = "0.2:0.6:0.2", Seeds = "0", Steps = "20", Granularity = Granularity.Unit };

    /// <summary>The dataset's id.</summary>
    public string Dataset { get; set; } = "";

    /// <summary>Whether the dataset is made of images. What is typed for images and what is typed for tables are kept apart.</summary>
    public bool Images { get; set; }

    /// <summary>DP or EO.</summary>
    public FairnessMetric Metric { get; set; } = FairnessMetric.DemographicParity;

    /// <summary>The ids of the chosen methods.</summary>
    public IEnumerable<string> Methods { get; set; } = ["erm", "fairreg", "dralign"];

    /// <summary>The chosen ones of <see cref="PaperWidths"/>.</summary>
    public IEnumerable<int> Widths { get; set; } = [50];

    /// <summary>Other networks, as text.</summary>
    public string OtherNetworks { get; set; } = "";

    /// <summary>The chosen networks over images.</summary>
    public IEnumerable<ConvNet> ConvNets { get; set; } = [ConvNet.AlexNet];

    /// <summary>The side that images are resized to, as text; empty for the dataset's own.</summary>
    public string ImageSize { get; set; } = "";

    /// <summary>What is to train, as in <see cref="TrainingDevice.Id"/>; empty for the best there is.</summary>
    public string Device { get; set; } = "";

    /// <summary>λ, as text.</summary>
    public string Lambdas { get => Kind.Lambdas; set => Kind.Lambdas = value; }

    /// <summary>The strengths of post-processing, as text.</summary>
    public string Strengths { get; set; } = "0.25:1:0.25";

    /// <summary>β, as text.</summary>
    public string Betas { get; set; } = "0.01";

    /// <summary>What counts as one neuron.</summary>
    public Granularity Granularity { get => Kind.Granularity; set => Kind.Granularity = value; }

    /// <summary>The seeds, as text.</summary>
    public string Seeds { get => Kind.Seeds; set => Kind.Seeds = value; }

    /// <summary>The number of epochs, as text.</summary>
    public string Epochs { get => Kind.Epochs; set => Kind.Epochs = value; }

    /// <summary>The number of steps of an epoch, as text.</summary>
    public string Steps { get => Kind.Steps; set => Kind.Steps = value; }

    private KindForm Kind => Images ? _images : _tables;

    /// <summary>Chooses these networks and no others.</summary>
    /// <param name="networks">Those over images where the dataset has images, else MLPs.</param>
    public void SetNetworks(IReadOnlyCollection<NetworkShape> networks)
    {
        if (Images)
        {
            ConvNets = [.. networks.OfType<ConvNet>()];
            return;
        }

        Widths = [.. PaperWidths.Where(width => networks.Contains(new MlpShape(width, width)))];
        OtherNetworks = string.Join(", ", networks.Where(network => !Widths.Any(width => network.Equals(new MlpShape(width, width)))));
    }

    /// <summary>Fills the form with what a sweep asked for; of several datasets the first.</summary>
    /// <param name="spec">The sweep.</param>
    /// <param name="images">Whether its dataset is made of images.</param>
    public void Fill(SweepSpec spec, bool images)
    {
        ArgumentNullException.ThrowIfNull(spec);
        (Dataset, Images) = (spec.Datasets[0], images);
        Metric = spec.Metric;
        Methods = [.. spec.Methods];
        SetNetworks([.. spec.Networks]);
        Granularity = spec.GranularityOf(spec.Networks[0]);
        Seeds = NumberList.Write(spec.Seeds);
        Epochs = spec.Epochs.ToString(CultureInfo.InvariantCulture);
        Steps = spec.StepsPerEpoch.ToString(CultureInfo.InvariantCulture);
        ImageSize = images && spec.ImageSize is { } size ? size.ToString(CultureInfo.InvariantCulture) : "";
        Device = spec.Device ?? "";
        var methods = spec.Methods.Select(MethodCatalogue.Find).OfType<Method>().ToArray();

        // What no method of the sweep uses was never asked for.
        Lambdas = methods.Any(method => method.Tuning == Tuning.Lambda) ? NumberList.Write(spec.Lambdas) : Lambdas;
        Strengths = methods.Any(method => method.Tuning == Tuning.Strength) ? NumberList.Write(spec.Strengths) : Strengths;
        Betas = methods.Any(method => method.UsesBeta) ? NumberList.Write(spec.Betas) : Betas;
    }

    /// <summary>Understands the form.</summary>
    /// <param name="engines">What is to train it; whether it can is left open where there are none.</param>
    /// <param name="dataset">What the dataset is; null where nobody knows.</param>
    public SweepReading Read(IReadOnlyList<IEngine>? engines = null, DatasetInfo? dataset = null)
    {
        var faults = new Dictionary<string, string>();
        var methods = MethodCatalogue.All.Where(method => Methods.Contains(method.Id)).ToArray();
        var spec = new SweepSpec
        {
            Datasets = [Dataset],
            Methods = [.. methods.Select(method => method.Id)],
            Metric = Metric,
            Lambdas = methods.Any(method => method.Tuning == Tuning.Lambda) ? ReadList<double>(nameof(SweepSpec.Lambdas), Lambdas, NumberList.TryParse, faults) : [0],
            Strengths = methods.Any(method => method.Tuning == Tuning.Strength) ? ReadList<double>(nameof(SweepSpec.Strengths), Strengths, NumberList.TryParse, faults) : [0],
            Betas = methods.Any(method => method.UsesBeta) ? ReadList<double>(nameof(SweepSpec.Betas), Betas, NumberList.TryParse, faults) : [0],
            Granularity = Granularity,
            Networks = ReadNetworks(faults),
            Seeds = ReadList<int>(nameof(SweepSpec.Seeds), Seeds, NumberList.TryParse, faults),
            Epochs = ReadWhole(nameof(SweepSpec.Epochs), Epochs, faults),
            StepsPerEpoch = ReadWhole(nameof(SweepSpec.StepsPerEpoch), Steps, faults),
            ImageSize = Images && !string.IsNullOrWhiteSpace(ImageSize) ? ReadWhole(nameof(SweepSpec.ImageSize), ImageSize, faults) : null,
            Device = Device.Length > 0 ? Device : null,
        };
        foreach (var fault in SweepPlanner.Faults(spec))
        {
            faults.TryAdd(fault.Field, fault.Message);
        }

        if (dataset is not null && spec.Networks.Select(network => SweepPlanner.Mismatch(network, dataset)).FirstOrDefault(fault => fault is not null) is { } mismatch)
        {
            faults.TryAdd(nameof(SweepSpec.Networks), mismatch);
        }

        var reading = new SweepReading(faults.Count == 0 ? spec : null, faults);
        return engines is { Count: > 0 } && Refusal(engines, reading.Plan) is { } refusal
            ? new SweepReading(null, new Dictionary<string, string> { [nameof(SweepSpec.Device)] = refusal })
            : reading;
    }

    // Engines look at method and network; the runs of a sweep differ in little else.
    private static string? Refusal(IReadOnlyList<IEngine> engines, IReadOnlyList<RunSpec> plan) => plan
        .DistinctBy(run => (run.Method, run.Network))
        .Select(run => EngineChoice.WhyNot(engines, run))
        .FirstOrDefault(reason => reason is not null);

    private delegate bool ListReader<T>(string text, out IReadOnlyList<T> values, out string? fault);

    private static IReadOnlyList<T> ReadList<T>(string field, string text, ListReader<T> read, Dictionary<string, string> faults)
    {
        if (!read(text, out var values, out var fault))
        {
            faults[field] = fault!;
        }

        return values;
    }

    private IReadOnlyList<NetworkShape> ReadNetworks(Dictionary<string, string> faults)
    {
        if (Images)
        {
            return [.. ConvNet.All.Where(ConvNets.Contains)];
        }

        var others = string.IsNullOrWhiteSpace(OtherNetworks)
            ? []
            : ReadList<NetworkShape>(nameof(SweepSpec.Networks), OtherNetworks, NumberList.TryParse, faults);
        return [.. PaperWidths.Where(Widths.Contains).Select(width => new MlpShape(width, width)).Concat(others).Distinct()];
    }

    private static int ReadWhole(string field, string text, Dictionary<string, string> faults)
    {
        // Signs are read as well: what is wrong with the number itself the planner says.
        if (!int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value))
        {
            faults[field] = $"'{text}' is not a whole number.";
        }

        return value;
    }

    /// <summary>What tables and images have each for themselves.</summary>
    private sealed class KindForm
    {
        public required string Lambdas { get; set; }

        public required string Seeds { get; set; }

        public required string Steps { get; set; }

        public required Granularity Granularity { get; set; }

        public string Epochs { get; set; } = "10";
    }
}

/// <summary>What a form means.</summary>
/// <param name="Spec">The sweep; null while something is wrong.</param>
/// <param name="Faults">What is wrong, by the name of the <see cref="SweepSpec"/> property; what concerns the whole sweep
/// is under <see cref="SweepSpec"/>'s own name.</param>
public sealed record SweepReading(SweepSpec? Spec, IReadOnlyDictionary<string, string> Faults)
{
    /// <summary>The runs; none while something is wrong.</summary>
    public IReadOnlyList<RunSpec> Plan { get; } = Spec is null ? [] : SweepPlanner.Plan(Spec);

    /// <summary>What is wrong with a field, or null.</summary>
    public string? Fault(string field) => Faults.GetValueOrDefault(field);
}
