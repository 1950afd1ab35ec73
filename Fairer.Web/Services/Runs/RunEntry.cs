using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Web.Services.Runs;

/// <summary>A run as lists show it; made anew only when the run has changed.</summary>
public sealed class RunEntry
{
    private readonly string _text;

    /// <summary>Describes a run.</summary>
    public RunEntry(RunState run, SweepState sweep, DatasetInfo dataset)
    {
        (Run, Sweep, Dataset, Selected) = (run, sweep, dataset, run.Selected);
        How = MethodCatalogue.Find(run.Spec.Method);
        Method = How?.Name(run.Spec.Metric) ?? run.Spec.Method;
        Seconds = run.Epochs.Sum(epoch => epoch.Seconds);
        _text = string.Create(
            CultureInfo.InvariantCulture,
            $"run {run.Id} sweep {sweep.Id} {sweep.Spec.Title} {Method} {run.Spec.Method} {dataset.Name} {dataset.Id} {Formats.Network(run.Spec.Network)} {run.Spec.Metric.Abbreviation()} {run.Status} {string.Join(' ', run.Annotation.Tags)} {run.Annotation.Note} {string.Join(' ', sweep.Annotation.Tags)} {sweep.Annotation.Note} {(sweep.Imported is null ? "" : "imported")} {run.Failure}");
    }

    /// <summary>The run.</summary>
    public RunState Run { get; }

    /// <summary>Its sweep.</summary>
    public SweepState Sweep { get; }

    /// <summary>What it was trained on.</summary>
    public DatasetInfo Dataset { get; }

    /// <summary>The report that counts.</summary>
    public EpochReport? Selected { get; }

    /// <summary>How it was trained; null for a method that this program does not have.</summary>
    public Method? How { get; }

    /// <summary>The method's name.</summary>
    public string Method { get; }

    /// <summary>What training took.</summary>
    public double Seconds { get; }

    /// <summary>Whether each of the words is somewhere in what is shown of the run.</summary>
    public bool Has(string[] words) => words.All(word => _text.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the run or its sweep has a tag.</summary>
    public bool HasTag(string tag) =>
        Run.Annotation.Tags.Concat(Sweep.Annotation.Tags).Contains(tag, StringComparer.OrdinalIgnoreCase);
}
