using Fairer.Core.Training.Gpu;

namespace Fairer.Web.Services;

/// <summary>Reads once a second how busy the machine is, for all viewers together, and only while somebody looks; less often
/// when many do, since each of them is told.</summary>
/// <param name="monitor">What is read.</param>
/// <param name="time">Whose seconds they are.</param>
internal sealed class DeviceSampler(IDeviceMonitor monitor, TimeProvider time) : IDisposable
{
    private const int ToldASecond = 16;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Lock _reading = new();
    private readonly List<Watch> _watches = [];
    private CancellationTokenSource? _sampling;

    /// <summary>The reading before; null before the first.</summary>
    public DeviceReadings? Latest { get; private set; }

    /// <summary>Tells of every reading from now on, on any thread, until what is returned is disposed.</summary>
    public IDisposable Subscribe(Action<DeviceReadings> tell)
    {
        var watch = new Watch(this, tell);
        lock (_lock)
        {
            _watches.Add(watch);
            if (_sampling is null)
            {
                _sampling = new CancellationTokenSource();
                _ = SampleAsync(_sampling.Token);
            }
        }

        return watch;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            Stop();
        }
    }

    private async Task SampleAsync(CancellationToken cancellation)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                DeviceReadings readings;
                lock (_reading)
                {
                    Latest = readings = monitor.Read();
                }

                Watch[] watches;
                lock (_lock)
                {
                    watches = cancellation.IsCancellationRequested ? [] : [.. _watches];
                }

                foreach (var watch in watches)
                {
                    watch.Tell(readings);
                }

                timer.Period = Period * Math.Max(1, (double)watches.Length / ToldASecond);
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException)
        {
            // Nobody looks any more.
        }
    }

    private void Leave(Watch watch)
    {
        lock (_lock)
        {
            if (_watches.Remove(watch) && _watches.Count == 0)
            {
                Stop();
            }
        }
    }

    private void Stop()
    {
        _sampling?.Cancel();
        _sampling?.Dispose();
        _sampling = null;
    }

    private sealed class Watch(DeviceSampler sampler, Action<DeviceReadings> tell) : IDisposable
    {
        public Action<DeviceReadings> Tell => tell;

        public void Dispose() => sampler.Leave(this);
    }
}
