using Fairer.Web.Services;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Services;

public sealed class DeviceSamplerTests
{
    [Fact]
    public async Task All_viewers_share_one_reading_a_second_which_ends_with_the_last_of_them()
    {
        var monitor = new FakeMonitor();
        using var sampler = new DeviceSampler(monitor, TimeProvider.System);
        Assert.Null(sampler.Latest);
        var told = new int[3];

        var watches = Enumerable.Range(0, 3).Select(viewer => sampler.Subscribe(_ => Interlocked.Increment(ref told[viewer]))).ToArray();
        await Task.Delay(2500, TestContext.Current.CancellationToken);
        foreach (var watch in watches)
        {
            watch.Dispose();
            watch.Dispose();
        }

        Assert.InRange(monitor.Reads, 2, 4);
        Assert.All(told, times => Assert.InRange(times, 1, monitor.Reads));
        Assert.Same(monitor.Readings, sampler.Latest);
        var before = monitor.Reads;
        await Task.Delay(1300, TestContext.Current.CancellationToken);
        Assert.Equal(before, monitor.Reads);
    }
}
