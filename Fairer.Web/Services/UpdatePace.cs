namespace Fairer.Web.Services;

/// <summary>When a viewer gets the next update: eight a second, and after a rest three at once, so that the first change is
/// seen without delay and never more than ten come within a second.</summary>
/// <remarks>For a sweep so large that updates take long on the server the pauses grow: a viewer takes at most a tenth of one
/// core from training. One slow update among quick ones says nothing about that, such as the first, whose code is being
/// compiled. Many viewers get fewer updates each, and all at the same moments, so that what they see alike is drawn
/// once.</remarks>
/// <param name="time">The clock; viewers who share it share its moments.</param>
/// <param name="audience">All viewers.</param>
internal sealed class UpdatePace(TimeProvider time, Audience audience)
{
    private const int AtOnce = 3;
    private const int GapPerWork = 10;
    private static readonly TimeSpan ShortestGap = TimeSpan.FromMilliseconds(125);

    // 0.45 s with fifty viewers, whose pictures are to lag by less than half a second.
    private static readonly TimeSpan GapPerViewer = TimeSpan.FromMilliseconds(9);

    // When the next update would come if all came evenly; it may come earlier by what a rest has saved.
    private TimeSpan _even;
    private TimeSpan _workBefore;

    /// <summary>The time now, from any fixed moment on.</summary>
    public TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>How old a drawing may be that was made for another viewer; for a lone one it is always new.</summary>
    public TimeSpan Tolerance => audience.Count > 1 ? Gap / 4 : TimeSpan.Zero;

    private TimeSpan Gap => Later(ShortestGap, GapPerViewer * audience.Count);

    /// <summary>How long to wait after an update.</summary>
    /// <param name="started">When it began.</param>
    /// <param name="work">The time that it took on the server.</param>
    /// <param name="unhurried">Whether half as many updates are enough.</param>
    public TimeSpan PauseAfter(TimeSpan started, TimeSpan work, bool unhurried = false)
    {
        var gap = unhurried ? 2 * Gap : Gap;
        var lasting = work < _workBefore ? work : _workBefore;
        _workBefore = work;
        _even = Later(_even, started) + Later(gap, GapPerWork * lasting);
        var next = _even - ((AtOnce - 1) * gap);
        if (audience.IsLarge)
        {
            // Half a gap on: a clock that rings early must not bring the same moment twice.
            next = Later(next, started + (gap / 2));
            next = gap * Math.Ceiling(next / gap);
        }

        return Later(next - Now, TimeSpan.Zero);
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
