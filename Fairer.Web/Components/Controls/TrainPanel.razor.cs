using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;
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

    private static readonly (ConvNet Value, string Text)[] ConvNets = [.. ConvNet.All.Select(net => (net, net.Name))];

    private TimeSpan? _time;
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
    public required Func<IReadOnlyList<RunSpec>, TimeSpan?> Estimate { get; set; }

    /// <summary>Is told which dataset is chosen, at first and whenever another one is.</summary>
    [Parameter]
    public EventCallback<DatasetInfo> OnDatasetChosen { get; set; }

    [Inject]
    private KnownDatasets Known { get; set; } = null!;

    [Inject]
    private IEnumerable<IEngine> Engines { get; set; } = null!;

    [Inject]
    private IEnumerable<AttributeFamily> Families { get; set; } = null!;

    /// <summary>What is filled in; it is changed in place.</summary>
    [Parameter]
    public SweepForm Form { get; set; } = new();

    /// <summary>Is told of each change of <see cref="Form"/>.</summary>
    [Parameter]
    public Action? FormChanged { get; set; }

    /// <summary>What stands above the fields.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private SweepReading Reading { get; set; } = new SweepForm().Read();

    private IReadOnlyList<TrainingDevice> Devices { get; set; } = [];

    // One of a family may be chosen that no list has.
    private DatasetOption? Chosen => Datasets.FirstOrDefault(dataset => dataset.Info.Id == Form.Dataset)
        ?? (Family is not null && Known.Find(Form.Dataset) is { } source ? new DatasetOption(source, source.Locate(Known.Folders)) : null);

    private (AttributeFamily Of, string Label, string Sensitive)? Family => Families
        .Select(family => family.Read(Form.Dataset) is var (label, sensitive) ? (family, label, sensitive) : default((AttributeFamily, string, string)?))
        .FirstOrDefault(found => found is not null);

    // Of a family all are had in the same way.
    private IEnumerable<(string Name, string How)> ToFetch => Datasets
        .Where(dataset => !dataset.Found.AtHand && !dataset.CanDownload)
        .GroupBy(dataset => dataset.Info.Id.Split(':')[0])
        .Select(family => (family.First().Info.Name.Split(" (")[0], family.First().Found.Where));

    private string DatasetHelp => Chosen?.Help ?? "";

    private string ConvNetHelp => Form.ConvNets.Contains(ConvNet.ResNet18)
        ? "ResNet-18’s 22 layers with weights are taken in order; the paper means plain stacks of layers."
        : "AlexNet has 8 layers with weights, ResNet-18 has 22.";

    private string? DeviceFault => Reading.Fault(nameof(SweepSpec.Device)) is { } fault ? Formats.Brief(fault) : null;

    private string DeviceHelp => EngineChoice.Missing(Engines) is [var missing, ..] ? Formats.Brief(missing)
        : Devices.FirstOrDefault(device => device.Id == Form.Device) is { } chosen ? $"Trains {chosen.Trains}."
        : "The first that can train the network.";

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Devices = EngineChoice.Devices(Engines);
        if (Form.Dataset.Length == 0)
        {
            Form.Dataset = DatasetOption.First(Datasets).Info.Id;
        }

        await OnDatasetChangedAsync();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        // A table may have been removed meanwhile.
        if (Form.Dataset.Length > 0 && Chosen is null)
        {
            Form.Dataset = DatasetOption.First(Datasets).Info.Id;
            await OnDatasetChangedAsync();
        }

        // A sweep that has ended has taught something about time.
        if (_training != CanCancel)
        {
            _training = CanCancel;
            _time = Estimate(Reading.Plan);
        }
    }

    private bool Uses(Func<Method, bool> weight) => MethodCatalogue.All.Any(method => weight(method) && Form.Methods.Contains(method.Id));

    private Task OnDatasetChangedAsync()
    {
        Form.Images = Chosen is { Info.Images: true };
        OnChanged();
        return Chosen is { } chosen ? OnDatasetChosen.InvokeAsync(chosen.Info) : Task.CompletedTask;
    }

    private Task SetAttributesAsync((string Label, string Sensitive) attributes)
    {
        Form.Dataset = Family!.Value.Of.IdOf(attributes.Label, attributes.Sensitive, Known);
        return OnDatasetChangedAsync();
    }

    private void OnChanged()
    {
        Reading = Form.Read([.. Engines], Chosen?.Info);
        _time = Estimate(Reading.Plan);
        FormChanged?.Invoke();
    }

    private void SetLambdas(string text)
    {
        Form.Lambdas = text;
        OnChanged();
    }

    private void SetBetas(string text)
    {
        Form.Betas = text;
        OnChanged();
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

    private void SetConvNets(IEnumerable<ConvNet> nets)
    {
        Form.ConvNets = nets;
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
        await OnDatasetChangedAsync();
    }

    /// <summary>Fills the form with what a sweep asks for.</summary>
    public async Task FillAsync(SweepSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        await OnLookForDatasets.InvokeAsync();
        Form.Fill(spec, Known.Find(spec.Datasets[0]) is { Info.Images: true });
        await OnDatasetChangedAsync();
        StateHasChanged();
    }

    /// <summary>Reads the form anew, after it was changed from outside.</summary>
    public Task TakeFormAsync() => OnDatasetChangedAsync();

    private Task Train() => Reading.Spec is { } spec && !Busy ? OnTrain.InvokeAsync(spec) : Task.CompletedTask;

    private Task Cancel() => OnCancel.InvokeAsync();

    private Task Resume() => OnResume.InvokeAsync();
}
