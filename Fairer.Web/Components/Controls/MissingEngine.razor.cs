using System.Text.RegularExpressions;
using Fairer.Web.Services;
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

    /// <summary>The engine's own sentence; what it has in parentheses is shown when it is pointed at.</summary>
    [Parameter]
    [EditorRequired]
    public required string Text { get; set; }

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        var text = Formats.Brief(Text);
        var command = Command().Match(text);
        (_before, _command, _after) = command.Success
            ? (text[..command.Index], command.Groups[1].Value, text[(command.Index + command.Length)..].TrimEnd('.'))
            : (text, "", "");
    }

    private async Task CopyAsync() => _copied = await Script.InvokeAsync<bool>("fairer.copy", _command);

    [GeneratedRegex(@"'?(\./fairer setup [a-z]+)'?", RegexOptions.CultureInvariant)]
    private static partial Regex Command();
}
