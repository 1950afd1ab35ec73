using System.Text.Json;
using Fairer.Core.Rationale;
using Fairer.Core.Results;
using Fairer.Core.Tests.Data.Tables;
using Fairer.Core.Tests.Training;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Cli;

/// <summary><c>parity</c>: what it prints, keeps and refuses.</summary>
public sealed class ParityCommandTests
{
    private const string Train = "train --hidden 6-4 --method fairreg --lambda 0.3 --epochs 2 --steps 5 --seed 3";

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private static CommandLine Line(string? missing = null) =>
        new() { Engines = [new ManagedEngine()], Dataset = _ => new SmallDataset { Missing = missing } };

    [Fact]
    public async Task It_prints_both_sums_of_every_layer_and_the_weights_that_differ_most()
    {
        using var line = Line();
        await line.RunAsync(Train, Now);
        var outcome = await line.RunAsync("parity 1 --top 3", Now);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.StartsWith("Run 1: FairReg(ΔDP, noAug), hidden 6-4, λ 0.3, β 0, seed 3, on Small table; its network of epoch 2, over ", outcome.Lines[0], StringComparison.Ordinal);
        Assert.Matches(@"^removed +c +sum +layer 1 +layer 2 +layer 3 +all$", outcome.Lines[1]);
        Assert.Equal(4, outcome.Lines.Count(text => text.StartsWith("unit ", StringComparison.Ordinal)));
        Assert.Equal(7, outcome.Lines.Count(text => text.StartsWith("weight ", StringComparison.Ordinal)));
        Assert.Matches(@"^d_k +c⁰ +c¹ +layer +weight +from +to$", outcome.Lines[13]);

        using var store = ResultStore.Open(line.Store);
        var stored = store.Parity(1)!;
        var expected = Parity.Measure(new(6, 4), store.SelectedWeights(1)!.Weights, SmallTable.Split(3), cancellation: Now);
        Assert.Equal(expected.Detail.ToBytes(), stored.Detail.ToBytes());
        Assert.Equal(store.SelectedWeights(1)!.Epoch, stored.Epoch);
    }

    [Fact]
    public async Task A_second_call_answers_from_the_store_even_without_the_dataset()
    {
        using var line = Line();
        await line.RunAsync(Train, Now);
        var first = await line.RunAsync("parity 1 --top 0 --json", Now);
        line.Dataset = _ => new SmallDataset { Missing = "Gone." };
        var second = await line.RunAsync("parity 1 --top 0 --json", Now);
        Assert.Equal((0, ""), (second.ExitCode, second.Error));

        // The time it took is that of the first.
        Assert.Equal(first.Out, second.Out);
    }

    [Fact]
    public async Task A_removed_table_s_score_is_still_shown()
    {
        using var line = Line();
        line.Dataset = null;
        using var file = new TableFile(TableFile.Applicants(400));
        await line.RunAsync($"data add {file.Path} --label approved --sensitive sex --id loans", Now);
        await line.RunAsync($"{Train} --dataset loans", Now);
        var first = await line.RunAsync("parity 1 --top 0 --json", Now);
        await line.RunAsync("data remove loans", Now);

        var second = await line.RunAsync("parity 1 --top 0 --json", Now);
        Assert.Equal((0, "", first.Out), (second.ExitCode, second.Error, second.Out));
        Assert.Contains("on loans (unknown here)", (await line.RunAsync("parity 1", Now)).Lines[0], StringComparison.Ordinal);

        var anew = await line.RunAsync("parity 1 --compare-naive", Now);
        Assert.Equal(
            (1, "There is no dataset 'loans' any more, on which the run was trained. If it was a table of your own, add the same file again: ./fairer data add FILE --id loans.\n"),
            (anew.ExitCode, anew.Error));
    }

