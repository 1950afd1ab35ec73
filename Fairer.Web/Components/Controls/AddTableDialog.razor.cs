using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Data.Tables;
using Fairer.Web.Services;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace Fairer.Web.Components.Controls;

/// <summary>Takes a person's own table: uploads it, shows what it holds, asks what it means, and registers it. Closing it
/// at any time leaves nothing.</summary>
public sealed partial class AddTableDialog : IDisposable
{
    /// <summary>The most bytes that are uploaded.</summary>
    public const long MaxBytes = 200_000_000;

    private static readonly (ColumnKind Kind, string Text)[] KindNames =
        [(ColumnKind.Numeric, "number"), (ColumnKind.Categorical, "category"), (ColumnKind.Ignored, "left out")];

    private readonly CancellationTokenSource _leaving = new();
    private ElementReference _dialog;
    private TableDraft? _draft;
    private TableForm? _form;
    private bool _ready;
    private int? _share;
    private bool _reading;
    private long _rows;
    private string? _fault;

    /// <summary>Takes the id of the table that was added.</summary>
    [Parameter]
    public EventCallback<string> OnAdded { get; set; }

    /// <summary>Is told that the dialog is to go.</summary>
    [Parameter]
    public EventCallback OnClosed { get; set; }

    [Inject]
    private KnownDatasets Known { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
        _draft?.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Script.InvokeVoidAsync("fairer.showModal", _leaving.Token, _dialog);

            // By now the browser also listens for a file; one chosen earlier would go unnoticed.
            _ready = true;
            StateHasChanged();
        }
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private Task UploadAsync(InputFileChangeEventArgs change) => TryAsync(async leaving =>
    {
        var file = change.File;
        if (file.Size > MaxBytes)
        {
            throw new DataException($"{file.Name} has {file.Size / 1e6:0} MB; at most {MaxBytes / 1e6:0} are taken here. Add it by ./fairer data add FILE.");
        }

        _share = 0;
        try
        {
            var copied = new Progress<long>(bytes => Show(ref _share, (int)(100 * bytes / Math.Max(file.Size, 1))));
            var draft = await file.ReadAsync(MaxBytes, content => Known.Tables.StageAsync(content, file.Name, MaxBytes, copied, leaving), leaving);
            if (leaving.IsCancellationRequested)
            {
                draft.Dispose();
                return;
            }

            (_draft, _form) = (draft, new TableForm(draft.Profile, file.Name));
            if (_form.Binary.Count < 2)
            {
                StartAgain();
                throw new DataException($"{file.Name} has {draft.Profile.Columns.Count} columns, of which {(draft.Profile.Columns.Any(column => column.Pair is not null) ? "only one has" : "none has")} two values: a label and a sensitive column are needed.");
            }
        }
        finally
        {
            _share = null;
        }
    });

    private Task AddAsync() => TryAsync(async leaving =>
    {
        (_reading, _rows) = (true, 0);
        try
        {
            var (draft, id, choice) = (_draft!, _form!.Id.Trim(), _form.Choice);
            var read = new Progress<long>(rows => Show(ref _rows, rows));
            await Task.Run(() => Known.Tables.AddAsync(draft, id, choice, read, leaving), leaving);
            leaving.ThrowIfCancellationRequested();
            await OnAdded.InvokeAsync(id);
        }
        finally
        {
            _reading = false;
        }
    });

    private void StartAgain()
    {
        _draft?.Dispose();
        (_draft, _form, _fault) = (null, null, null);
    }

    private void SetKind(ColumnProfile column, ChangeEventArgs change) =>
        _form!.Kinds[column.Name] = Enum.Parse<ColumnKind>((string)change.Value!);

    private void Show<T>(ref T shown, T value)
    {
        if (!EqualityComparer<T>.Default.Equals(shown, value) && !_leaving.IsCancellationRequested)
        {
            shown = value;
            StateHasChanged();
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> act)
    {
        var leaving = _leaving.Token;
        _fault = null;
        try
        {
            await act(leaving);
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // The dialog or the page has been closed.
        }
        catch (Exception exception) when (exception is DataException or IOException)
        {
            _fault = exception.Message;
        }
    }
}
