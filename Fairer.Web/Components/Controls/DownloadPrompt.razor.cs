using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Data.Download;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>Offers to download a dataset that is not at hand. Leaving the page stops the download; what has arrived is
/// kept, and the next attempt goes on from there.</summary>
public sealed partial class DownloadPrompt : IDisposable
{
    private CancellationTokenSource _stop = new();
    private DownloadProgress? _progress;
    private string? _fault;

    /// <summary>The dataset.</summary>
    [Parameter]
    [EditorRequired]
    public required IDatasetSource Source { get; set; }

    /// <summary>Is told when the dataset has arrived.</summary>
    [Parameter]
    public EventCallback OnDone { get; set; }

    [Inject]
    private HttpClient Http { get; set; } = null!;

    [Inject]
    private DataFolders Folders { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static int Percent(DownloadProgress progress) => (int)(100 * progress.Received / Math.Max(progress.Total, 1));

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");

    private async Task DownloadAsync()
    {
        var remote = Source.Remote!;
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        var stop = _stop.Token;
        _fault = null;
        _progress = new DownloadProgress("", 0, remote.Files.Sum(file => file.Size));
        try
        {
            await new DatasetDownload(Http, remote, Folders.Download).DownloadAsync(new Progress<DownloadProgress>(Show), stop);
            await OnDone.InvokeAsync();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped by the viewer, or the viewer has left.
        }
        catch (DataException exception)
        {
            _fault = exception.Message;
        }
        finally
        {
            _progress = null;
        }
    }

    private void Show(DownloadProgress progress)
    {
        if (_progress is { } shown && Percent(progress) != Percent(shown))
        {
            _progress = progress;
            StateHasChanged();
        }
    }

    private void Stop() => _stop.Cancel();
}
