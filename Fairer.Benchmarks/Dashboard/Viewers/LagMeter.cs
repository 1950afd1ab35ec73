using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fairer.Benchmarks.Dashboard.Viewers;

/// <summary>How long after an epoch was kept a viewer's chart shows it, or a newer one of the same run.</summary>
internal sealed partial class LagMeter
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, List<long>> _kept = []; // of each run, when each epoch was
    private readonly ConcurrentBag<double> _lags = [];

    /// <summary>All lags so far, in milliseconds.</summary>
    public IReadOnlyCollection<double> Lags => _lags;

    /// <summary>Forgets the lags so far.</summary>
    public void Reset() => _lags.Clear();

    /// <summary>Notes how many epochs of a run are kept by now.</summary>
    public void Keep(long run, int epochs)
    {
        lock (_lock)
        {
            if (!_kept.TryGetValue(run, out var times))
            {
                _kept[run] = times = [];
            }

            while (times.Count < epochs)
            {
                times.Add(Stopwatch.GetTimestamp());
            }
        }
    }

    /// <summary>Gives what is to hear of a viewer's pictures.</summary>
    public Action<string> Watch()
    {
        Dictionary<long, int> seen = [];
        var opened = Stopwatch.GetTimestamp();
        return update =>
        {
            var now = Stopwatch.GetTimestamp();
            foreach (var (run, epoch) in Shown(update))
            {
                See(run, epoch, seen, opened, now);
            }
        };
    }

    // What a running point tells when it is hovered over.
    [GeneratedRegex("running, epoch (\\d+) of")]
    private static partial Regex Epoch { get; }

    private void See(long run, int epoch, Dictionary<long, int> seen, long opened, long now)
    {
        lock (_lock)
        {
            var times = _kept.GetValueOrDefault(run) ?? [];
            var before = seen.GetValueOrDefault(run);
            for (var e = before; e < Math.Min(epoch, times.Count); e++)
            {
                if (times[e] > opened)
                {
                    _lags.Add(Stopwatch.GetElapsedTime(times[e], now).TotalMilliseconds);
                }
            }

            seen[run] = Math.Max(before, epoch);
        }
    }

    /// <summary>The runs of the first chart's new traces, each with the epoch that it stands at; a finished one with all.</summary>
    private static List<(long Run, int Epoch)> Shown(string update)
    {
        using var json = JsonDocument.Parse(update);
        List<(long Run, int Epoch)> shown = [];
        foreach (var trace in json.RootElement.GetProperty("traces").EnumerateArray())
        {
            var meta = trace.GetProperty("meta");
            var kind = meta.GetProperty("kind").GetString();
            if (kind is "running" or "run")
            {
                shown.AddRange(meta.GetProperty("ids").EnumerateArray().Zip(
                    trace.GetProperty("hovertext").EnumerateArray(),
                    (id, text) => (id.GetInt64(), kind == "run" ? int.MaxValue : int.Parse(Epoch.Match(text.GetString()!).Groups[1].Value, CultureInfo.InvariantCulture))));
            }
        }

        return shown;
    }
}
