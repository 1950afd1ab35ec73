using Fairer.Core.Methods;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Web.Services;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>One run in the table; rendered anew only when the run has changed.</summary>
public sealed partial class RunRow
{
    private (RunState?, bool) _rendered;

    /// <summary>The run.</summary>
    [Parameter]
    [EditorRequired]
    public required RunState Run { get; set; }

    /// <summary>Whether the run is open at the side.</summary>
    [Parameter]
    public bool Open { get; set; }

    /// <summary>Asks for the run of this number to be opened.</summary>
    [Parameter]
    public EventCallback<long> OnOpen { get; set; }

    private EpochReport? Selected { get; set; }

    private Method? Method { get; set; }

    private string MethodName => Method?.Name(Run.Spec.Metric) ?? Run.Spec.Method;

    private int Percent => (int)(100 * (Run.Status == RunStatus.Finished ? 1 : Run.Progress));

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (!ReferenceEquals(_rendered.Item1, Run))
        {
            Selected = Run.Selected;
            Method = MethodCatalogue.Find(Run.Spec.Method);
        }
    }

    /// <inheritdoc/>
    protected override bool ShouldRender() => !ReferenceEquals(_rendered.Item1, Run) || _rendered.Item2 != Open;

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender) => _rendered = (Run, Open);

    private string Weight(double value, Func<Method, bool> used) =>
        Method is not null && !used(Method) ? "–" : Formats.Weight(value);
}
