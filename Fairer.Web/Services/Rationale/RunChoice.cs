using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Sweeps;

namespace Fairer.Web.Services.Rationale;

/// <summary>One thing that tells runs apart.</summary>
/// <param name="Id">Its name in the page.</param>
/// <param name="Label">What it is called.</param>
/// <param name="Text">A run's value of it.</param>
/// <param name="Order">Where that value stands among others.</param>
/// <param name="Help">What it means; null where that goes without saying.</param>
public sealed record RunField(string Id, string Label, Func<RunState, string> Text, Func<RunState, double> Order, string? Help = null);

/// <summary>The finished runs, and how one is found among them: by dataset, then method, network, λ, β, seed and number.</summary>
public sealed class RunChoice
{
    private static readonly Dictionary<string, string> Partners = new()
    {
        ["fairreg"] = "dralign",
        ["dralign"] = "fairreg",
        ["mixup"] = "dralign-aug",
        ["dralign-aug"] = "mixup",
    };

    private readonly SortedDictionary<long, RunState> _runs = [];

    /// <summary>No runs yet.</summary>
    /// <param name="infoOf">Says what the dataset of an id is.</param>
    public RunChoice(Func<string, DatasetInfo> infoOf)
    {
        string[] methods = [.. MethodCatalogue.All.Select(method => method.Id)];
        Fields =
        [
            new("dataset", "Dataset", run => infoOf(run.Spec.Dataset).Name, _ => 0),
            new("method", "Method", run => MethodCatalogue.Find(run.Spec.Method)?.Name(run.Spec.Metric) is { } name
                ? name.Contains('Δ', StringComparison.Ordinal) ? name : $"{name}, {run.Spec.Metric.Abbreviation()}"
                : run.Spec.Method, run => (2 * Array.IndexOf(methods, run.Spec.Method)) + (int)run.Spec.Metric),
            new("network", "Network", run => Formats.Network(run.Spec.Network), run => run.Spec.Network.ParameterCount(120)),
            new("lambda", "λ", run => Formats.TuningInList(run.Spec.Method, run.Spec.Lambda), run => run.Spec.Lambda, "The weight of the fairness penalty: L = L_cls + λ·L_fair − β·Σ cos(c⁰, c¹) (Eq. 9)"),
            new("beta", "β", run => MethodCatalogue.Find(run.Spec.Method) is { UsesBeta: false } ? "–" : Formats.Weight(run.Spec.Beta), run => run.Spec.Beta, "The weight of the alignment of both subgroups’ rationales: L = L_cls + λ·L_fair − β·Σ cos(c⁰, c¹) (Eq. 9)"),
            new("seed", "Seed", run => run.Spec.Seed.ToString(CultureInfo.InvariantCulture), run => run.Spec.Seed, "What split, first weights and batches derive from; runs with the same seed are paired"),
            new("run", "Run", run => run.Id.ToString(CultureInfo.InvariantCulture), run => -run.Id),
        ];
    }

    /// <summary>What tells runs apart, in the order in which it is asked for.</summary>
    public IReadOnlyList<RunField> Fields { get; }

    /// <summary>How many there are.</summary>
    public int Count => _runs.Count;

    /// <summary>The newest one; null while there is none.</summary>
    public RunState? Newest => _runs.Count > 0 ? _runs.Values.Last() : null;

    /// <summary>Takes in new states of runs.</summary>
    public void Apply(IEnumerable<RunState> runs)
    {
        foreach (var run in runs)
        {
            if (run.Status == RunStatus.Finished && run.Epochs.Length > 0)
            {
                _runs[run.Id] = run;
            }
            else
            {
                _runs.Remove(run.Id);
            }
        }
    }

    /// <summary>Lets go of runs that are gone.</summary>
    public void Remove(IEnumerable<long> runs)
    {
        foreach (var run in runs)
        {
            _runs.Remove(run);
        }
    }

    /// <summary>The finished run of a number, or null.</summary>
    public RunState? Find(long id) => _runs.GetValueOrDefault(id);

    /// <summary>The values of a field among the runs that are like one in all fields before.</summary>
    public IReadOnlyList<string> Options(RunField field, RunState like)
    {
        ArgumentNullException.ThrowIfNull(field);
        return [.. Like(field, like).OrderBy(field.Order).ThenBy(field.Text, StringComparer.Ordinal).Select(field.Text).Distinct()];
    }

    /// <summary>The run that has a value of a field, is like another one in all fields before, and in as many as can be of
    /// those after; the newest of several.</summary>
    public RunState? Choose(RunField field, string value, RunState like)
    {
        ArgumentNullException.ThrowIfNull(field);
        RunField[] after = [.. Fields.SkipWhile(other => other != field).Skip(1)];
        return Like(field, like)
            .Where(run => field.Text(run) == value)
            .OrderByDescending(run => after.Count(other => other.Text(run) == other.Text(like)))
            .ThenByDescending(run => run.Id)
            .FirstOrDefault();
    }

    /// <summary>The run to set beside one: DRAlign beside FairReg (or Fair Mixup) with the same data, network, λ and seed, and the
    /// other way round; the newest of several; null where there is none.</summary>
    public RunState? PartnerOf(RunState run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!Partners.TryGetValue(run.Spec.Method, out var partner))
        {
            return null;
        }

        RunSpec Alike(RunSpec spec) => spec with { Method = partner, Beta = 0, Device = null };
        var wanted = Alike(run.Spec);
        return _runs.Values.LastOrDefault(other => other.Spec.Method == partner && Alike(other.Spec) == wanted);
    }

    /// <summary>A run in one line: FairReg(ΔDP), c200, λ 0.4, seed 0.</summary>
    public static string Describe(RunState run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var method = MethodCatalogue.Find(run.Spec.Method);
        return string.Join(", ", new[]
        {
            method?.Name(run.Spec.Metric) ?? run.Spec.Method,
            Formats.Network(run.Spec.Network),
            method is { Tuning: Tuning.None } ? null : Formats.Tuning(run.Spec.Method, run.Spec.Lambda),
            method is { UsesBeta: false } ? null : $"β {Formats.Weight(run.Spec.Beta)}",
            $"seed {run.Spec.Seed}",
        }.OfType<string>());
    }

    private IEnumerable<RunState> Like(RunField field, RunState like)
    {
        RunField[] before = [.. Fields.TakeWhile(other => other != field)];
        return _runs.Values.Where(run => before.All(other => other.Text(run) == other.Text(like)));
    }
}
