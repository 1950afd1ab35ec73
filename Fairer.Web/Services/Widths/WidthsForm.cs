using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;

namespace Fairer.Web.Services.Widths;

/// <summary>What a person has typed on the page of widths: what to train, and at the same time which of the stored runs
/// are shown.</summary>
public sealed class WidthsForm
{
    /// <summary>What every sweep of the page is called, before its dataset.</summary>
    public const string Title = "Widths";

    /// <summary>The ids of the methods that can be compared: those with a λ, and ERM without.</summary>
    public static IReadOnlyList<string> Comparable { get; } = [.. MethodCatalogue.All.Where(method => method.Tuning != Tuning.Strength).Select(method => method.Id)];

    /// <summary>The dataset's id.</summary>
    public string Dataset { get; set; } = "";

    /// <summary>DP or EO.</summary>
    public FairnessMetric Metric { get; set; } = FairnessMetric.DemographicParity;

    /// <summary>The ids of the chosen methods.</summary>
    public IReadOnlyList<string> Methods { get; set; } = ["fairreg", "dralign"];

    /// <summary>The units of a hidden layer, as text.</summary>
    public string Widths { get; set; } = "5, 10, 20, 50, 100, 200, 500";

    /// <summary>The number of hidden layers, as text.</summary>
    public string Depths { get; set; } = "2";

    /// <summary>λ, as text.</summary>
    public string Lambdas { get; set; } = "0.2, 0.4, 0.6";

    /// <summary>β, as text.</summary>
    public string Betas { get; set; } = "0.01";

    /// <summary>The seeds, as text.</summary>
    public string Seeds { get; set; } = "0:2";

    /// <summary>The number of epochs, as text.</summary>
    public string Epochs { get; set; } = "10";

    /// <summary>The number of steps of an epoch, as text.</summary>
    public string Steps { get; set; } = "100";

    /// <summary>Understands the form.</summary>
    /// <param name="engines">What is to train it.</param>
    /// <param name="dataset">What the dataset is.</param>
    public SweepReading Read(IReadOnlyList<IEngine> engines, DatasetInfo dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var faults = new Dictionary<string, string>();
        var widths = Whole(nameof(Widths), Widths, "units", MlpShape.MaxWidth, faults);
        var depths = Whole(nameof(Depths), Depths, "hidden layers", MlpShape.MaxDepth, faults);
        if (faults.Count > 0)
        {
            return new SweepReading(null, faults);
        }

        var reading = new SweepForm
        {
            Dataset = Dataset,
            Metric = Metric,
            Methods = Methods,
            Widths = [],
            OtherNetworks = string.Join(',', from depth in depths from width in widths select new MlpShape([.. Enumerable.Repeat(width, depth)])),
            Lambdas = Lambdas,
            Betas = Betas,
            Seeds = Seeds,
            Epochs = Epochs,
            Steps = Steps,
        }.Read(engines, dataset);
        return reading.Spec is { } spec
            ? new SweepReading(spec with { Title = $"{Title} · {dataset.Name} · Δ{Metric.Abbreviation()}" }, reading.Faults)
            : reading;
    }

    /// <summary>Whether a run is one of those that the form is about: of its dataset, metric, β and training, whatever its
    /// width, depth, λ and seed. ERM's belong to all, since they are where λ begins.</summary>
    public bool Fits(RunSpec run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Dataset == Dataset && run.Metric == Metric && run.Network is MlpShape
            && (run.Method == "erm" || Methods.Contains(run.Method))
            && (MethodCatalogue.Find(run.Method) is not { UsesBeta: true } || (NumberList.TryParse(Betas, out IReadOnlyList<double> betas, out _) && betas.Contains(run.Beta)))
            && int.TryParse(Epochs, out var epochs) && run.Epochs == epochs
            && int.TryParse(Steps, out var steps) && run.StepsPerEpoch == steps
            && run.Granularity == Granularity.Parameter && run.Binning == Binning.Shared
            && run.BatchPerGroup == run.Network.DefaultBatchPerGroup && run.LearningRate == run.Network.DefaultLearningRate;
    }

    private static IReadOnlyList<int> Whole(string field, string text, string what, int most, Dictionary<string, string> faults)
    {
        if (!NumberList.TryParse(text, out IReadOnlyList<int> values, out var fault))
        {
            faults[field] = fault!;
        }
        else if (values.Any(value => value < 1 || value > most))
        {
            faults[field] = $"1 to {most} {what} are possible, not {values.First(value => value < 1 || value > most)}.";
        }

        return values;
    }
}
