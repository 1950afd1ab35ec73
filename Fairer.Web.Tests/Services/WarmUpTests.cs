using Fairer.Core.Data;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;
using Fairer.Web.Services;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Services;

public sealed class WarmUpTests
{
    private static readonly KnownDatasets Known = new(new DataFolders([], ""));

    [Fact]
    public async Task The_offered_methods_are_trained_once_on_the_offered_data()
    {
        List<RunSpec> trained = [];
        await RunAsync(new FakeEngine { Refusal = run => { lock (trained) { trained.Add(run); } return null; } });

        Assert.Equal(["dralign", "erm", "fairreg"], trained.Select(run => run.Method).Distinct().Order());
        Assert.All(trained, run => Assert.Equal(("synthetic", 0), (run.Dataset, run.Seed)));
    }

    [Fact]
    public async Task What_needs_a_device_for_itself_is_left_alone()
    {
        var engine = new LaneEngine();
        await RunAsync(engine);

        Assert.False(engine.Trained);
    }

    private static async Task RunAsync(IEngine engine)
    {
        using var warmUp = new WarmUp(Known, new DatasetCache(Known.Folders), new([engine]));
        await warmUp.StartAsync(TestContext.Current.CancellationToken);
        await warmUp.ExecuteTask!.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    private sealed class LaneEngine : IEngine
    {
        public bool Trained { get; private set; }

        public string Name => "Card";

        public IReadOnlyList<TrainingDevice> Devices => [];

        public string? WhyNot(RunSpec run) => null;

        public string? Lane(RunSpec run) => "cuda:0";

        public void Train(RunSpec run, SplitData data, RunCheckpoint? from, IRunObserver observer, CancellationToken cancellation) => Trained = true;
    }
}
