using Fairer.Core.Data;
using Fairer.Core.Sweeps;
using Fairer.Web.Components.Charts;
using Fairer.Web.Services;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Services;

public sealed class SharedDrawingsTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly FakeSweepService _sweeps = new();
    private readonly SharedDrawings _drawings;

    public SharedDrawingsTests() => _drawings = new SharedDrawings(_sweeps, new KnownDatasets(new DataFolders([], Path.GetTempPath())), _time);

    [Theory]
    [InlineData(SimilarityMode.Whole)]
    [InlineData(SimilarityMode.Layers)]
    [InlineData(SimilarityMode.Epochs)]
    public async Task A_shared_drawing_is_what_each_viewer_would_have_drawn(SimilarityMode mode)
    {
        var id = await StartAsync();
        var own = new BoardView(DatasetCatalogue.InfoOf);
        TradeoffChart tradeoff = new();
        SimilarityChart similarity = new();
        for (var epochs = 0; epochs <= 10; epochs += 5)
        {
            _sweeps.Change(id, run => run.Id % 3 == 0, run => Samples.Train(run, epochs, epochs == 10 ? RunStatus.Finished : RunStatus.Running));

            var drawing = _drawings.Draw(id, new ChartChoice(mode), TimeSpan.Zero)!;

            own.Apply(_sweeps.Board.ChangesSince(own.Version));
            Assert.Equal(Text(tradeoff.Draw(own.Shown!)), Text(drawing.Tradeoff));
            Assert.Equal(Text(similarity.Draw(own.Shown!, mode)), Text(drawing.Similarity));
            Assert.Equal(SweepProgress.Of(own.Shown!.Runs, _sweeps.Workers), drawing.Progress);
            Assert.Equal(own.Version, drawing.Version);
        }
    }

    [Fact]
    public async Task Viewers_who_come_at_the_same_moment_see_the_same_drawing()
    {
        var id = await StartAsync();
        var first = Draw(id, Long);
        _sweeps.Change(id, run => run.Id == 1, run => Samples.Train(run, 1, RunStatus.Running));

        Assert.Same(first, Draw(id, Long));
        Assert.NotSame(first, Draw(id, TimeSpan.Zero));
    }

    [Fact]
    public async Task An_older_drawing_than_a_viewer_takes_is_made_anew()
    {
        var id = await StartAsync();
        var first = Draw(id, Long);
        _sweeps.Change(id, run => run.Id == 1, run => Samples.Train(run, 1, RunStatus.Running));
        _time.Advance(2 * Long);

        Assert.True(Draw(id, Long).Version > first.Version);
    }

    [Fact]
    public async Task Nothing_is_drawn_twice_while_nothing_changes()
    {
        var id = await StartAsync();
        var first = Draw(id, TimeSpan.Zero);
        _time.Advance(Long);

        Assert.Same(first, Draw(id, TimeSpan.Zero));
    }

    [Fact]
    public async Task Series_that_are_as_before_are_the_same_objects()
    {
        var id = await StartAsync();
        _sweeps.Change(id, _ => true, run => Samples.Train(run, 10, RunStatus.Finished));
        var first = Draw(id, TimeSpan.Zero);
        _sweeps.Change(id, run => run.Spec.Method == "erm", run => run with { Status = RunStatus.Running });

        // The front is that of all runs.
        Trace[] traces = [.. Draw(id, TimeSpan.Zero).Tradeoff.Traces.Where(trace => trace.Meta is { Kind: not "front", Method: not "erm" })];

        Assert.NotEmpty(traces);
        Assert.All(traces, trace => Assert.Same(first.Tradeoff.Traces.Single(before => before.Uid == trace.Uid), trace));
    }

    [Fact]
    public async Task Each_choice_has_its_own_drawing_and_an_unknown_sweep_none()
    {
        var id = await StartAsync();

        Assert.Single(_drawings.Draw(id, new ChartChoice(SimilarityMode.Whole), Long)!.Similarity.Layout.Panels);
        Assert.Equal(3, _drawings.Draw(id, new ChartChoice(SimilarityMode.Layers), Long)!.Similarity.Layout.Panels.Count);
        Assert.Null(_drawings.Draw(id + 1, new ChartChoice(SimilarityMode.Whole), Long));
    }

    private static string Text(Figure figure)
    {
        var json = new FigureJson();
        return new FigureUpdate([.. figure.Traces.Select(trace => trace.Uid)], [.. figure.Traces.Select(json.Of)], json.Of(figure.Layout)).ToString();
    }

    private Task<long> StartAsync() => _sweeps.StartAsync(Samples.Sweep(), CancellationToken.None);

    private SweepDrawing Draw(long id, TimeSpan tolerance) => _drawings.Draw(id, new ChartChoice(SimilarityMode.Whole), tolerance)!;
}
