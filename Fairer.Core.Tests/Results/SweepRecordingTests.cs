using Fairer.Core.Data;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Tests.Sweeps;

namespace Fairer.Core.Tests.Results;

/// <summary>A recording holds all that was measured, and the one that comes with the program is whole.</summary>
public sealed class SweepRecordingTests
{
    [Fact]
    public void What_is_written_is_read_again_to_the_last_bit()
    {
        var built = SweepRecording.BuiltIn;
        var odd = FakeEngine.Report(1, 3) with { Loss = double.NaN };
        RunState[] runs = [built.Runs[0] with { Epochs = [odd, FakeEngine.Report(2, 5)], Status = RunStatus.Failed, Failure = "It broke." }];
        using var file = new MemoryStream();
        new SweepRecording(built.Sweep, runs).Write(file);
        file.Position = 0;

        var read = SweepRecording.Read(file);
        var run = Assert.Single(read.Runs);
        Assert.Equal(runs[0].Spec, run.Spec);
        Assert.Equal((runs[0].Id, runs[0].SweepId, RunStatus.Failed, "It broke."), (run.Id, run.SweepId, run.Status, run.Failure));
        Assert.Equal(runs[0].Epochs.Select(Reports.Bits), run.Epochs.Select(Reports.Bits));
        Assert.Equal(runs[0].Epochs.Select(report => report.Seconds), run.Epochs.Select(report => report.Seconds));
        Assert.Equal(built.Sweep.Spec.Lambdas, read.Sweep.Spec.Lambdas);
    }

    [Fact]
    public void The_program_s_own_has_every_run_of_its_plan_finished_on_data_that_is_nobody_s()
    {
        var recording = SweepRecording.BuiltIn;
        Assert.Equal(SweepPlanner.Plan(recording.Sweep.Spec), recording.Runs.Select(run => run.Spec));
        Assert.All(recording.Runs, run => Assert.Equal((RunStatus.Finished, run.Spec.Epochs), (run.Status, run.Epochs.Length)));
        Assert.All(recording.Sweep.Spec.Datasets, id => Assert.True(DatasetCatalogue.InfoOf(id).Synthetic));
    }

    // What its captions say of it (built-in.demo.txt).
    [Fact]
    public void In_the_program_s_own_DRAlign_aligns_every_layer()
    {
        var points = SweepRecording.BuiltIn.Runs.GroupBy(run => run.Spec.Method).ToDictionary(runs => runs.Key, Curves.Points);
        Assert.All(points["dralign"], point => Assert.All(point.LayerCosines, cosine => Assert.True(cosine.Mean > 0.9)));
        Assert.All(points["dralign"].Zip(points["fairreg"]), pair => Assert.True(pair.First.Similarity.Mean > pair.Second.Similarity.Mean));
    }
}
