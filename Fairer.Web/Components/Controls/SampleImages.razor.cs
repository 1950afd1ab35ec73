using System.Globalization;
using Fairer.Core.Data;
using Fairer.Web.Services.Images;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>What the chosen dataset's images look like: some of each subgroup and label. Nothing for a table.</summary>
public sealed partial class SampleImages : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private ImageSamples? _samples;
    private string? _fault;
    private string? _asked;

    /// <summary>The dataset's id; null where it is none of images.</summary>
    [Parameter]
    [EditorRequired]
    public required string? DatasetId { get; set; }

    [Inject]
    private SampleGallery Gallery { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (DatasetId == _asked)
        {
            return;
        }

        var asked = _asked = DatasetId;
        (_samples, _fault) = (null, null);
        try
        {
            var samples = asked is null ? null : await Gallery.SamplesAsync(asked, _leaving.Token);
            if (asked == _asked) // another dataset may have been chosen meanwhile
            {
                _samples = samples;
            }
        }
        catch (DataException exception) when (asked == _asked)
        {
            _fault = exception.Message;
        }
        catch (Exception exception) when (exception is OperationCanceledException or DataException)
        {
            // The viewer has left, or looks at another dataset.
        }
    }

    private static string Percent(double share) => share.ToString("0.# %", CultureInfo.InvariantCulture);
}