    [Fact]
    public async Task Json_and_csv_have_the_same_weights()
    {
        using var line = Line();
        await line.RunAsync(Train, Now);
        var csv = Path.Combine(line.Folder, "weights.csv");
        var outcome = await line.RunAsync($"parity 1 --json --top 2 --csv {csv}", Now);
        using var json = JsonDocument.Parse(Assert.Single(outcome.Lines));
        var root = json.RootElement;
        Assert.Equal(
            ["run", "dataset", "synthetic", "epoch", "samples", "losses", "scores", "taylor", "top", "seconds"],
            root.EnumerateObject().Select(property => property.Name));
        Assert.Equal(600, root.GetProperty("samples").EnumerateArray().Sum(count => count.GetInt32()));
        Assert.Equal(
            ["weight squared", "weight plain", "unit squared", "unit plain"],
            root.GetProperty("scores").EnumerateArray().Select(score => $"{score.GetProperty("removed")} {score.GetProperty("form")}"));

        var rows = (await File.ReadAllLinesAsync(csv, Now)).Select(row => row.Split(',')).ToArray();
        Assert.Equal(1 + 30 + 24 + 4, rows.Length);
        Assert.Equal((string[])["1", "1", "2", "b"], rows[2][..4]);
        var greatest = rows.Skip(1).MaxBy(row => double.Parse(row[9], System.Globalization.CultureInfo.InvariantCulture))!;
        var top = root.GetProperty("top")[0];
        Assert.Equal(greatest[..4], (string[])[$"{top.GetProperty("layer")}", $"{top.GetProperty("unit")}", $"{top.GetProperty("input")}", top.GetProperty("from").GetString()!]);
        Assert.Equal(greatest[9], top.GetProperty("d").GetRawText());
        var sum = rows.Skip(1).Sum(row => double.Parse(row[9], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(root.GetProperty("scores")[0].GetProperty("squares").GetDouble(), sum, 1e-12 * sum);
    }

    [Fact]
    public async Task The_naive_way_finds_the_same_and_takes_longer_for_all()
    {
        using var line = Line();
        await line.RunAsync(Train, Now);
        var outcome = await line.RunAsync("parity 1 --compare-naive", Now);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Matches(@"The naive way, .* for all 58\. This took .* times faster\. The loss changes differ by at most (0|\d\.\de-1[5-9])\.\n$", outcome.Error);
    }

    [Theory]
    [InlineData("parity 7", 2, "There is no run 7 in the store {0}; its runs are 1 to 1.")]
    [InlineData("parity", 2, "Required argument missing for command: 'parity'.")]
    [InlineData("parity 1 --top x", 2, "--top: 'x' is not a whole number from 0 to 1000000.")]
    [InlineData("parity 1 --store /nowhere/at/all", 2, "--store: '/nowhere/at/all' is not there; name a store that has runs.")]
    public async Task What_cannot_be_is_said(string args, int exitCode, string message)
    {
        using var line = Line();
        await line.RunAsync(Train, Now);
        var outcome = await line.RunAsync(args, Now);
        Assert.Equal((exitCode, ""), (outcome.ExitCode, outcome.Out));
        Assert.StartsWith(string.Format(System.Globalization.CultureInfo.InvariantCulture, message, line.Store), outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dataset_that_is_not_at_hand_is_named_with_what_to_do()
    {
        using var line = Line();
        await line.RunAsync(Train, Now);
        line.Dataset = _ => new SmallDataset { Missing = "Put it somewhere." };
        var outcome = await line.RunAsync("parity 1", Now);
        Assert.Equal((2, "--data: Small table, on which the run was trained, is not at hand. Put it somewhere.\n"), (outcome.ExitCode, outcome.Error));
    }

    [Theory]
    [InlineData("cancelled", null, "Run 1 is not finished: 2 of 2 epochs are done. Let it finish, or resume it, and ask again.\n")]
    [InlineData("failed", "It diverged.", "Run 1 failed: It diverged. Only a finished run has a parity score.\n")]
    public async Task An_unfinished_run_has_none(string status, string? failure, string message)
    {
        using var line = Line();
        await line.RunAsync(Train, Now);
        using (var store = ResultStore.Open(line.Store))
        {
            store.Execute($"UPDATE runs SET status = '{status}', failure = {(failure is null ? "NULL" : $"'{failure}'")}");
        }

        var outcome = await line.RunAsync("parity 1", Now);
        Assert.Equal((1, "", message), (outcome.ExitCode, outcome.Out, outcome.Error));
    }

    [Fact]
    public async Task Cancelled_it_keeps_nothing()
    {
        using var line = Line();
        await line.RunAsync(Train, Now);
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        var outcome = await line.RunAsync("parity 1", stopped.Token);
        Assert.Equal((1, "Cancelled.\n"), (outcome.ExitCode, outcome.Error));
        using var store = ResultStore.Open(line.Store);
        Assert.Null(store.Parity(1));
    }
}
