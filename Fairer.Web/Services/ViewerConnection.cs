using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Fairer.Web.Services;

/// <summary>Whether a viewer's browser can be reached at the moment: nothing is drawn for one that cannot.</summary>
internal sealed class ViewerConnection : CircuitHandler, IDisposable
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource _lost = new();

    /// <summary>Waits until the browser can be reached.</summary>
    /// <returns>A token that is cancelled when it no longer can.</returns>
    public async Task<CancellationToken> WaitAsync(CancellationToken cancellation)
    {
        await Current().WaitAsync(cancellation);
        lock (_lock)
        {
            return _lost.Token;
        }
    }

    /// <inheritdoc/>
    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_lost.IsCancellationRequested)
            {
                _lost.Dispose();
                _lost = new CancellationTokenSource();
            }

            _up.TrySetResult();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        CancellationTokenSource lost;
        lock (_lock)
        {
            if (_up.Task.IsCompleted)
            {
                _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            lost = _lost;
        }

        await lost.CancelAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => _lost.Dispose();

    private Task Current()
    {
        lock (_lock)
        {
            return _up.Task;
        }
    }
}
