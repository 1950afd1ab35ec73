namespace Fairer.Benchmarks.Dashboard.Viewers;

/// <summary>Many viewers of one dashboard.</summary>
internal sealed class Audience : IAsyncDisposable
{
    private readonly List<Viewer> _viewers = [];

    private Audience()
    {
    }

    /// <summary>How many updates of a chart all of them have got.</summary>
    public int Pictures => _viewers.Sum(viewer => viewer.Pictures);

    /// <summary>How many bytes all of them have got.</summary>
    public long Bytes => _viewers.Sum(viewer => viewer.Bytes);

    /// <summary>Opens the pages, one after the other.</summary>
    /// <param name="address">The dashboard's.</param>
    /// <param name="client">Fetches the pages.</param>
    /// <param name="count">How many viewers there are.</param>
    /// <param name="measuredEvery">One of so many has the lag of its pictures measured.</param>
    /// <param name="lags">Measures it.</param>
    /// <param name="cancellation">Stops opening.</param>
    public static async Task<Audience> OpenAsync(Uri address, HttpClient client, int count, int measuredEvery, LagMeter lags, CancellationToken cancellation)
    {
        var audience = new Audience();
        try
        {
            for (var i = 0; i < count; i++)
            {
                audience._viewers.Add(await Viewer.OpenAsync(address, client, i % measuredEvery == 0 ? lags.Watch() : null, cancellation).ConfigureAwait(false));
            }

            return audience;
        }
        catch
        {
            await audience.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes sure that all are still there.</summary>
    /// <exception cref="BenchException">Some are not.</exception>
    public void Check()
    {
        if (_viewers.Count(viewer => !viewer.IsThere) is > 0 and var gone)
        {
            throw new BenchException($"The dashboard has let {gone} of {_viewers.Count} viewers go.");
        }
    }

    /// <summary>All close their pages.</summary>
    public Task LeaveAsync(HttpClient client, CancellationToken cancellation) =>
        Task.WhenAll(_viewers.Select(viewer => viewer.LeaveAsync(client, cancellation)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var viewer in _viewers)
        {
            await viewer.DisposeAsync().ConfigureAwait(false);
        }
    }
}
