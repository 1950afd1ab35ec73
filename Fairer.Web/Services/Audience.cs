using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Fairer.Web.Services;

/// <summary>How many viewers there are: pages whose browsers can be reached.</summary>
internal sealed class Audience : CircuitHandler
{
    private const int Few = 15;

    private int _count;

    /// <summary>Their number at the moment.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether there are so many that what each of them costs counts.</summary>
    public bool IsLarge => Count > Few;

    /// <inheritdoc/>
    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Interlocked.Decrement(ref _count);
        return Task.CompletedTask;
    }
}
