using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Results;
using Fairer.Core.Training;
using Fairer.Web.Components.Charts;
using Fairer.Web.Services;
using Fairer.Web.Services.Widths;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Pages;

/// <summary>The over-parameterisation view: what becomes of similarity, gap and AP as networks get wider. The form says what to
/// train, and which of all stored runs are shown.</summary>
public sealed partial class Widths
{
    private static readonly (FairnessMetric Value, string Text)[] Metrics =
        [(FairnessMetric.DemographicParity, "DP"), (FairnessMetric.EqualizedOdds, "EO")];

    private WidthsView _view = null!;
    private WidthsAddress _at = null!;
    private PlotlyChart _whole = null!;
    private PlotlyChart _layers = null!;
    private IReadOnlyList<DatasetOption> _datasets = [];
    private DatasetInfo _dataset = null!;
    private SweepReading _reading = new(null, new Dictionary<string, string>());
    private (int Value, string Text)[] _depths = [];
    private ReachedGaps? _gaps;
    private (Figure Whole, Figure Layers)? _drawn;
    private object? _drawnAs;
    private TimeSpan _time;
    private double _lambda;
    private double _gap;
    private int _reaching;
    private int? _inputs;
    private WrittenAddresses _addresses = null!;

    /// <inheritdoc/>
    protected override long Version => _view.Version;

    [Inject]
    private KnownDatasets Known { get; set; } = null!;

    [Inject]
    private DatasetCache Cache { get; set; } = null!;

    [Inject]
    private IEnumerable<IEngine> Engines { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private (bool Value, string Text)[] Bases => [(false, "equal λ"), (true, $"equal {_at.Form.Metric.Abbreviation()}")];

    private string? _message => Refusal ?? (_view.Progress is null && _view.Failure is { } failure ? $"A run failed: {failure}" : null);

    private string State => string.Join(" · ",
    [
        _view.Shown == 0 ? "No finished run fits yet" : $"{Formats.Count(_view.Shown, "finished run")} shown",
        .. _view.Progress is { } progress ? [$"{progress.Finished} of {progress.Total} trained"] : Array.Empty<string>(),
        .. _view.Progress?.Left is { } left ? [$"{Formats.Duration(left)} left"] : Array.Empty<string>(),
        .. _at.ByGap && _gaps is { } gaps ? [$"{_reaching} of {gaps.Networks} points reach {_at.Form.Metric.Abbreviation()} {Formats.Score(_gap)}"] : Array.Empty<string>(),
    ]);

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _datasets = [.. DatasetOption.All(Known).Where(option => !option.Info.Images)];
        _view = new WidthsView(Sweeps.Workers);
        _addresses = new WrittenAddresses(Navigation);
        ReadAddress();
        Navigation.LocationChanged += OnLocationChanged;
        _view.Apply(Sweeps.Board.ChangesSince(_view.Version));
        Understand();
        await CountInputsAsync();
    }

    /// <inheritdoc/>
    protected override void TakeIn()
    {
        _view.Apply(Sweeps.Board.ChangesSince(_view.Version));
        Settle();
    }

    /// <inheritdoc/>
    protected override async Task DrawAsync(CancellationToken lost)
    {
        var basis = _at.ByGap ? (WidthBasis)new WidthBasis.EqualGap(_gap) : new WidthBasis.EqualLambda(_lambda);
        var key = (_view.Revision, basis, _inputs, _at.Form.Dataset);
        if (_drawn is null || !key.Equals(_drawnAs))
        {
            var curves = _view.Comparison.Curves(basis).Where(curve => _at.Form.Methods.Contains(curve.Method));
            var figure = new WidthFigure([.. curves], basis, _at.Form.Metric, _view.Depth, _dataset, _inputs);
            (_drawn, _drawnAs) = ((WidthCharts.Whole(figure), WidthCharts.Layers(figure)), key);
        }

        await Task.WhenAll(_whole.ShowAsync(_drawn.Value.Whole, lost), _layers.ShowAsync(_drawn.Value.Layers, lost));
    }

