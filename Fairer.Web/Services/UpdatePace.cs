namespace Fairer.Web.Services;

/// <summary>When a viewer gets the next update: eight a second, and after a rest three at once, so that the first change is
/// seen without delay and never more than ten come within a second.</summary>
/// <remarks>For a sweep so large that updates take long on the server the pauses grow: a viewer takes at most a tenth of one
/// core from training. One slow update among quick ones says nothing about that, such as the first, whose code is being
/// compiled.</remarks>
/// <param name="time">The clock.</param>
internal sealed class UpdatePace(TimeProvider time)
{
    private const int AtOnce = 3;
    private const int GapPerWork = 10;
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(125);

    private readonly long _born = time.GetTimestamp();

    // When the next update would come if all came evenly; it may come earlier by what a rest has saved.
    private TimeSpan _even;
    private TimeSpan _workBefore;

    /// <summary>The time now, from any fixed moment on.</summary>
    public TimeSpan Now => time.GetElapsedTime(_born);

    /// <summary>How long to wait after an update.</summary>
    /// <param name="started">When it began.</param>
    /// <param name="work">The time that it took on the server.</param>
    public TimeSpan PauseAfter(TimeSpan started, TimeSpan work)
    {
        var lasting = work < _workBefore ? work : _workBefore;
        _workBefore = work;
        _even = Later(_even, started) + Later(Gap, GapPerWork * lasting);
        return Later(_even - ((AtOnce - 1) * Gap) - Now, TimeSpan.Zero);
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
