using Fairer.Core.Training.Gpu;

namespace Fairer.Web.Tests.Support;

/// <summary>A machine as a test says.</summary>
public sealed class FakeMonitor : IDeviceMonitor
{
    private int _reads;

    /// <summary>How busy it is.</summary>
    public DeviceReadings Readings { get; set; } = new(new MachineReading(4, 0.25, 0.2, 16L << 30, 4L << 30), []);

    /// <summary>How often it was read.</summary>
    public int Reads => Volatile.Read(ref _reads);

    public DeviceReadings Read()
    {
        Interlocked.Increment(ref _reads);
        return Readings;
    }
}
