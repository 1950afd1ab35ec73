using System.Diagnostics;
using System.Globalization;
using Fairer.Benchmarks.Dashboard.Viewers;
using Fairer.Core.Models;
using Fairer.Core.Sweeps;

namespace Fairer.Benchmarks.Dashboard;

/// <summary>What fifty viewers of one running sweep cost training, how far their pictures lag, and what becomes of the
/// server's memory.</summary>
internal sealed class StreamPart : IBenchPart
{
    private const int Viewers = 50;
    private const int MeasuredEvery = 5; // the others are alike, and reading charts is work too
    private const double Mebibyte = 1 << 20;

    private static readonly double Cores = Environment.ProcessorCount;

    /// <inheritdoc/>
    public string Name => "stream";

    /// <inheritdoc/>
    public string Title => $"{Viewers} viewers of one running sweep";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BenchRow>> MeasureAsync(BenchContext context, CancellationToken cancellation)
    {
        context.Progress.Say("starting the dashboard and its sweep");
        await using var server = await DashboardServer.StartAsync(context.Folders, cancellation).ConfigureAwait(false);
        await using var sweep = SweepWatch.Start(server.StoreFile, Spec(context));
        await sweep.UntilItRunsAsync(cancellation).ConfigureAwait(false);
        using var client = new HttpClient();
        var turn = TimeSpan.FromSeconds(context.Quick ? 4 : 15);
        context.Progress.Say("warming up");
        await using (var first = await Audience.OpenAsync(server.Address, client, Viewers, MeasuredEvery, sweep.Lags, cancellation).ConfigureAwait(false))
        {
            // The server compiles what is used often, at first quickly and then well.
            await Task.Delay(TimeSpan.FromSeconds(context.Quick ? 10 : 60), cancellation).ConfigureAwait(false);
            await first.LeaveAsync(client, cancellation).ConfigureAwait(false);
        }

        List<Turn> alone = [], watched = [];
        for (var round = 1; round <= context.Rounds; round++)
        {
            context.Progress.Say($"alone and watched, round {round} of {context.Rounds}");
            alone.Add(await TurnAsync(server, sweep, turn, cancellation).ConfigureAwait(false));
            await using var audience = await Audience.OpenAsync(server.Address, client, Viewers, MeasuredEvery, sweep.Lags, cancellation).ConfigureAwait(false);
            await Task.Delay(TimeSpan.FromSeconds(2), cancellation).ConfigureAwait(false);
            watched.Add(await TurnAsync(server, sweep, turn, cancellation).ConfigureAwait(false));
            audience.Check();
            await audience.LeaveAsync(client, cancellation).ConfigureAwait(false);
            context.Progress.Say($"alone {alone[^1]}; watched {watched[^1]}");
        }

        var (memory, lags, pictures) = await LongWatchAsync(context, server, sweep, client, cancellation).ConfigureAwait(false);
        return
        [
            .. Cost(alone, watched),
            new()
            {
                What = "lag of a viewer's picture, p95",
                Value = Spread.At(lags, 0.95),
                Unit = "ms",
                Goal = Goal.ValueAtMost(500),
                How = string.Create(CultureInfo.InvariantCulture, $"Lag: from an epoch's commit in the store, just before it is on the board, to the arrival of a chart that has it or a newer one of its run; every epoch, {Viewers / MeasuredEvery} of the viewers, {pictures:0.0} charts a second and viewer."),
            },
            new() { What = "lag of a viewer's picture, median", Value = Spread.Median(lags), Unit = "ms", How = "As above." },
            .. Memory(context, memory),
        ];
    }

    private static SweepSpec Spec(BenchContext context) => new()
    {
        Datasets = [context.Census],
        Methods = ["erm", "fairreg", "dralign"],
        Lambdas = [0.2, 0.3, 0.4, 0.5, 0.6],
        Betas = [0.05],
        Networks = [new MlpShape(50, 50)],
        Seeds = [.. Enumerable.Range(0, context.Quick ? 30 : 200)],
    };

    private static async Task<Turn> TurnAsync(DashboardServer server, SweepWatch sweep, TimeSpan length, CancellationToken cancellation)
    {
        using var self = Process.GetCurrentProcess();
        sweep.CountSteps(); // those since the turn before, which take a while to read
        var (started, steps, before, own) = (Stopwatch.GetTimestamp(), sweep.CountSteps(), ServerTime.Of(server.Id), self.TotalProcessorTime);
        await Task.Delay(length, cancellation).ConfigureAwait(false);
        self.Refresh();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var done = sweep.CountSteps() - steps;
        if (done == 0)
        {
            throw new BenchException("Nothing was trained meanwhile.");
        }

        var after = ServerTime.Of(server.Id);
        return new Turn(
            done / seconds,
            (after?.Training - before?.Training) / seconds,
            (after?.Other - before?.Other) / seconds,
            (self.TotalProcessorTime - own).TotalSeconds / seconds);
    }

