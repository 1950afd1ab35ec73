using System.Diagnostics;
using Fairer.Core.Sweeps;
using Fairer.Web.Services;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Fairer.Web.Components.Pages;

/// <summary>A page that shows what the board shows: it takes in what changed and draws it, at most a few times a second, and
/// lets go of everything with its viewer.</summary>
public abstract class LivePage : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _leaving = new();
    private TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _following = Task.CompletedTask;

    /// <summary>What is trained, and what came of it.</summary>
    [Inject]
    protected ISweepService Sweeps { get; set; } = null!;

    /// <summary>Is cancelled when the viewer leaves.</summary>
    protected CancellationToken Leaving => _leaving.Token;

    /// <summary>The version of the board that the page shows.</summary>
    protected abstract long Version { get; }

    [Inject]
    private ViewerConnection Connection { get; set; } = null!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _leaving.CancelAsync();
        await _following;
        await LeaveAsync();
        _leaving.Dispose();
    }

    /// <summary>Takes in what changed on the board since <see cref="Version"/>, and moves it on.</summary>
    protected abstract void TakeIn();

    /// <summary>Draws what is not markup, such as charts.</summary>
    /// <param name="lost">Is cancelled when the browser can no longer be reached, or the viewer leaves.</param>
    protected virtual Task DrawAsync(CancellationToken lost) => Task.CompletedTask;

    /// <summary>Frees what the page itself holds.</summary>
    protected virtual ValueTask LeaveAsync() => ValueTask.CompletedTask;

    /// <summary>Asks for a drawing soon, since the viewer has chosen something.</summary>
    protected void Ask() => _asked.TrySetResult();

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _following = FollowAsync();
        }
    }

    private async Task FollowAsync()
    {
        try
        {
            while (true)
            {
                var lost = await Connection.WaitAsync(Leaving);
                var started = Stopwatch.GetTimestamp();
                _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
                TakeIn();
                StateHasChanged();
                using (var either = CancellationTokenSource.CreateLinkedTokenSource(lost, Leaving))
                {
                    try
                    {
                        await DrawAsync(either.Token);
                    }
                    catch (OperationCanceledException) when (!Leaving.IsCancellationRequested)
                    {
                        Ask();
                    }
                }

                var rest = Pause - Stopwatch.GetElapsedTime(started);
                if (rest > TimeSpan.Zero)
                {
                    await Task.WhenAny(Task.Delay(rest, Leaving), _asked.Task);
                }

                await Task.WhenAny(Sweeps.Board.WaitForChangeAsync(Version, Leaving), _asked.Task);
                Leaving.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (Leaving.IsCancellationRequested)
        {
            // The viewer has left.
        }
        catch (JSDisconnectedException)
        {
            // The viewer has left.
        }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }
}
