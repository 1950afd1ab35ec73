using Fairer.Core.Training;

namespace Fairer.Web.Services;

/// <summary>Asks the engines what they can train on while nobody waits for it: finding a graphics card takes seconds, and the
/// first page is to come at once.</summary>
internal sealed class EngineWarmUp(IEnumerable<IEngine> engines) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = Task.Run(() => engines.Sum(engine => engine.Devices.Count), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
