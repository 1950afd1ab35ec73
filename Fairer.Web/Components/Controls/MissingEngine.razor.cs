using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Fairer.Web.Components.Controls;

/// <summary>What an engine lacks; the command that brings it stands out and can be copied.</summary>
public sealed partial class MissingEngine
{
    private string _before = "";
    private string _command = "";
    private string _after = "";
    private bool _copied;

    /// <summary>The engine's own sentence.</summary>
    [Parameter]
    [EditorRequired]
    public required string Text { get; set; }

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        var command = Command().Match(Text);
        (_before, _command, _after) = command.Success
            ? (Text[..command.Index], command.Value, Text[(command.Index + command.Length)..])
            : (Text, "", "");
    }

    private async Task CopyAsync() => _copied = await Script.InvokeAsync<bool>("fairer.copy", _command);

    [GeneratedRegex(@"\./fairer setup [a-z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Command();
}
