using Fairer.Core.Sweeps;
using Fairer.Web.Services;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Services;

public sealed class SortedRunsTests
{
    private static readonly Comparer<RunState> ByStatus = Comparer<RunState>.Create((one, other) =>
        (one.Status, one.Step, one.Id).CompareTo((other.Status, other.Step, other.Id)));

    [Fact]
    public void Runs_that_change_take_their_new_places()
    {
        var random = new Random(1);
        RunState[] runs = [.. Views.Runs(Samples.Sweep())];
        var sorted = new SortedRuns(ByStatus);
        for (var i = 0; i < 200; i++)
        {
            for (var k = random.Next(4); k > 0; k--)
            {
                var place = random.Next(runs.Length);
                runs[place] = runs[place] with { Status = (RunStatus)random.Next(5), Step = random.Next(100) };
            }

            sorted.Update(runs);

            Assert.Equal(runs.Order(ByStatus), sorted.All);
        }
    }

    [Fact]
    public void Other_runs_are_sorted_anew()
    {
        RunState[] runs = [.. Views.Runs(Samples.Sweep())];
        var sorted = new SortedRuns(ByStatus);
        foreach (var some in new[] { runs, runs[..5], runs[5..10], [], runs })
        {
            sorted.Update(some);

            Assert.Equal(some.Order(ByStatus), sorted.All);
        }
    }
}
