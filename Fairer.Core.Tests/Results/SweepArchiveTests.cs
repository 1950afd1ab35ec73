using System.Text;
using System.Text.Json.Nodes;
using Fairer.Core.Data;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Tests.Data.Tables;

namespace Fairer.Core.Tests.Results;

/// <summary>What is exported can be read by another store and by other programs, and what cannot be is refused by name.</summary>
public sealed class SweepArchiveTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private static SweepSpec Spec => new()
    {
        Title = "Mine",
        Datasets = ["adult"],
        Methods = ["erm", "dralign", "postprocess"],
        Lambdas = [0.1],
        Strengths = [0.5],
        Betas = [0.05],
        Networks = [new MlpShape(10, 10)],
        Seeds = [3],
        Epochs = 2,
    };

    /// <summary>A finished run, a failed one with a number that is none, and one that waits.</summary>
    private static (SweepState Sweep, RunState[] Runs) Sample()
    {
        var sweep = new SweepState { Id = 7, Spec = Spec, Created = Noon, Annotation = new(["a"], "Said \"so\", once.") };
        RunState[] runs = [.. SweepPlanner.Plan(Spec).Select((run, i) => new RunState { Id = 40 + i, SweepId = 7, Spec = run })];
        EpochReport[] reports = [Report(1), Report(2)];
        runs[0] = runs[0] with { Status = RunStatus.Finished, Epochs = [.. reports], Started = Noon, Ended = Noon.AddMinutes(1), Annotation = new(["b", "c"], "") };
        runs[1] = runs[1] with
        {
            Status = RunStatus.Failed,
            Failure = "It broke.",
            Epochs = [reports[0] with { Test = reports[0].Test with { EqualizedOdds = double.NaN } }],
        };
        return (sweep, runs);
    }

    private static EpochReport Report(int epoch)
    {
        var scores = new Scores(0.7, 0.1, 0.2, 0.1, 0.2, 0.8);
        return new EpochReport
        {
            Epoch = epoch,
            ClassificationLoss = 0.4,
            FairnessLoss = 0.1,
            Loss = 0.41,
            Validation = scores,
            Test = scores,
            LayerCosines = [0.5, 0.25, 1],
            BatchLayerCosines = [0.5, 0.5, 1],
            Seconds = 0.1 * epoch,
        };
    }

    private static async Task<string> WriteAsync(SweepArchive archive)
    {
        using var stream = new MemoryStream();
        await archive.WriteAsync(stream, Now);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static Task<SweepArchive> ReadAsync(string text) => SweepArchiveReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), "my.json", Now);

    private static async Task<string> FaultOf(Action<JsonNode> damage)
    {
        var (sweep, runs) = Sample();
        var json = JsonNode.Parse(await WriteAsync(SweepArchive.Of([sweep], runs)))!;
        damage(json);
        return (await Assert.ThrowsAsync<DataException>(() => ReadAsync(json.ToJsonString()))).Message;
    }

    [Fact]
    public async Task An_export_is_imported_as_it_was_under_new_numbers()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        store.AddSweep(Spec, SweepPlanner.Plan(Spec), Noon, "me");
        var (sweep, runs) = Sample();

        var archive = await ReadAsync(await WriteAsync(SweepArchive.Of([sweep], runs)));
        var (sweeps, imported) = store.Import(archive, "my.json");

        Assert.Equivalent(sweep with { Id = 2, Imported = "my.json" }, Assert.Single(sweeps), strict: true);
        Assert.Equal([4L, 5L, 6L], imported.Select(run => run.Id));
        Assert.Equal(runs.Select(run => run.Spec), imported.Select(run => run.Spec));
        Assert.Equal([RunStatus.Finished, RunStatus.Failed, RunStatus.Cancelled], imported.Select(run => run.Status));
        Assert.Equal(runs.SelectMany(run => run.Epochs.Select(Reports.Bits)), imported.SelectMany(run => run.Epochs.Select(Reports.Bits)));
        Assert.Equal(["b", "c"], imported[0].Annotation.Tags);
        Assert.Equal("It broke.", imported[1].Failure);
        Assert.Equivalent(imported, store.Load().Runs.Where(run => run.SweepId == 2), strict: true);
    }

    [Fact]
    public async Task Says_what_is_no_export()
    {
        async Task<string> Fault(string text) => (await Assert.ThrowsAsync<DataException>(() => ReadAsync(text))).Message;

        Assert.Contains("my.json is no export of sweeps", await Fault("a,b\n1,2\n"), StringComparison.Ordinal);
        Assert.Contains("missing required properties", await Fault("{}"), StringComparison.Ordinal);
        Assert.Contains("is empty", await Fault("null"), StringComparison.Ordinal);
        Assert.Contains("says that its format is 'other'", await Fault("""{"format":"other","version":1,"sweeps":[]}"""), StringComparison.Ordinal);
        Assert.Contains("this program reads version 1", await Fault("""{"format":"fairer-sweeps","version":9,"sweeps":[]}"""), StringComparison.Ordinal);
        Assert.Contains("sweeps: there is none", await Fault("""{"format":"fairer-sweeps","version":1,"sweeps":[]}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_where_what_cannot_be_is()
    {
        static JsonNode Run(JsonNode json, int index = 0) => json["sweeps"]![0]!["runs"]![index]!;

        Assert.Contains(
            "sweeps[0].runs[0].epochs[1].test.average_precision: 1.7 is not between 0 and 1.",
            await FaultOf(json => Run(json)["epochs"]![1]!["test"]!["average_precision"] = 1.7), StringComparison.Ordinal);
        Assert.Contains(
            "sweeps[0].runs[0].epochs[0].layer_cosines[2]: 3 is not between -1 and 1.",
            await FaultOf(json => Run(json)["epochs"]![0]!["layer_cosines"]![2] = 3), StringComparison.Ordinal);
        Assert.Contains(
            "sweeps[0].runs[0].epochs[0].layer_cosines: there are 1; the network 10 has 3 layers.",
            await FaultOf(json => Run(json)["epochs"]![0]!["layer_cosines"] = new JsonArray(1)), StringComparison.Ordinal);
        Assert.Contains(
            "sweeps[0].runs[0].epochs[1].epoch: 5 is not 2",
            await FaultOf(json => Run(json)["epochs"]![1]!["epoch"] = 5), StringComparison.Ordinal);
        Assert.Contains(
            "sweeps[0].runs[0].epochs: a finished run has all its 2 epochs, this one 1.",
            await FaultOf(json => Run(json)["epochs"]!.AsArray().RemoveAt(1)), StringComparison.Ordinal);
        Assert.Contains("sweeps[0].runs[1].spec: There is no method 'magic'", await FaultOf(json => Run(json, 1)["spec"]!["method"] = "magic"), StringComparison.Ordinal);
        Assert.Contains("at sweeps[0].runs[0].spec.hidden", await FaultOf(json => Run(json)["spec"]!["hidden"] = "-5"), StringComparison.Ordinal);
        Assert.Contains("at sweeps[0].runs[0].status", await FaultOf(json => Run(json)["status"] = "sleeping"), StringComparison.Ordinal);
        Assert.Contains("at sweeps[0].note", await FaultOf(json => json["sweeps"]![0]!["note"] = null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_the_first_ten_faults()
    {
        var fault = await FaultOf(json =>
        {
            foreach (var run in json["sweeps"]![0]!["runs"]!.AsArray())
            {
                run!["tags"] = new JsonArray("a,b");
                run["spec"]!["epochs"] = 0;
                run["spec"]!["steps_per_epoch"] = 0;
                run["spec"]!["seed"] = -1;
            }
        });
        Assert.Contains("\nand ", fault, StringComparison.Ordinal);
        Assert.Equal(12, fault.Split('\n').Length);
    }

    [Fact]
    public async Task A_table_for_other_programs_has_a_row_a_run_or_an_epoch()
    {
        var (_, runs) = Sample();
        using var csv = new MemoryStream();
        await RunColumns.WriteCsvAsync(csv, runs, DatasetCatalogue.InfoOf, Now);
        using var csvFile = new TableFile(csv.ToArray());
        var lines = await csvFile.FieldsAsync();
        Assert.Equal(4, lines.Count);
        string[] Cells(int row, string columns) => [.. columns.Split(' ').Select(column => lines[row][Array.IndexOf(lines[0], column)])];
        Assert.Equal(["40", "finished", "2", "true", "0.7", "b, c", "0.25"], Cells(1, "run status epoch selected ap tags layer2_cosine"));
        Assert.Equal(["failed", "", "It broke."], Cells(2, "status eo failure"));
        Assert.Equal(["queued", "", ""], Cells(3, "status epoch ap"));

        using var parquet = new MemoryStream();
        await RunColumns.WriteParquetAsync(parquet, runs, DatasetCatalogue.InfoOf, Now);
        using var parquetFile = new TableFile(parquet.ToArray());
        var rows = await parquetFile.FieldsAsync();
        Assert.Equal(lines[0], rows[0]);
        Assert.Equal(["1", "2", "1", ""], rows.Skip(1).Select(row => row[Array.IndexOf(rows[0], "epoch")]));
        Assert.Equal(["0.1", "0.2"], rows.Skip(1).Take(2).Select(row => row[Array.IndexOf(rows[0], "seconds")]));
    }

    [Fact]
    public void Any_runs_are_covered_by_the_smallest_grids()
    {
        var plan = SweepPlanner.Plan(Spec with { Seeds = [0, 1], Lambdas = [0.1, 0.2] });
        RunSpec[] some = [plan[1], plan[0], plan[^1], plan[^1], plan[0] with { Epochs = 9 }];

        var grids = SweepGrid.Covering(some);

        Assert.Equal([2, 9], grids.Select(grid => grid.Spec.Epochs));
        Assert.Equal([plan[1], plan[0], plan[^1]], grids[0].Runs);
        Assert.All(grids, grid => Assert.Empty(SweepPlanner.Faults(grid.Spec)));
        Assert.All(grids, grid => Assert.Subset(SweepPlanner.Plan(grid.Spec).ToHashSet(), grid.Runs.ToHashSet()));
    }
}
