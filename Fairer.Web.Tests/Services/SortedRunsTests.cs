using Fairer.Core.Sweeps;
using Fairer.Web.Services;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Services;

public sealed class SortedRunsTests
{
    private static readonly Comparer<RunState> ByStatus = Comparer<RunState>.Create((one, other) =>
        (one.Status, one.Step, one.Id).CompareTo((other.Status, other.Step, other.Id)));

    [Theory]
    [InlineData(4)]
    [InlineData(1000)] // nearly all of them
    public void Runs_that_change_take_their_new_places(int mostChanges)
    {
        var random = new Random(1);
        var view = Views.Of(Samples.Sweep());
        var sorted = new SortedRuns(ByStatus);
        for (var i = 0; i < 200; i++)
        {
            for (var k = random.Next(mostChanges); k > 0; k--)
            {
                var run = view.Runs.ElementAt(random.Next(view.Runs.Count));
                view.Apply([run with { Status = (RunStatus)random.Next(5), Step = random.Next(100) }]);
            }

            sorted.Update(view);

            Assert.Equal(view.Runs.Order(ByStatus), sorted.All);
        }
    }

    [Fact]
    public void Other_runs_are_sorted_anew()
    {
        var all = Views.Of(Samples.Sweep());
        var sorted = new SortedRuns(ByStatus);
        foreach (var some in new[] { all, all.Where(run => run.Id <= 5), all.Where(run => run.Id is > 5 and <= 10), all.Where(_ => false), all })
        {
            sorted.Update(some);

            Assert.Equal(some.Runs.Order(ByStatus), sorted.All);
        }
    }

    [Fact]
    public void The_same_runs_of_another_view_take_their_new_places()
    {
        var view = Views.Of(Samples.Sweep());
        var sorted = new SortedRuns(ByStatus);
        sorted.Update(view);
        view.Apply([view.Runs.Last() with { Status = RunStatus.Running }]);

        var other = view.Where(_ => true);
        sorted.Update(other);

        Assert.Equal(other.Runs.Order(ByStatus), sorted.All);
    }

    [Fact]
    public void Runs_that_come_to_a_view_are_there()
    {
        RunState[] runs = [.. Views.Runs(Samples.Sweep())];
        var view = Views.Of(Samples.Sweep()).Where(run => run.Id < runs[^1].Id);
        var sorted = new SortedRuns(ByStatus);
        sorted.Update(view);

        view.Apply([runs[^1]]);
        sorted.Update(view);

        Assert.Equal(runs.Order(ByStatus).Select(run => run.Id), sorted.All.Select(run => run.Id));
    }
}
