using System.Globalization;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Sweeps;

namespace Fairer.Web.Services;

/// <summary>What a person has typed and ticked, and what it means.</summary>
/// <remarks>The defaults show the paper's three main methods and the way through λ within seconds. β is the one of the authors' image
/// experiments (the paper prints none for tables): 0.05 makes training a network this small erratic.</remarks>
public sealed class SweepForm
{
    /// <summary>The widths that have a button: those of the paper.</summary>
    public static IReadOnlyList<int> PaperWidths { get; } = [10, 20, 50, 200];

    /// <summary>The dataset's id.</summary>
    public string Dataset { get; set; } = "";

    /// <summary>DP or EO.</summary>
    public FairnessMetric Metric { get; set; } = FairnessMetric.DemographicParity;

    /// <summary>The ids of the chosen methods.</summary>
    public IEnumerable<string> Methods { get; set; } = ["erm", "fairreg", "dralign"];

    /// <summary>The chosen ones of <see cref="PaperWidths"/>.</summary>
    public IEnumerable<int> Widths { get; set; } = [50];

    /// <summary>Other networks, as text.</summary>
    public string OtherNetworks { get; set; } = "";

    /// <summary>λ, as text.</summary>
    public string Lambdas { get; set; } = "0.2:0.6:0.1";

    /// <summary>The strengths of post-processing, as text.</summary>
    public string Strengths { get; set; } = "0.25:1:0.25";

    /// <summary>β, as text.</summary>
    public string Betas { get; set; } = "0.01";

    /// <summary>What counts as one neuron.</summary>
    public Granularity Granularity { get; set; } = Granularity.Parameter;

    /// <summary>The seeds, as text.</summary>
    public string Seeds { get; set; } = "0:2";

    /// <summary>The number of epochs, as text.</summary>
    public string Epochs { get; set; } = "10";

    /// <summary>Understands the form.</summary>
    public SweepReading Read()
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
            Epochs = ReadEpochs(faults),
        };
        foreach (var fault in SweepPlanner.Faults(spec))
        {
            faults.TryAdd(fault.Field, fault.Message);
        }

        return new SweepReading(faults.Count == 0 ? spec : null, faults);
    }

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
        var others = string.IsNullOrWhiteSpace(OtherNetworks)
            ? []
            : ReadList<NetworkShape>(nameof(SweepSpec.Networks), OtherNetworks, NumberList.TryParse, faults);
        return [.. PaperWidths.Where(Widths.Contains).Select(width => new MlpShape(width, width)).Concat(others).Distinct()];
    }

    private int ReadEpochs(Dictionary<string, string> faults)
    {
        if (!int.TryParse(Epochs, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var epochs))
        {
            faults[nameof(SweepSpec.Epochs)] = $"'{Epochs}' is not a whole number.";
        }

        return epochs;
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
