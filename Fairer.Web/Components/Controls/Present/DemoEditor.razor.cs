using Fairer.Web.Services.Present;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Fairer.Web.Components.Controls.Present;

/// <summary>A demo's text, understood while it is typed; and the demos that are kept.</summary>
public sealed partial class DemoEditor
{
    private const int MostFaults = 6;

    private IReadOnlyList<string> _names = [];
    private DemoReading _reading = new(null, []);
    private ElementReference _area;
    private string _opened = DemoStore.BuiltIn;
    private string _text = "";
    private string _name = "";
    private string? _message;
    private bool _failed;

    /// <summary>The demo that is opened at first.</summary>
    [Parameter]
    public string? Open { get; set; }

    /// <summary>Is told a demo's name and what its text means, at first and whenever it changes.</summary>
    [Parameter]
    public EventCallback<(string Name, DemoReading Reading)> OnRead { get; set; }

    [Inject]
    private DemoStore Store { get; set; } = null!;

    [Inject]
    private DemoReader Reader { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    /// <inheritdoc/>
    protected override Task OnInitializedAsync()
    {
        _names = Store.Names;
        return UseAsync(Open is { } open && _names.Contains(open) ? open : DemoStore.BuiltIn);
    }

    private Task OpenAsync(ChangeEventArgs change)
    {
        _names = Store.Names;
        return UseAsync(change.Value as string ?? DemoStore.BuiltIn);
    }

    private Task UseAsync(string name)
    {
        var text = Try(() => Store.Load(name) ?? throw new DemoException($"There is no demo '{name}' any more."));
        if (text is null)
        {
            return Task.CompletedTask;
        }

        (_opened, _name, _text) = (name, name == DemoStore.BuiltIn ? "" : name, text);
        return ReadAsync();
    }

    private Task TypeAsync(ChangeEventArgs change)
    {
        _text = change.Value as string ?? "";
        _message = null;
        return ReadAsync();
    }

    private Task ReadAsync()
    {
        _reading = Reader.Read(_text);
        return OnRead.InvokeAsync((_opened, _reading));
    }

    private Task SaveAsync()
    {
        var name = _name.Trim();
        if (Try(() =>
        {
            Store.Save(name, _text);
            return name;
        }) is null)
        {
            return Task.CompletedTask;
        }

        _names = Store.Names;
        (_opened, _name) = (name, name);
        _message = $"Saved as “{name}” in {Store.Folder}.";
        return ReadAsync();
    }

    private Task DeleteAsync()
    {
        var name = _opened;
        if (Try(() =>
        {
            Store.Delete(name);
            return name;
        }) is null)
        {
            return Task.CompletedTask;
        }

        // Its text stays where it is, so that deleting can be undone by saving.
        _names = Store.Names;
        (_opened, _name) = (DemoStore.BuiltIn, name);
        _message = $"Deleted “{name}”. Its text is still here: Save brings it back.";
        return Task.CompletedTask;
    }

    private ValueTask GoToLineAsync(int line) => Script.InvokeVoidAsync("fairer.selectLine", _area, line);

    private string? Try(Func<string> act)
    {
        try
        {
            _message = null;
            _failed = false;
            return act();
        }
        catch (DemoException exception)
        {
            (_message, _failed) = (exception.Message, true);
            return null;
        }
    }
}
