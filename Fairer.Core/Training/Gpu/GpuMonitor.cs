using System.Runtime.InteropServices;
using System.Text;

namespace Fairer.Core.Training.Gpu;

/// <summary>Reads NVIDIA's graphics cards through the driver's own library, NVML. Where there is no such library or no card
/// there is simply nothing to read.</summary>
public static unsafe class GpuMonitor
{
    private const int Success = 0;
    private const int NameLength = 96;

    private static readonly Lazy<Nvml?> Library = new(Load);

    /// <summary>Reads all cards now.</summary>
    public static IReadOnlyList<GpuReading> Read() => Library.Value is { } nvml ? Read(nvml) : [];

    private static List<GpuReading> Read(Nvml nvml)
    {
        uint count;
        if (nvml.Count(&count) != Success)
        {
            return [];
        }

        var readings = new List<GpuReading>((int)count);
        for (var index = 0u; index < count; index++)
        {
            void* device;
            MemoryInfo memory;

            // A card that this process may not use is as good as none.
            if (nvml.Handle(index, &device) == Success && nvml.Memory(device, &memory) == Success)
            {
                Utilization load;
                var busy = nvml.Load(device, &load) == Success ? (int)Math.Min(load.Gpu, 100) : 0;
                readings.Add(new GpuReading((int)index, NameOf(nvml, device), (long)memory.Total, (long)memory.Used, busy));
            }
        }

        return readings;
    }

    private static string NameOf(Nvml nvml, void* device)
    {
        Span<byte> name = stackalloc byte[NameLength];
        fixed (byte* start = name)
        {
            if (nvml.Name(device, start, NameLength) != Success)
            {
                return "NVIDIA GPU";
            }
        }

        var end = name.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
    }

    // The library stays loaded and initialised as long as the process lives.
    private static Nvml? Load()
    {
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvml.dll" : "libnvidia-ml.so.1", out var library))
        {
            return null;
        }

        void* Function(string name) => NativeLibrary.TryGetExport(library, name, out var address) ? (void*)address : null;
        var start = (delegate* unmanaged[Cdecl]<int>)Function("nvmlInit_v2");
        var nvml = new Nvml(
            (delegate* unmanaged[Cdecl]<uint*, int>)Function("nvmlDeviceGetCount_v2"),
            (delegate* unmanaged[Cdecl]<uint, void**, int>)Function("nvmlDeviceGetHandleByIndex_v2"),
            (delegate* unmanaged[Cdecl]<void*, byte*, uint, int>)Function("nvmlDeviceGetName"),
            (delegate* unmanaged[Cdecl]<void*, MemoryInfo*, int>)Function("nvmlDeviceGetMemoryInfo"),
            (delegate* unmanaged[Cdecl]<void*, Utilization*, int>)Function("nvmlDeviceGetUtilizationRates"));
        return start is not null && nvml.IsWhole && start() == Success ? nvml : null;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryInfo
    {
        public ulong Total;
        public ulong Free;
        public ulong Used;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Utilization
    {
        public uint Gpu;
        public uint Memory;
    }

    private sealed class Nvml(
        delegate* unmanaged[Cdecl]<uint*, int> count,
        delegate* unmanaged[Cdecl]<uint, void**, int> handle,
        delegate* unmanaged[Cdecl]<void*, byte*, uint, int> name,
        delegate* unmanaged[Cdecl]<void*, MemoryInfo*, int> memory,
        delegate* unmanaged[Cdecl]<void*, Utilization*, int> load)
    {
        public delegate* unmanaged[Cdecl]<uint*, int> Count { get; } = count;

        public delegate* unmanaged[Cdecl]<uint, void**, int> Handle { get; } = handle;

        public delegate* unmanaged[Cdecl]<void*, byte*, uint, int> Name { get; } = name;

        public delegate* unmanaged[Cdecl]<void*, MemoryInfo*, int> Memory { get; } = memory;

        public delegate* unmanaged[Cdecl]<void*, Utilization*, int> Load { get; } = load;

        public bool IsWhole => Count is not null && Handle is not null && Name is not null && Memory is not null && Load is not null;
    }
}
