using Microsoft.JSInterop;

namespace Fairer.Web.Components;

/// <summary>The script that lies beside a component. It is loaded for the first call; once the component is gone, nothing more
/// is asked of it: the component's elements are gone, too, while the script may still be on its way.</summary>
/// <param name="browser">The viewer's browser.</param>
/// <param name="address">The script's address.</param>
public sealed class ComponentScript(IJSRuntime browser, string address)
{
    private IJSObjectReference? _module;
    private bool _gone;

    /// <summary>Loads it, if that has not been done yet.</summary>
    /// <param name="cancellation">Stops waiting for the browser.</param>
    /// <exception cref="OperationCanceledException">The component is gone, or the waiting was stopped.</exception>
    /// <exception cref="JSDisconnectedException">The browser is gone.</exception>
    /// <exception cref="JSException">The script cannot be had, or failed.</exception>
    public async Task<IJSObjectReference> LoadAsync(CancellationToken cancellation)
    {
        if (_module is null && !_gone)
        {
            var module = await browser.InvokeAsync<IJSObjectReference>("import", cancellation, address);
            if (_gone || _module is not null)
            {
                await module.DisposeAsync(); // Two calls at once have loaded it twice.
            }
            else
            {
                _module = module;
            }
        }

        return _gone ? throw new OperationCanceledException($"{address} is no longer wanted.") : _module!;
    }

    /// <summary>Calls one of its functions, and returns when the browser has answered.</summary>
    /// <param name="function">The function.</param>
    /// <param name="cancellation">Stops waiting for the browser.</param>
    /// <param name="arguments">What it is given.</param>
    /// <inheritdoc cref="LoadAsync" path="/exception"/>
    public async Task InvokeVoidAsync(string function, CancellationToken cancellation, params object?[] arguments) =>
        await (await LoadAsync(cancellation)).InvokeVoidAsync(function, cancellation, arguments);

    /// <summary>Calls one of its functions.</summary>
    /// <param name="function">The function.</param>
    /// <param name="cancellation">Stops waiting for the browser.</param>
    /// <param name="arguments">What it is given.</param>
    /// <returns>What it returned.</returns>
    /// <inheritdoc cref="LoadAsync" path="/exception"/>
    public async Task<T> InvokeAsync<T>(string function, CancellationToken cancellation, params object?[] arguments) =>
        await (await LoadAsync(cancellation)).InvokeAsync<T>(function, cancellation, arguments);

    /// <summary>The component goes: calls a last function, if the script has ever come, and lets go of it.</summary>
    /// <param name="function">The function that ends what others began.</param>
    /// <param name="arguments">What it is given.</param>
    public async ValueTask LeaveAsync(string function, params object?[] arguments)
    {
        _gone = true;
        try
        {
            if (_module is not null)
            {
                await _module.InvokeVoidAsync(function, arguments);
                await _module.DisposeAsync();
            }
        }
        catch (Exception exception) when (exception is JSDisconnectedException or OperationCanceledException)
        {
            // The browser has gone, and its scripts with it.
        }
    }
}
