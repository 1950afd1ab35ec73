using Fairer.Core.Results;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Fairer.Web.Components.Controls;

/// <summary>Takes tags and a note for a sweep, a run, or several runs at once.</summary>
public sealed partial class AnnotateDialog
{
    private ElementReference _dialog;
    private string _tags = "";
    private string _note = "";
    private string[] _common = [];
    private string? _fault;

    /// <summary>What it is about.</summary>
    [Parameter]
    [EditorRequired]
    public required string Title { get; set; }

    /// <summary>What has been said so far: one item for each thing that it is about.</summary>
    [Parameter]
    [EditorRequired]
    public required IReadOnlyList<Annotation> Said { get; set; }

    /// <summary>Tags in use elsewhere, to choose from.</summary>
    [Parameter]
    public IReadOnlyList<string> Known { get; set; } = [];

    /// <summary>Takes what is said now, in the order of <see cref="Said"/>.</summary>
    [Parameter]
    public EventCallback<IReadOnlyList<Annotation>> OnSaved { get; set; }

    /// <summary>Is told that the dialog is to go.</summary>
    [Parameter]
    public EventCallback OnClosed { get; set; }

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    private bool Several => Said.Count > 1;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _common = [.. Said[0].Tags.Where(tag => Said.All(other => other.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase)))];
        _tags = string.Join(", ", _common);
        _note = Said.All(other => other.Note == Said[0].Note) ? Said[0].Note : "";
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Script.InvokeVoidAsync("fairer.showModal", _dialog);
        }
    }

    private async Task SaveAsync()
    {
        var tags = _tags.Split(',');
        var annotations = new List<Annotation>();
        foreach (var said in Said)
        {
            var others = said.Tags.Where(tag => !_common.Contains(tag, StringComparer.OrdinalIgnoreCase));
            var note = Several && _note.Trim().Length == 0 ? said.Note : _note;
            if (!Annotation.TryCreate(others.Concat(tags), note, out var annotation, out _fault))
            {
                return;
            }

            annotations.Add(annotation);
        }

        await OnSaved.InvokeAsync(annotations);
    }
}
