using Fairer.Core.Models;
using Fairer.Core.Sweeps;
using Fairer.Core.Tests.Sweeps;
using Fairer.Core.Training;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Training;

public sealed class EngineChoiceTests
{
    private static readonly FakeEngine Absent = new() { Name = "Torch", Devices = [], Missing = "libtorch is missing.", Refusal = "Not ready." };

    private static RunSpec Run(string network, string? device = null) =>
        new() { Dataset = "any", Method = "erm", Network = NetworkShape.Parse(network), Device = device };

    [Fact]
    public void A_run_that_some_engine_trains_has_no_fault() =>
        Assert.Null(EngineChoice.WhyNot([Absent, new ManagedEngine()], Run("200")));

    [Fact]
    public void An_engine_that_is_not_ready_may_be_the_one_that_could() =>
        Assert.Equal("Nothing here trains AlexNet. libtorch is missing.", EngineChoice.WhyNot([new ManagedEngine(), Absent], Run("alexnet")));

    [Fact]
    public void The_engine_of_the_chosen_device_says_why() =>
        Assert.Equal("Managed (CPU): It trains MLPs only, not alexnet.", EngineChoice.WhyNot([Absent, new ManagedEngine()], Run("alexnet", "managed")));

    [Fact]
    public void Where_nothing_is_missing_all_say_why() =>
        Assert.Equal(
            "Managed (CPU): It trains MLPs only, not alexnet. Fake: No.",
            EngineChoice.WhyNot([new ManagedEngine(), new FakeEngine { Refusal = "No." }], Run("alexnet")));
}
