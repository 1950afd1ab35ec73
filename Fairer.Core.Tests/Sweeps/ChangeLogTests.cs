using Fairer.Core.Sweeps;

namespace Fairer.Core.Tests.Sweeps;

public sealed class ChangeLogTests
{
    [Fact]
    public void Only_what_is_newer_comes_and_once_each()
    {
        var log = new ChangeLog<string>();
        log.Set(2, "b", 1);
        log.Set(1, "a", 2);
        log.Set(3, "c", 2);
        log.Set(2, "B", 3);

        Assert.Equal(["a", "B", "c"], log.Since(0));
        Assert.Equal(["a", "B", "c"], log.Since(1));
        Assert.Equal(["B"], log.Since(2));
        Assert.Empty(log.Since(3));
        Assert.Equal("B", log.Get(2));
        Assert.Null(log.Get(4));
    }
}
