using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Rationale;
using Fairer.Core.Sweeps;
using Fairer.Web.Services;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>The form on the left: what to train.</summary>
public sealed partial class TrainPanel
{
    private static readonly (FairnessMetric Value, string Text)[] Metrics =
        [(FairnessMetric.DemographicParity, "DP"), (FairnessMetric.EqualizedOdds, "EO")];

    private static readonly (Granularity Value, string Text)[] Granularities =
        [(Granularity.Parameter, "weight"), (Granularity.Unit, "unit")];

    private static readonly (int Value, string Text)[] Widths =
        [.. SweepForm.PaperWidths.Select(width => (width, $"{width}"))];

    private TimeSpan _time;
    private bool _training;

    /// <summary>The datasets to choose from.</summary>
    [Parameter]
    [EditorRequired]
    public required IReadOnlyList<DatasetOption> Datasets { get; set; }

    /// <summary>Why the last request failed, or null.</summary>
    [Parameter]
    public string? Message { get; set; }

    /// <summary>Whether a request is under way.</summary>
    [Parameter]
    public bool Busy { get; set; }

    /// <summary>Whether the shown sweep can be cancelled.</summary>
    [Parameter]
    public bool CanCancel { get; set; }

    /// <summary>Whether the shown sweep can be resumed.</summary>
    [Parameter]
    public bool CanResume { get; set; }

    /// <summary>Takes the sweep that is to be trained.</summary>
    [Parameter]
    public EventCallback<SweepSpec> OnTrain { get; set; }

    /// <summary>Asks for <see cref="Datasets"/> to be looked for again.</summary>
    [Parameter]
    public EventCallback OnLookForDatasets { get; set; }

    /// <summary>Asks for a way to add a table.</summary>
    [Parameter]
    public EventCallback OnAddTable { get; set; }

    /// <summary>Asks for the shown sweep to be cancelled.</summary>
    [Parameter]
    public EventCallback OnCancel { get; set; }

    /// <summary>Asks for the shown sweep to be resumed.</summary>
    [Parameter]
    public EventCallback OnResume { get; set; }

    /// <summary>Tells how long runs will take together.</summary>
    [Parameter]
    [EditorRequired]
    public required Func<IReadOnlyList<RunSpec>, TimeSpan> Estimate { get; set; }

    private SweepForm Form { get; } = new();

    private SweepReading Reading { get; set; } = new SweepForm().Read();

    private string DatasetHelp => Datasets.FirstOrDefault(dataset => dataset.Info.Id == Form.Dataset)?.Help ?? "";

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Form.Dataset = DatasetOption.First(Datasets).Info.Id;
        OnChanged();
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        // A table may have been removed meanwhile.
        if (Form.Dataset.Length > 0 && Datasets.All(dataset => dataset.Info.Id != Form.Dataset))
        {
            Form.Dataset = DatasetOption.First(Datasets).Info.Id;
            OnChanged();
        }

        // A sweep that has ended has taught something about time.
        if (_training != CanCancel)
        {
            _training = CanCancel;
            _time = Estimate(Reading.Plan);
        }
    }

    private bool Uses(Func<Method, bool> weight) => MethodCatalogue.All.Any(method => weight(method) && Form.Methods.Contains(method.Id));

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private void OnChanged()
    {
        Reading = Form.Read();
        _time = Estimate(Reading.Plan);
    }

    private void SetMetric(IEnumerable<FairnessMetric> metrics)
    {
        Form.Metric = metrics.Single();
        OnChanged();
    }

    private void SetGranularity(IEnumerable<Granularity> granularities)
    {
        Form.Granularity = granularities.Single();
        OnChanged();
    }

    private void SetWidths(IEnumerable<int> widths)
    {
        Form.Widths = widths;
        OnChanged();
    }

    private void SetMethod(string id, bool chosen)
    {
        Form.Methods = chosen ? [.. Form.Methods.Append(id)] : [.. Form.Methods.Where(other => other != id)];
        OnChanged();
    }

    /// <summary>Chooses a dataset that has just come to hand.</summary>
    public async Task UseAsync(string dataset)
    {
        await OnLookForDatasets.InvokeAsync();
        Form.Dataset = dataset;
        OnChanged();
    }

    private Task Train() => Reading.Spec is { } spec && !Busy ? OnTrain.InvokeAsync(spec) : Task.CompletedTask;

    private Task Cancel() => OnCancel.InvokeAsync();

    private Task Resume() => OnResume.InvokeAsync();
}