    private static IEnumerable<BenchRow> Cost(List<Turn> alone, List<Turn> watched)
    {
        var (rate, slowed) = (Spread.Median(alone.Select(turn => turn.Steps)), Spread.Median(watched.Select(turn => turn.Steps)));
        yield return new BenchRow
        {
            What = "training is slowed by",
            Value = 100 * (1 - (slowed / rate)),
            Unit = "%",
            Goal = Goal.ValueAtMost(5),
            How = string.Create(CultureInfo.InvariantCulture, $"Steps a second of a c50 sweep of ERM, FairReg and DRAlign on {Cores} cores, alone and with the viewers in turns; medians of {rate:0} and {slowed:0}. The viewers' own processor time counts against training: they are on the same machine."),
        };
        if (alone[0].Other is not null)
        {
            var own = Spread.Median(watched.Select(turn => turn.Other!.Value)) - Spread.Median(alone.Select(turn => turn.Other!.Value));
            const string How = "Processor time: of the server's threads that do not train, with viewers less alone, and of the process that plays the viewers; of all cores together.";
            yield return new BenchRow { What = "the server's processor time for them", Value = 100 * own / Cores, Unit = "%", Goal = Goal.ValueAtMost(5), How = How };
            yield return new BenchRow
            {
                What = "the viewers' own processor time",
                Value = 100 * (Spread.Median(watched.Select(turn => turn.Viewers)) - Spread.Median(alone.Select(turn => turn.Viewers))) / Cores,
                Unit = "%",
                How = How,
            };
        }
    }

    private static IEnumerable<BenchRow> Memory(BenchContext context, List<double> memory)
    {
        // What the code and the heap settle to in the first tenth is no growth.
        var first = memory[memory.Count / 10];
        var middle = memory[memory.Count / 2];
        yield return new BenchRow
        {
            What = "the server's memory grows by",
            Value = 100 * ((Spread.Median(memory[^(memory.Count / 10)..]) / Spread.Median(memory[(memory.Count / 10)..(memory.Count / 5)])) - 1),
            Unit = "%",
            Goal = context.Quick ? null : Goal.ValueAtMost(10),
            How = string.Create(CultureInfo.InvariantCulture, $"Memory: resident, every second while {Viewers} viewers watch for {(context.Quick ? "ten seconds" : "ten minutes")}; the median of the last tenth beside that of the second tenth. {first:0} MiB after the first tenth, {middle:0} in the middle, {memory[^1]:0} at the end."),
        };
    }

    private static async Task<(List<double> Memory, IReadOnlyCollection<double> Lags, double Pictures)> LongWatchAsync(
        BenchContext context, DashboardServer server, SweepWatch sweep, HttpClient client, CancellationToken cancellation)
    {
        sweep.Follow();
        await using var audience = await Audience.OpenAsync(server.Address, client, Viewers, MeasuredEvery, sweep.Lags, cancellation).ConfigureAwait(false);
        sweep.Lags.Reset();
        var (started, seconds, pictures) = (Stopwatch.GetTimestamp(), context.Quick ? 10 : 600, audience.Pictures);
        List<double> memory = [];
        for (var i = 1; i <= seconds; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellation).ConfigureAwait(false);
            memory.Add(server.WorkingSet / Mebibyte);
            if (i % 60 == 0)
            {
                context.Progress.Say(string.Create(CultureInfo.InvariantCulture, $"watched for {i / 60} min: {memory[^1]:0} MiB"));
            }
        }

        audience.Check();
        return (memory, sweep.Lags.Lags, (audience.Pictures - pictures) / Stopwatch.GetElapsedTime(started).TotalSeconds / Viewers);
    }

    /// <summary>What a stretch of time brought, all a second: steps, and the processor seconds of training, of the rest of the
    /// server and of this process.</summary>
    private sealed record Turn(double Steps, double? Training, double? Other, double Viewers)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{Steps:0} steps/s, processors: training {Training:0.000}, server {Other:0.000}, viewers {Viewers:0.000}");
    }
}
