using System.Diagnostics;
using System.Globalization;
using Fairer.Core.Data;

namespace Fairer.Benchmarks.Dashboard;

/// <summary>From the start of the process to a page that answers, and from files to a split that can be trained on.</summary>
internal sealed class StartUp : IBenchPart
{
    /// <inheritdoc/>
    public string Name => "start";

    /// <inheritdoc/>
    public string Title => "Start";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BenchRow>> MeasureAsync(BenchContext context, CancellationToken cancellation)
    {
        List<double> answers = [];
        for (var i = 0; i < (context.Quick ? 3 : 7); i++)
        {
            context.Progress.Say($"the dashboard, start {i + 1}");
            await using var server = await DashboardServer.StartAsync(context.Folders, cancellation).ConfigureAwait(false);
            answers.Add(server.AnsweredAfter.TotalMilliseconds);
        }

        var data = context.Census;
        context.Progress.Say($"reading, encoding and splitting {data}");
        List<double> loads = [];
        for (var i = 0; i < (context.Quick ? 3 : 7); i++)
        {
            var started = Stopwatch.GetTimestamp();
            await new DatasetCache(context.Folders).SplitAsync(data, seed: 0, new(), cancellation).ConfigureAwait(false);
            loads.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        var how = string.Create(CultureInfo.InvariantCulture, $"The best of {answers.Count} starts, with an empty store: until the whole page has arrived over HTTP.");
        const string HowData = "From the files to the encoded split of one seed, in a process that has not done it before; and the best of several times in the same process.";
        return
        [
            new() { What = "start of the process to a page that answers", Value = answers.Min(), Unit = "ms", How = how, Goal = Goal.ValueAtMost(2000) },
            new() { What = $"{data} read, encoded and split, first time", Value = loads[0], Unit = "ms", How = HowData, Goal = Goal.ValueAtMost(300) },
            new() { What = $"{data} read, encoded and split, again", Value = loads.Min(), Unit = "ms", How = HowData, Goal = Goal.ValueAtMost(300) },
        ];
    }
}
