using Fairer.Core.Data;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Web.Services;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Fairer.Web.Components.Pages;

/// <summary>A page that shows what the board shows, and lets go of everything with its viewer.</summary>
/// <remarks>
/// One loop per viewer follows the board: it waits for a change, takes in what changed, draws it, waits for the browser to
/// say that it has drawn, and as long as <see cref="UpdatePace"/> says. So a slow browser gets fewer updates, each with the
/// newest state, and training never waits for a viewer. What the viewer asks for comes at once. Where many look on, what moves comes
/// another way (<see cref="Unhurried"/>).
/// </remarks>
public abstract class LivePage : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan LongestDrawing = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _leaving = new();
    private TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _following = Task.CompletedTask;

    /// <summary>Begins with a viewer.</summary>
    protected LivePage() => Leaving = _leaving.Token;

    /// <summary>What is trained, and what came of it.</summary>
    [Inject]
    protected ISweepService Sweeps { get; set; } = null!;

    /// <summary>The clock.</summary>
    [Inject]
    protected TimeProvider Time { get; set; } = null!;

    /// <summary>Is cancelled when the viewer leaves. What has gone on until after that may still ask.</summary>
    protected CancellationToken Leaving { get; }

    /// <summary>The version of the board that the page shows.</summary>
    protected abstract long Version { get; }

    /// <summary>The least time from one update to the next.</summary>
    protected virtual TimeSpan LeastPause => TimeSpan.FromMilliseconds(250);

    /// <summary>Whether what moves comes to the browser another way, so that fewer updates are enough.</summary>
    protected virtual bool Unhurried => false;

    /// <summary>How old what is taken in may be; nothing is old enough for a viewer who has asked for something.</summary>
    protected TimeSpan Tolerance { get; private set; }

    /// <summary>Whether something that the viewer has asked for is being done.</summary>
    protected bool Busy { get; private set; }

    /// <summary>Why the last thing asked for could not be done; null where it could.</summary>
    protected string? Refusal { get; set; }

    /// <summary>Is cancelled when the browser can no longer be reached; another one once it can be again.</summary>
    protected CancellationToken Lost { get; private set; }

    [Inject]
    private ViewerConnection Connection { get; set; } = null!;

    /// <summary>All viewers.</summary>
    [Inject]
    private protected Audience Audience { get; set; } = null!;

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

    /// <summary>Renders what has been taken in.</summary>
    protected virtual void Render() => StateHasChanged();

    /// <summary>Draws what is not markup, such as charts.</summary>
    /// <param name="lost">Is cancelled when the browser can no longer be reached or does not answer, or the viewer leaves; what
    /// was not drawn is drawn again, with all that is newer by then.</param>
    protected virtual Task DrawAsync(CancellationToken lost) => Task.CompletedTask;

    /// <summary>How long there is to be no drawing yet, unless something changes; null where there is to be one.</summary>
    protected virtual TimeSpan? Hold() => null;

    /// <summary>Frees what the page itself holds.</summary>
    protected virtual ValueTask LeaveAsync() => ValueTask.CompletedTask;

    /// <summary>Asks for a drawing soon, since the viewer has chosen something.</summary>
    protected void Ask() => _asked.TrySetResult();

    /// <summary>Does what the viewer has asked for, and says why where it cannot be done.</summary>
    protected async Task RequestAsync(Func<Task> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        (Busy, Refusal) = (true, null);
        try
        {
            await request();
        }
        catch (Exception exception) when (exception is SweepException or DataException or StoreException or IOException)
        {
            Refusal = exception.Message;
        }
        catch (OperationCanceledException) when (Leaving.IsCancellationRequested)
        {
            // The viewer has left.
        }
        finally
        {
            Busy = false;
            TakeIn();
            Ask();
        }
    }

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
            var pace = new UpdatePace(Time, Audience);
            Task? changed = null;
            while (true)
            {
                Lost = await Connection.WaitAsync(Leaving);
                var started = pace.Now;
                Tolerance = _asked.Task.IsCompleted ? TimeSpan.Zero : pace.Tolerance;
                _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
                TakeIn();
                Tolerance = TimeSpan.Zero;
                Render();
                var hold = Hold();
                var drawing = hold is null ? DrawUnlessLostAsync() : Task.CompletedTask;
                var work = pace.Now - started;
                await drawing;
                if (hold is null)
                {
                    var pause = pace.PauseAfter(started, work, Unhurried);
                    var least = LeastPause - (pace.Now - started);
                    await Task.WhenAny(Task.Delay(pause > least ? pause : least, Leaving), _asked.Task);
                }

                changed = changed is { IsCompleted: false } ? changed : Sweeps.Board.WaitForChangeAsync(Version, Leaving);
                await Task.WhenAny(hold is { } time ? [changed, _asked.Task, Task.Delay(time, Leaving)] : [changed, _asked.Task]);
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

    private async Task DrawUnlessLostAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Lost, Leaving);
        patience.CancelAfter(LongestDrawing);
        try
        {
            await DrawAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!Leaving.IsCancellationRequested)
        {
            // A chart that has gone needs no drawing any more.
            if (patience.IsCancellationRequested)
            {
                Ask();
            }
        }
    }
}
