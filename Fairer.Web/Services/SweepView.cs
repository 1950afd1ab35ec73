using Fairer.Core.Data;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Web.Components.Charts;

namespace Fairer.Web.Services;

/// <summary>One sweep as one viewer holds it: its runs, kept up to date from the board, in the curves they belong to.</summary>
public sealed class SweepView
{
    private readonly SortedDictionary<long, RunState> _runs = [];
    private readonly SortedDictionary<CurveKey, CurveView> _curves = new(Curves.Order);
    private readonly ChangeLog<RunState> _log = new();

    /// <summary>Shows a sweep that has no runs yet.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="datasets">What it trains on.</param>
    public SweepView(SweepState sweep, IReadOnlyList<DatasetInfo> datasets)
    {
        Sweep = sweep;
        Datasets = datasets;
        Dataset = datasets.Count == 1 ? datasets[0] : datasets[0] with
        {
            Id = string.Join('-', datasets.Select(info => info.Id)),
            Name = string.Join(" and ", datasets.Select(info => info.Name)),
            Synthetic = datasets.Any(info => info.Synthetic),
        };
    }

    /// <summary>The sweep.</summary>
    public SweepState Sweep { get; }

    /// <summary>What it trains on, one after the other.</summary>
    public IReadOnlyList<DatasetInfo> Datasets { get; }

    /// <summary>What it trains on, as one that is synthetic when any of them is.</summary>
    public DatasetInfo Dataset { get; }

    /// <summary>All its runs, in the order in which they were planned.</summary>
    public IReadOnlyCollection<RunState> Runs => _runs.Values;

    /// <summary>Its curves, in the order of legends.</summary>
    public IReadOnlyCollection<CurveView> AllCurves => _curves.Values;

    /// <summary>The greatest number of layers among its networks.</summary>
    public int Layers => _curves.Keys.Select(key => key.Network.Layers).DefaultIfEmpty(3).Max();

    /// <summary>Whether any of its runs has finished an epoch.</summary>
    public bool HasPoints { get; private set; }

    /// <summary>Grows whenever any of its runs changes.</summary>
    public long Changes { get; private set; }

    /// <summary>The run of that number, or null.</summary>
    public RunState? Run(long id) => _runs.GetValueOrDefault(id);

    /// <summary>The runs that have changed since there were so many <see cref="Changes"/>, without a look at the others.</summary>
    public IReadOnlyCollection<RunState> ChangedSince(long changes) => _log.Since(changes);

    /// <summary>The same sweep with some of its runs only. Its curves have the same names and looks.</summary>
    /// <param name="passes">Whether a run is kept.</param>
    public SweepView Where(Func<RunState, bool> passes)
    {
        ArgumentNullException.ThrowIfNull(passes);
        var view = new SweepView(Sweep, Datasets);
        foreach (var key in _curves.Keys)
        {
            view._curves[key] = new CurveView(key);
        }

        view.NameCurves();
        view.Apply(_runs.Values.Where(passes));
        return view;
    }

    /// <summary>Takes in new states of its runs.</summary>
    public void Apply(IEnumerable<RunState> runs)
    {
        Changes++;
        var known = _curves.Count;
        foreach (var run in runs)
        {
            _runs[run.Id] = run;
            var key = CurveKey.Of(run.Spec);
            if (!_curves.TryGetValue(key, out var curve))
            {
                _curves[key] = curve = new CurveView(key);
            }

            curve.Apply(run);
            HasPoints |= run.Epochs.Length > 0;
            _log.Set(run.Id, run, Changes);
        }

        if (_curves.Count != known)
        {
            NameCurves();
        }
    }

    /// <summary>The same sweep without some of its runs.</summary>
    public SweepView Without(IReadOnlySet<long> runs)
    {
        var rest = new SweepView(Sweep, Datasets);
        rest.Apply(Runs.Where(run => !runs.Contains(run.Id)));
        return rest;
    }

