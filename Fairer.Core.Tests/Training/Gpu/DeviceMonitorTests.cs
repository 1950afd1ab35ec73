using System.Diagnostics;
using Fairer.Core.Training.Gpu;

namespace Fairer.Core.Tests.Training.Gpu;

public sealed class DeviceMonitorTests
{
    [Fact]
    public void Reading_never_fails_and_makes_sense()
    {
        var monitor = new DeviceMonitor();
        var first = monitor.Read();
        Assert.Null(first.Machine.OwnLoad);
        Work(TimeSpan.FromMilliseconds(150));

        var (machine, gpus) = monitor.Read();

        Assert.Equal(Environment.ProcessorCount, machine.Cores);
        Assert.InRange(machine.Load!.Value, 0, 1);
        Assert.InRange(machine.OwnLoad!.Value, 0.1 / machine.Cores, 1);
        Assert.InRange(machine.MemoryUsed, 1, machine.MemoryTotal);
        Assert.Equal(first.Gpus.Select(gpu => (gpu.Index, gpu.Name, gpu.MemoryTotal)), gpus.Select(gpu => (gpu.Index, gpu.Name, gpu.MemoryTotal)));
        Assert.All(gpus, gpu => Assert.InRange(gpu.MemoryUsed, 0, gpu.MemoryTotal));
        Assert.All(gpus, gpu => Assert.InRange(gpu.LoadPercent, 0, 100));
        Assert.All(gpus, gpu => Assert.NotEmpty(gpu.Name));
    }

    [Theory]
    [InlineData("cpu  100 20 30 800 50 1 2 3 7 9", 156L, 1006L)]
    [InlineData("cpu  100 20 30 800 50", 150L, 1000L)]
    public void Waiting_is_not_work_and_guests_are_not_counted_twice(string line, long busy, long all) =>
        Assert.Equal((busy, all), MachineMonitor.ParseTicks(line));

    [Theory]
    [InlineData("")]
    [InlineData("cpu0 1 2 3 4 5")]
    [InlineData("cpu  1 2 x 4 5")]
    public void A_line_that_is_none_is_nothing(string line) => Assert.Null(MachineMonitor.ParseTicks(line));

    [Fact]
    public void Memory_that_can_be_had_again_is_not_used()
    {
        Assert.Equal((1000L * 1024, 600L * 1024), MachineMonitor.ParseMemory(["MemTotal:       1000 kB", "MemFree:   100 kB", "MemAvailable:    400 kB"]));
        Assert.Null(MachineMonitor.ParseMemory(["MemTotal:       1000 kB"]));
        Assert.Null(MachineMonitor.ParseMemory(null));
    }

    private static void Work(TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < time)
        {
            Thread.SpinWait(1000);
        }
    }
}
