namespace Fairer.Core.Training.Gpu;

/// <summary>How busy a graphics card is.</summary>
/// <param name="Index">Its number, as the driver counts.</param>
/// <param name="Name">What it is.</param>
/// <param name="MemoryTotal">Its memory in bytes.</param>
/// <param name="MemoryUsed">What all programs together use of it, in bytes.</param>
/// <param name="LoadPercent">The share of the last moments in which it computed.</param>
public sealed record GpuReading(int Index, string Name, long MemoryTotal, long MemoryUsed, int LoadPercent);

/// <summary>How busy the machine is apart from its graphics cards.</summary>
/// <param name="Cores">The cores that this process may use.</param>
/// <param name="Load">The share of all cores' time that all programs took since the reading before, 0 to 1; null at first.</param>
/// <param name="OwnLoad">The share of all cores' time that this process took since the reading before, 0 to 1; null at first.</param>
/// <param name="MemoryTotal">The machine's memory in bytes.</param>
/// <param name="MemoryUsed">What all programs together use of it, in bytes.</param>
public sealed record MachineReading(int Cores, double? Load, double? OwnLoad, long MemoryTotal, long MemoryUsed);

/// <summary>How busy everything is that can train.</summary>
/// <param name="Machine">The machine's cores and memory.</param>
/// <param name="Gpus">Its graphics cards; none where there are none.</param>
public sealed record DeviceReadings(MachineReading Machine, IReadOnlyList<GpuReading> Gpus);

/// <summary>Reads how busy the machine is. Not for use by several threads at once.</summary>
public interface IDeviceMonitor
{
    /// <summary>Reads now; never fails, whatever the machine lacks.</summary>
    DeviceReadings Read();
}

/// <summary>Reads this machine.</summary>
public sealed class DeviceMonitor : IDeviceMonitor
{
    private readonly MachineMonitor _machine = new();

    /// <inheritdoc/>
    public DeviceReadings Read() => new(_machine.Read(), GpuMonitor.Read());
}
