using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Fairer.Web.Services;

/// <summary>How many viewers there are: pages whose browsers can be reached.</summary>
internal sealed class Audience : CircuitHandler
{
    // Apart, so that one who comes and goes does not change for all how they get their pictures.
    private const int Many = 16;
    private const int Few = 10;

    private int _count;
    private volatile bool _large;

    /// <summary>Their number at the moment.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether there are so many that what each of them costs counts.</summary>
    public bool IsLarge => _large;

    /// <inheritdoc/>
    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _large |= Interlocked.Increment(ref _count) >= Many;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _large &= Interlocked.Decrement(ref _count) >= Few;
        return Task.CompletedTask;
    }
}
