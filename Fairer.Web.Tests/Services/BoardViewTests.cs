using Fairer.Core.Data;
using Fairer.Core.Sweeps;
using Fairer.Web.Services;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Services;

public sealed class BoardViewTests
{
    private readonly FakeSweepService _sweeps = new();
    private readonly BoardView _view = new(DatasetCatalogue.InfoOf);

    [Fact]
    public async Task A_view_follows_the_newest_sweep_until_told_otherwise()
    {
        await StartAsync();
        Assert.Equal(1, _view.Shown!.Sweep.Id);
        await StartAsync();
        Assert.Equal(2, _view.Shown!.Sweep.Id);

        _view.Show(1);
        await StartAsync();

        Assert.Equal(1, _view.Shown!.Sweep.Id);
        Assert.Equal([3, 2, 1], _view.Sweeps.Select(sweep => sweep.Sweep.Id));
    }

    [Fact]
    public async Task A_sweep_can_be_asked_for_before_the_board_has_it()
    {
        await StartAsync();
        _view.Show(2);
        await StartAsync();

        Assert.Equal(2, _view.Shown!.Sweep.Id);
    }

    [Fact]
    public async Task A_curve_is_drawn_anew_only_when_something_drawn_changed()
    {
        await StartAsync();
        var run = _sweeps.Runs(1).First();
        var curve = _view.Shown!.AllCurves.Single(curve => curve.Key.Method == run.Spec.Method && curve.Key.Network.Equals(run.Spec.Network));
        var (settled, moving) = (curve.Settled, curve.Moving);

        Show(run = run with { Status = RunStatus.Running });
        Assert.Equal((settled, moving + 1), (curve.Settled, curve.Moving));
        Show(run = run with { Step = 50 });
        Assert.Equal((settled, moving + 1), (curve.Settled, curve.Moving));
        Show(run = run with { Step = 0, Epochs = [Samples.Report(run.Spec, 1)] });
        Assert.Equal((settled, moving + 2), (curve.Settled, curve.Moving));
        Show(run with { Status = RunStatus.Finished });
        Assert.Equal((settled + 1, moving + 3), (curve.Settled, curve.Moving));
    }

    [Fact]
    public async Task A_resumed_run_leaves_its_mean()
    {
        await StartAsync();
        _sweeps.Change(1, _ => true, run => Samples.Train(run, 10, RunStatus.Finished));
        Apply();
        var curve = _view.Shown!.AllCurves.First();
        Assert.Equal(3, curve.Points[0].Seeds);

        Show(_sweeps.Runs(1).First(run => run.Spec.Method == curve.Key.Method) with { Status = RunStatus.Queued, Epochs = [] });

        Assert.Equal(2, curve.Points[0].Seeds);
    }

    private async Task StartAsync()
    {
        await _sweeps.StartAsync(Samples.Sweep(), CancellationToken.None);
        Apply();
    }

    private void Show(RunState run)
    {
        _sweeps.Board.Show([run]);
        Apply();
    }

    private void Apply() => _view.Apply(_sweeps.Board.ChangesSince(_view.Version));
}