    // A curve's name tells what tells it apart in this sweep, no more; in a legend the method's name stands before the
    // first of its curves.
    private void NameCurves()
    {
        NetworkShape[] networks = [.. _curves.Keys.Select(key => key.Network).Distinct().OrderBy(shape => shape.ParameterCount(120))];
        foreach (var siblings in _curves.Values.GroupBy(curve => curve.Key.Method))
        {
            string[] datasets = [.. siblings.Select(curve => curve.Key.Dataset).Distinct()];
            double[] betas = [.. siblings.Select(curve => curve.Key.Beta).Distinct().Order()];
            var first = true;
            foreach (var curve in siblings)
            {
                var method = MethodCatalogue.Find(curve.Key.Method)?.Name(Sweep.Spec.Metric) ?? curve.Key.Method;
                string[] parts =
                [
                    .. first ? [method] : Array.Empty<string>(),
                    .. datasets.Length > 1 ? [Datasets.First(info => info.Id == curve.Key.Dataset).Name] : Array.Empty<string>(),
                    .. networks.Length > 1 ? [Formats.Network(curve.Key.Network)] : Array.Empty<string>(),
                    .. betas.Length > 1 ? [$"β {Formats.Weight(curve.Key.Beta)}"] : Array.Empty<string>(),
                ];
                curve.Show(
                    method,
                    string.Join(' ', parts),
                    CurveStyle.Of(
                        curve.Key.Method,
                        (Array.IndexOf(datasets, curve.Key.Dataset) * networks.Length) + Array.IndexOf(networks, curve.Key.Network),
                        Array.IndexOf(betas, curve.Key.Beta)));
                first = false;
            }
        }
    }
}

/// <summary>One curve of a sweep: its runs and, at any time, its points.</summary>
public sealed class CurveView(CurveKey key)
{
    private readonly SortedDictionary<long, RunState> _runs = [];
    private IReadOnlyList<CurvePoint>? _points;

    /// <summary>What the curve's runs have in common.</summary>
    public CurveKey Key { get; } = key;

    /// <summary>The method's name.</summary>
    public string Method { get; private set; } = key.Method;

    /// <summary>The name in the legend.</summary>
    public string Name { get; private set; } = key.Method;

    /// <summary>How it looks.</summary>
    public CurveStyle Style { get; private set; } = CurveStyle.Of(key.Method, 0, 0);

    /// <summary>Grows whenever its finished runs, its name or its looks change.</summary>
    public int Settled { get; private set; }

    /// <summary>Grows whenever its runs under way change.</summary>
    public int Moving { get; private set; }

    /// <summary>The means of its finished runs, λ ascending.</summary>
    public IReadOnlyList<CurvePoint> Points => _points ??= Curves.Points(_runs.Values);

    /// <summary>All its runs, in the order in which they were planned.</summary>
    public IReadOnlyCollection<RunState> Runs => _runs.Values;

    /// <summary>Its finished runs.</summary>
    public IEnumerable<RunState> Finished => _runs.Values.Where(run => run.Status == RunStatus.Finished && run.Epochs.Length > 0);

    /// <summary>Its runs under way that have a first epoch.</summary>
    public IEnumerable<RunState> Running => _runs.Values.Where(run => run.Status == RunStatus.Running && run.Epochs.Length > 0);

    /// <summary>Takes in a run's new state.</summary>
    public void Apply(RunState run)
    {
        var before = _runs.GetValueOrDefault(run.Id);
        _runs[run.Id] = run;
        if (run.Status == RunStatus.Finished || before?.Status == RunStatus.Finished)
        {
            _points = null;
            Settled++;
        }

        if ((run.Status == RunStatus.Running || before?.Status == RunStatus.Running)
            && (before?.Status != run.Status || before.Epochs != run.Epochs))
        {
            Moving++;
        }
    }

    /// <summary>Takes a name and looks.</summary>
    public void Show(string method, string name, CurveStyle style)
    {
        if ((method, name, style) != (Method, Name, Style))
        {
            (Method, Name, Style) = (method, name, style);
            Settled++;
        }
    }
}