    /// <inheritdoc/>
    protected override ValueTask LeaveAsync()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        return ValueTask.CompletedTask;
    }

    private void ReadAddress()
    {
        Refusal = null;
        _at = WidthsAddress.Read(Navigation.Uri, DatasetOption.First(_datasets).Info.Id);
        if (_datasets.All(option => option.Info.Id != _at.Form.Dataset))
        {
            Refusal = $"There is no table '{_at.Form.Dataset}'; there are {string.Join(", ", _datasets.Select(option => option.Info.Id))}.";
            _at.Form.Dataset = DatasetOption.First(_datasets).Info.Id;
        }

        _dataset = Known.InfoOf(_at.Form.Dataset);
    }

    // Somebody has gone back to an earlier view of this page, or followed a link to another.
    private async void OnLocationChanged(object? sender, Microsoft.AspNetCore.Components.Routing.LocationChangedEventArgs location)
    {
        if (_addresses.IsEcho(location.Location) || !new Uri(location.Location).AbsolutePath.EndsWith("/widths", StringComparison.Ordinal))
        {
            return;
        }

        try
        {
            await InvokeAsync(async () =>
            {
                ReadAddress();
                Understand();
                await CountInputsAsync();
            });
        }
        catch (ObjectDisposedException)
        {
            // The viewer has left.
        }
    }

    // The form has changed: what it would train, and what it shows.
    private void Understand()
    {
        _reading = _at.Form.Read([.. Engines], _dataset);
        _time = _view.Estimate(_reading.Plan);
        _view.Choose(_at.Form, _at.Depth);
        Settle();
        Ask();
    }

    private void Settle()
    {
        _depths = [.. _view.Depths.Select(depth => (depth, depth.ToString(CultureInfo.InvariantCulture)))];
        _lambda = !_at.ByGap && _at.Value is { } lambda && _view.Comparison.Lambdas.Contains(lambda) ? lambda : _view.Comparison.CommonLambda;
        _gaps = _view.Comparison.Gaps;
        _gap = _gaps is null ? 0 : _at.ByGap && _at.Value is { } gap ? Math.Clamp(gap, _gaps.Low, _gaps.High) : _gaps.Best;
        _reaching = _at.ByGap ? _view.Comparison.Curves(new WidthBasis.EqualGap(_gap)).Sum(curve => curve.Points.Count) : 0;
    }

    // The address follows what is typed, without a step back for each letter.
    private void Change(WidthsAddress at, bool step)
    {
        (_at, Refusal) = (at, null);
        Understand();
        _addresses.Write(_at.Write(), step);
    }

    private void OnTyped() => Change(_at, step: false);

    private async Task SetDataset(ChangeEventArgs change)
    {
        _at.Form.Dataset = change.Value as string ?? _at.Form.Dataset;
        _dataset = Known.InfoOf(_at.Form.Dataset);
        Change(_at with { Value = null }, step: true);
        await CountInputsAsync();
    }

    private void SetMetric(IEnumerable<FairnessMetric> metrics)
    {
        _at.Form.Metric = metrics.Single();
        Change(_at with { Value = null }, step: true);
    }

    private void SetMethod(string id, bool chosen)
    {
        _at.Form.Methods = [.. WidthsForm.Comparable.Where(method => method == id ? chosen : _at.Form.Methods.Contains(method))];
        Change(_at, step: true);
    }

    private void SetBasis(IEnumerable<bool> byGap) => Change(_at with { ByGap = byGap.Single(), Value = null }, step: true);

    private void SetDepth(IEnumerable<int> depths) => Change(_at with { Depth = depths.Single() }, step: true);

    private void SetValue(ChangeEventArgs change)
    {
        if (double.TryParse(change.Value as string, CultureInfo.InvariantCulture, out var value))
        {
            Change(_at with { Value = _at.ByGap ? Math.Round(value, 4) : value }, step: false);
        }
    }

    private Task TrainAsync() => RequestAsync(async () =>
    {
        if (_reading.Spec is { } spec)
        {
            await Sweeps.StartAsync(spec, Leaving);
        }
    });

    private Task CancelAsync() => RequestAsync(async () =>
    {
        foreach (var sweep in _view.UnderWay)
        {
            await Sweeps.CancelAsync(sweep, Leaving);
        }
    });

    // How many features a row has is known once the dataset has been read.
    private async Task CountInputsAsync()
    {
        var dataset = _at.Form.Dataset;
        _inputs = null;
        try
        {
            if (_datasets.First(option => option.Info.Id == dataset).Found.AtHand
                && await Cache.SplitAsync(dataset, seed: 0, new DataEncoding(), Leaving) is TableSplit split && dataset == _at.Form.Dataset)
            {
                _inputs = split.Train.Width;
                Ask();
            }
        }
        catch (OperationCanceledException) when (Leaving.IsCancellationRequested)
        {
            // The viewer has left.
        }
        catch (DataException exception) when (dataset == _at.Form.Dataset)
        {
            Refusal = exception.Message;
            Ask();
        }
        catch (DataException)
        {
            // Another dataset has been chosen meanwhile.
        }
    }
}
