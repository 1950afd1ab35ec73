using Fairer.Core.Data;
using Fairer.Core.Methods;
using Fairer.Core.Sweeps;

namespace Fairer.Web.Services.Runs;

/// <summary>All runs there are, as one viewer holds them.</summary>
/// <param name="infoOf">Says what the dataset of an id is.</param>
public sealed class RunList(Func<string, DatasetInfo> infoOf)
{
    private readonly Dictionary<long, SweepState> _sweeps = [];
    private readonly Dictionary<long, RunEntry> _entries = [];
    private readonly Dictionary<string, DatasetInfo> _datasets = [];

    /// <summary>The version of the board that this list stands at.</summary>
    public long Version { get; private set; }

    /// <summary>How many runs there are.</summary>
    public int Count => _entries.Count;

    /// <summary>How many sweeps there are.</summary>
    public int SweepCount => _sweeps.Count;

    /// <summary>All runs, in no order.</summary>
    public IReadOnlyCollection<RunEntry> Entries => _entries.Values;

    /// <summary>All sweeps, in no order.</summary>
    public IReadOnlyCollection<SweepState> Sweeps => _sweeps.Values;

    /// <summary>The datasets that runs were trained on, by name.</summary>
    public IReadOnlyList<DatasetInfo> Datasets =>
        [.. _entries.Values.Select(entry => entry.Dataset).Distinct().OrderBy(info => info.Name, StringComparer.Ordinal)];

    /// <summary>The methods that runs were trained by, in the catalogue's order.</summary>
    public IReadOnlyList<Method> Methods
    {
        get
        {
            var used = _entries.Values.Select(entry => entry.Run.Spec.Method).ToHashSet();
            return [.. MethodCatalogue.All.Where(method => used.Contains(method.Id))];
        }
    }

    /// <summary>All tags in use, in order.</summary>
    public IReadOnlyList<string> Tags =>
    [
        .. _sweeps.Values.SelectMany(sweep => sweep.Annotation.Tags)
            .Concat(_entries.Values.SelectMany(entry => entry.Run.Annotation.Tags))
            .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>A run, if it is there.</summary>
    public RunEntry? Find(long run) => _entries.GetValueOrDefault(run);

    /// <summary>A sweep's runs, in the order of their numbers.</summary>
    public IReadOnlyList<RunEntry> Of(long sweep) => [.. _entries.Values.Where(entry => entry.Sweep.Id == sweep).OrderBy(entry => entry.Run.Id)];

    /// <summary>Takes in what changed on the board.</summary>
    public void Apply(BoardChanges changes)
    {
        var said = new HashSet<long>();
        foreach (var sweep in changes.Sweeps)
        {
            if (_sweeps.TryGetValue(sweep.Id, out var before) && before != sweep)
            {
                said.Add(sweep.Id);
            }

            _sweeps[sweep.Id] = sweep;
        }

        foreach (var run in changes.Runs)
        {
            if (_sweeps.TryGetValue(run.SweepId, out var sweep))
            {
                _entries[run.Id] = new RunEntry(run, sweep, InfoOf(run.Spec.Dataset));
            }
        }

        foreach (var entry in said.Count == 0 ? [] : _entries.Values.Where(entry => said.Contains(entry.Sweep.Id)).ToArray())
        {
            _entries[entry.Run.Id] = new RunEntry(entry.Run, _sweeps[entry.Sweep.Id], entry.Dataset);
        }

        foreach (var id in changes.RemovedSweeps)
        {
            _sweeps.Remove(id);
        }

        foreach (var (_, id) in changes.RemovedRuns)
        {
            _entries.Remove(id);
        }

        Version = changes.Version;
    }

    /// <summary>The runs that a query shows, in its groups and order: newest sweeps first, other groups by their names.</summary>
    public IReadOnlyList<RunGroup> Arrange(RunsQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var words = query.Search.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var shown = _entries.Values.Where(entry =>
            (query.Dataset is null || entry.Dataset.Id == query.Dataset)
            && (query.Method is null || entry.Run.Spec.Method == query.Method)
            && (query.Status is null || entry.Run.Status == query.Status)
            && (query.Tag is null || entry.HasTag(query.Tag))
            && entry.Has(words));
        var groups = query.Group switch
        {
            RunGrouping.Sweep => shown.GroupBy(entry => entry.Sweep.Id).OrderByDescending(group => group.Key)
                .Select(group => Group($"sweep {group.Key}", $"Sweep {group.Key}", group)),
            RunGrouping.Dataset => shown.GroupBy(entry => entry.Dataset.Name).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => Group(group.Key, group.Key, group)),
            RunGrouping.Method => shown.GroupBy(entry => entry.Method).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => Group(group.Key, group.Key, group)),
            RunGrouping.Network => shown.GroupBy(entry => entry.Run.Spec.Network).OrderBy(group => group.Key.ParameterCount(120))
                .Select(group => Group(Formats.Network(group.Key), Formats.Network(group.Key), group)),
            RunGrouping.Lambda => shown.GroupBy(entry => entry.Run.Spec.Lambda).OrderBy(group => group.Key)
                .Select(group => Group(Formats.Weight(group.Key), $"λ = {Formats.Weight(group.Key)}", group)),
            RunGrouping.Tag => shown.GroupBy(entry => entry.Run.Annotation.Tags.Concat(entry.Sweep.Annotation.Tags).FirstOrDefault() ?? "", StringComparer.OrdinalIgnoreCase)
                .OrderBy(group => group.Key.Length == 0).ThenBy(group => group.Key, StringComparer.OrdinalIgnoreCase)
                .Select(group => Group(group.Key, group.Key.Length == 0 ? "without a tag" : group.Key, group)),
            _ => [Group("", "", shown)],
        };
        return [.. groups.Where(group => group.Runs.Count > 0)];

        RunGroup Group(string key, string title, IEnumerable<RunEntry> entries) => new(key, title, Sort(entries, query))
        {
            Sweep = query.Group == RunGrouping.Sweep ? entries.First().Sweep : null,
        };
    }

    private static RunEntry[] Sort(IEnumerable<RunEntry> entries, RunsQuery query)
    {
        var keyed = entries.Select(entry => (Entry: entry, Key: query.Sort.Key(entry))).OrderBy(item => item.Key is null);
        var sorted = query.Descending ? keyed.ThenByDescending(item => item.Key) : keyed.ThenBy(item => item.Key);
        return [.. sorted.ThenBy(item => item.Entry.Run.Id).Select(item => item.Entry)];
    }

    // A person's own table is described by a file, which need not be read for each of its runs.
    private DatasetInfo InfoOf(string id) => _datasets.TryGetValue(id, out var info) ? info : _datasets[id] = infoOf(id);
}

/// <summary>Runs that stand together.</summary>
/// <param name="Key">What it is known by from change to change.</param>
/// <param name="Title">What its heading says.</param>
/// <param name="Runs">The runs, in order.</param>
public sealed record RunGroup(string Key, string Title, IReadOnlyList<RunEntry> Runs)
{
    /// <summary>The sweep that the group is of, where it is of one.</summary>
    public SweepState? Sweep { get; init; }

    /// <summary>How many of its runs are in each state, in words.</summary>
    public string Summary => string.Join(" · ", Runs.GroupBy(entry => entry.Run.Status).OrderByDescending(group => group.Key == RunStatus.Finished)
        .ThenBy(group => group.Key).Select(group => $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}"));
}
