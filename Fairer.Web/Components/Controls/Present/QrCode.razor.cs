using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using QRCoder;

namespace Fairer.Web.Components.Controls.Present;

/// <summary>A text as a QR code, black on white whatever the theme, with the quiet zone that readers need.</summary>
public sealed partial class QrCode
{
    private string _path = "";
    private int _size;
    private string? _drawn;

    /// <summary>The text.</summary>
    [Parameter]
    [EditorRequired]
    public required string Text { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Text == _drawn)
        {
            return;
        }

        _drawn = Text;
        using var data = QRCodeGenerator.GenerateQrCode(Text, QRCodeGenerator.ECCLevel.M);
        var modules = data.ModuleMatrix; // with its quiet zone of four modules
        _size = modules.Count;
        var path = new StringBuilder();
        for (var y = 0; y < _size; y++)
        {
            for (var x = 0; x < _size; x++)
            {
                if (modules[y][x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }

        _path = path.ToString();
    }
}
