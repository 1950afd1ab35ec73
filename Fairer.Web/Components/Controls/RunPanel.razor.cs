using System.Globalization;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Rationale;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Web.Components.Charts;
using Fairer.Web.Services;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Fairer.Web.Components.Controls;

/// <summary>One run at the side of the page: its scores, how they came about, what it was, its weights. Esc closes it, and
/// the focus goes back to where it was.</summary>
public sealed partial class RunPanel : IAsyncDisposable
{
    // Layers from the input to the output, and where there are more than colours, dashes tell them apart.
    private static readonly string[] Colors = ["#0a7fc2", "#d55e00", "#009e73", "#cc79a7", "#b8a900", "#56b4e9"];
    private static readonly string?[] Dashes = [null, "6 3", "2 3", "9 3 2 3"];

    private ElementReference _title;
    private RunState? _shown;
    private IReadOnlyList<EpochLine> _precision = [];
    private IReadOnlyList<EpochLine> _gap = [];
    private IReadOnlyList<EpochLine> _loss = [];
    private IReadOnlyList<EpochLine> _layers = [];

    /// <summary>The run.</summary>
    [Parameter]
    [EditorRequired]
    public required RunState Run { get; set; }

    /// <summary>The runs that differ from it in the seed alone, itself among them.</summary>
    [Parameter]
    public IReadOnlyList<RunState> Siblings { get; set; } = [];

    /// <summary>What the dataset is called.</summary>
    [Parameter]
    public string DatasetName { get; set; } = "";

    /// <summary>Asks for the panel to be closed.</summary>
    [Parameter]
    public EventCallback OnClose { get; set; }

    /// <summary>Asks for another run to be opened instead.</summary>
    [Parameter]
    public EventCallback<long> OnOpen { get; set; }

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    private ComponentScript Script => field ??= new ComponentScript(Browser, "./Components/Controls/RunPanel.razor.js");

    private Method? Method => MethodCatalogue.Find(Run.Spec.Method);

    private string MethodName => Method?.Name(Run.Spec.Metric) ?? Run.Spec.Method;

    private string Place => string.Join(" · ", (string[])
    [
        Formats.NetworkInWords(Run.Spec.Network),
        .. Method is { Tuning: Tuning.None } ? Array.Empty<string>() : [Formats.Tuning(Run.Spec.Method, Run.Spec.Lambda)],
        .. Method is { UsesBeta: true } ? [$"β {Formats.Weight(Run.Spec.Beta)}"] : Array.Empty<string>(),
        $"seed {Run.Spec.Seed}",
        Run.Status == RunStatus.Running ? $"running, epoch {Run.Epochs.Length} of {Run.Spec.Epochs}" : Run.Status.ToString().ToLowerInvariant(),
    ]);

    private IEnumerable<(string Name, string Value)> Settings
    {
        get
        {
            var spec = Run.Spec;
            return
            [
                ("Dataset", DatasetName.Length > 0 ? DatasetName : spec.Dataset),
                ("Method", MethodName),
                ("Network", Formats.NetworkInList(spec.Network)),
                ("λ, β", $"{Formats.Weight(spec.Lambda)}, {Formats.Weight(spec.Beta)}"),
                ("Neuron", spec.Granularity == Granularity.Parameter ? "a weight" : "a unit"),
                ("Seed", $"{spec.Seed}"),
                ("Epochs × steps", $"{spec.Epochs} × {spec.StepsPerEpoch}"),
                ("Batch", $"{spec.BatchPerGroup} of each {(spec.Metric == FairnessMetric.DemographicParity ? "subgroup" : "subgroup × label")}"),
                ("Learning rate", spec.LearningRate.ToString("R", CultureInfo.InvariantCulture)),
                .. spec.Network.ReadsImages && spec.ImageSize is { } size ? [("Image size", $"{size} × {size}")] : Array.Empty<(string, string)>(),
                ("Device", spec.Device ?? "best available"),
                .. Run.Epochs.Length > 0 ? [("Time an epoch", Formats.Duration(TimeSpan.FromSeconds(Run.Epochs.Average(epoch => epoch.Seconds))))] : Array.Empty<(string, string)>(),
            ];
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Script.LeaveAsync("closed");

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (!ReferenceEquals(Run, _shown))
        {
            _shown = Run;
            var epochs = Run.Epochs;
            var color = CurveStyle.ColorOf(Run.Spec.Method);
            _precision = Splits(color, report => report.Validation.AveragePrecision, report => report.Test.AveragePrecision);
            _gap = Splits(color, report => report.Validation.Gap(Run.Spec.Metric), report => report.Test.Gap(Run.Spec.Metric));
            LossTerms[] terms = [.. epochs.Select(report => LossTerms.Of(Run.Spec, report))];
            _loss =
            [
                new("whole", [.. terms.Select(term => term.Total)], "var(--chart-text)"),
                new("L_cls", [.. terms.Select(term => term.Classification)], Colors[0], Dashes[1]),
                .. LossTerms.HasGap(Run.Spec) ? [new("λ·L_fair", [.. terms.Select(term => term.Gap)], Colors[1], Dashes[2])] : Array.Empty<EpochLine>(),
                .. LossTerms.RestOf(Run.Spec) is { } rest ? [new(rest, [.. terms.Select(term => term.Rest)], Colors[2], Dashes[3])] : Array.Empty<EpochLine>(),
            ];
            _layers =
            [
                .. Enumerable.Range(0, Run.Spec.Network.Layers).Select(layer => new EpochLine(
                    $"{layer + 1}",
                    [.. epochs.Select(report => report.LayerCosines[layer])],
                    Colors[layer % Colors.Length],
                    Dashes[layer / Colors.Length % Dashes.Length])),
            ];
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            try
            {
                await Script.InvokeVoidAsync("opened", CancellationToken.None, _title);
            }
            catch (Exception exception) when (exception is JSDisconnectedException or OperationCanceledException)
            {
                // The viewer has left, or has closed it already.
            }
        }
    }

    private IReadOnlyList<EpochLine> Splits(string color, Func<EpochReport, double> validation, Func<EpochReport, double> test) =>
        [new("test", [.. Run.Epochs.Select(test)], color), new("validation", [.. Run.Epochs.Select(validation)], color, Dashes[1])];

    private static IEnumerable<(string Name, double Value, string Help)> ScoresOf(EpochReport report) =>
    [
        ("AP", report.Test.AveragePrecision, "Average precision"),
        ("DP", report.Test.DemographicParity, "Demographic parity: the gap between the subgroups’ mean scores"),
        ("EO", report.Test.EqualizedOdds, "Equalised odds: that gap inside each label, summed"),
        ("accuracy", report.Test.Accuracy, "The share of labels predicted rightly at threshold 0.5"),
        ("similarity", report.Similarity, "Decision rationale similarity Σ cos(c⁰, c¹) over the training split; at most the number of layers"),
    ];
}
