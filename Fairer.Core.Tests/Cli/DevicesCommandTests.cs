using Fairer.Core.Data;
using Fairer.Core.Sweeps;
using Fairer.Core.Tests.Sweeps;
using Fairer.Core.Training;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Cli;

/// <summary><c>devices</c>: what can train here.</summary>
public sealed class DevicesCommandTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private static readonly FakeEngine Gpu = new()
    {
        Name = "Torch",
        Devices = [new("cuda:0", "NVIDIA T4", "everything", 15L << 30), new("cpu", "Torch, 2 cores", "everything")],
    };

    [Fact]
    public async Task The_table_has_every_device_with_its_engine_and_memory()
    {
        using var line = new CommandLine { Engines = [new ManagedEngine(), Gpu] };
        var outcome = await line.RunAsync("devices", Now);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(["device", "managed", "cuda:0", "cpu"], outcome.Lines.Select(text => text.Split(' ')[0]));
        Assert.Matches(@"^managed +Managed \(CPU\) +Managed engine, .+ MLPs, one run a core +the machine's$", outcome.Lines[1]);
        Assert.Matches("^cuda:0 +Torch +NVIDIA T4 +everything +15.0 GiB$", outcome.Lines[2]);
    }

    [Fact]
    public async Task The_check_tells_a_device_that_agrees_from_one_that_does_not()
    {
        using var line = new CommandLine { Dataset = null, Engines = [new ManagedEngine(), new ManagedAs("cpu", run => run), new ManagedAs("cuda:0", run => run with { LearningRate = 2e-3 })] };
        var outcome = await line.RunAsync("devices --check", Now);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Matches("^cpu +16 +0.0e0 +0.0e0 +0.0e0 +0.0e0 +0.0e0 +bit by bit +agrees$", outcome.Lines[1]);
        Assert.Matches("^cuda:0 +16 .* bit by bit +differs by more than 0.005$", outcome.Lines[2]);
    }

    [Fact]
    public async Task What_is_missing_is_said_with_the_step_that_brings_it()
    {
        using var line = new CommandLine { Engines = [new ManagedEngine(), new FakeEngine { Name = "Torch", Devices = [], Missing = "libtorch is not here; ./fairer setup torch brings it." }] };
        var outcome = await line.RunAsync("devices", Now);
        Assert.Equal("Torch: libtorch is not here; ./fairer setup torch brings it.", outcome.Lines[^1]);
    }

    [Fact]
    public async Task Json_is_one_object_an_engine()
    {
        using var line = new CommandLine { Engines = [Gpu, new FakeEngine { Name = "Other", Devices = [], Missing = "Get it." }] };
        var outcome = await line.RunAsync("devices --json", Now);
        Assert.Equal(
        [
            """{"engine":"Torch","devices":[{"id":"cuda:0","name":"NVIDIA T4","trains":"everything","memory":16106127360},{"id":"cpu","name":"Torch, 2 cores","trains":"everything"}]}""",
            """{"engine":"Other","devices":[],"missing":"Get it."}""",
        ],
            outcome.Lines);
    }

    /// <summary>The managed engine under another device's name, training something else where asked to.</summary>
    private sealed class ManagedAs(string device, Func<RunSpec, RunSpec> instead) : IEngine
    {
        private readonly ManagedEngine _engine = new();

        public string Name => device;

        public IReadOnlyList<TrainingDevice> Devices { get; } = [new(device, device, "MLPs")];

        public string? WhyNot(RunSpec run) => null;

        public void Train(RunSpec run, SplitData data, RunCheckpoint? from, IRunObserver observer, CancellationToken cancellation) =>
            _engine.Train(instead(run) with { Device = null }, data, from, observer, cancellation);
    }
}
