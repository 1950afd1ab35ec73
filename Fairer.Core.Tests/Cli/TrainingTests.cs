using System.Globalization;
using System.Text.Json;
using Fairer.Core.Rationale;
using Fairer.Core.Results;
using Fairer.Core.Tests.Sweeps;
using Fairer.Core.Training;

namespace Fairer.Core.Tests.Cli;

/// <summary><c>train</c> and <c>sweep</c>: what they print, and how they end.</summary>
public sealed class TrainingTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Json_is_one_object_a_run_with_the_test_split_at_the_selected_epoch()
    {
        using var line = new CommandLine();
        var outcome = await line.RunAsync("sweep --dataset synthetic --method erm,dralign --lambda 0.2:0.3:0.1 --hidden 10,64-32 --seed 0:1 --epochs 3 --steps 2 --metric eo --granularity unit --binning own --json", Now);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(12, outcome.Lines.Length);

        using var store = ResultStore.Open(line.Store);
        var runs = store.Load().Runs.ToDictionary(run => run.Id);
        foreach (var text in outcome.Lines)
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            Assert.Equal(
                ["dataset", "synthetic", "method", "metric", "lambda", "beta", "hidden", "seed", "epoch", "ap", "dp", "eo", "accuracy", "similarity", "layer_cosines", "batch_similarity", "seconds", "dp_at_half", "eo_at_half", "granularity", "binning", "epochs", "steps", "sweep", "run"],
                root.EnumerateObject().Select(property => property.Name));
            var run = runs[root.GetProperty("run").GetInt64()];
            var selected = run.Selected!;
            Assert.Equal(run.Epochs.Where(epoch => epoch.Epoch >= 2).MinBy(epoch => epoch.Validation.EqualizedOdds), selected);
            Assert.True(root.GetProperty("synthetic").GetBoolean());
            Assert.Equal("eo", root.GetProperty("metric").GetString());
            Assert.Equal("unit", root.GetProperty("granularity").GetString());
            Assert.Equal("own", root.GetProperty("binning").GetString());
            Assert.Equal(run.Spec.Network.ToString() == "10" ? JsonValueKind.Number : JsonValueKind.String, root.GetProperty("hidden").ValueKind);
            Assert.Equal(selected.Epoch, root.GetProperty("epoch").GetInt32());
            Assert.Equal(selected.Test.AveragePrecision, root.GetProperty("ap").GetDouble());
            Assert.Equal(selected.Test.DemographicParity, root.GetProperty("dp").GetDouble());
            Assert.Equal(selected.Test.EqualizedOdds, root.GetProperty("eo").GetDouble());
            Assert.Equal(selected.Test.Accuracy, root.GetProperty("accuracy").GetDouble());
            Assert.Equal(selected.Similarity, root.GetProperty("similarity").GetDouble());
            Assert.Equal(selected.BatchSimilarity, root.GetProperty("batch_similarity").GetDouble());
            Assert.Equal(selected.LayerCosines, root.GetProperty("layer_cosines").EnumerateArray().Select(cosine => cosine.GetDouble()));
            Assert.Equal(run.Epochs.Sum(epoch => epoch.Seconds), root.GetProperty("seconds").GetDouble());
        }
    }

    [Fact]
    public async Task Train_is_one_run_with_the_presets_that_help_states()
    {
        using var line = new CommandLine();
        var outcome = await line.RunAsync("train --json", Now);
        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith("""{"dataset":"synthetic","synthetic":true,"method":"dralign","metric":"dp","lambda":0.4,"beta":0.01,"hidden":200,"seed":0,""", Assert.Single(outcome.Lines), StringComparison.Ordinal);
        Assert.StartsWith("""{"dataset":"synthetic","synthetic":true,"method":"erm","metric":"dp","lambda":0,"beta":0,"hidden":50,"seed":3,""", Assert.Single((await line.RunAsync("train --method erm --lambda 0.7 --hidden 50 --seed 3 --json", Now)).Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_has_seed_means_and_says_that_the_data_is_synthetic()
    {
        using var line = new CommandLine();
        var outcome = await line.RunAsync("sweep --method erm,fairreg --lambda 0.2 --hidden 10 --seed 0:2 --epochs 2 --steps 1", Now);
        Assert.Equal(0, outcome.ExitCode);
        using var store = ResultStore.Open(line.Store);
        var erm = Summary.Of([.. store.Load().Runs.Where(run => run.Spec.Method == "erm").Select(run => run.Selected!.Test.AveragePrecision)]);
        Assert.Equal(5, outcome.Lines.Length);
        Assert.StartsWith("dataset ", outcome.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"synthetic  ERM (w.o. FairReg)   10       –  –    3      {erm.Mean:0.0000} ± {erm.Deviation:0.0000}  "), outcome.Lines[1], StringComparison.Ordinal);
        Assert.StartsWith("synthetic  FairReg(ΔDP, noAug)  10       –  0.2  3      ", outcome.Lines[2], StringComparison.Ordinal);
        Assert.Contains("Synthetic data is drawn from a model", outcome.Lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_run_is_told_on_standard_error_alone_and_the_others_go_on()
    {
        using var line = new CommandLine
        {
            Engines = [new FakeEngine { BeforeStep = (run, _, _) => { if (run.Seed == 1) throw new DivergedException("The loss of epoch 1, step 1 is not finite."); } }],
        };
        var outcome = await line.RunAsync("sweep --method erm --hidden 10 --seed 0:2 --epochs 2 --steps 1 --json", Now);
        Assert.Equal((1, 2), (outcome.ExitCode, outcome.Lines.Length));
        Assert.All(outcome.Lines, text => Assert.Contains("\"ap\":", text, StringComparison.Ordinal));
        Assert.Matches(@"^Run \d \(erm, hidden 10, λ 0, β 0, seed 1\) failed: The loss of epoch 1, step 1 is not finite\.\n1 of 3 runs failed\.\n$", outcome.Error);
    }

    [Fact]
    public async Task On_a_terminal_progress_stays_out_of_the_results()
    {
        using var line = new CommandLine { Terminal = true };
        var outcome = await line.RunAsync("sweep --method erm --hidden 10 --seed 0:2 --epochs 2 --json", Now).WaitAsync(TimeSpan.FromMinutes(1), Now);
        Assert.Equal((0, 3), (outcome.ExitCode, outcome.Lines.Length));
        Assert.All(outcome.Lines, text => Assert.StartsWith("{", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cancelled_it_says_how_to_go_on_and_the_same_command_does()
    {
        const string Sweep = "sweep --method erm,fairreg --hidden 10 --seed 0:3 --epochs 3 --steps 20 --json";
        using var undisturbed = new CommandLine();
        var expected = (await undisturbed.RunAsync(Sweep, Now)).Lines.Order();

        using var line = new CommandLine { Engines = [new FakeEngine { BeforeStep = (_, _, _) => Thread.Sleep(2) }] };
        using var ctrlC = CancellationTokenSource.CreateLinkedTokenSource(Now);
        ctrlC.CancelAfter(500);
        var outcome = await line.RunAsync(Sweep, ctrlC.Token);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Matches(@"Cancelled: \d+ of 24 runs are finished, .* The same command goes on with the rest, and so does Resume at sweep 1 in the dashboard\.", outcome.Error);
        Assert.InRange(outcome.Lines.Length, 0, 23);

        line.Engines = [new FakeEngine()];
        outcome = await line.RunAsync(Sweep, Now);
        Assert.Equal((0, "Going on with sweep 1, which was not at its end.\n"), (outcome.ExitCode, outcome.Error));
        Assert.Equal(expected, outcome.Lines.Order());
    }

    [Fact]
    public async Task Images_are_trained_with_AlexNet_unless_another_network_is_named()
    {
        using var line = new CommandLine { Dataset = _ => new EmptyDataset { Images = true } };
        var outcome = await line.RunAsync("train --json", Now);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("\"hidden\":\"alexnet\"", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("\"granularity\":\"unit\"", outcome.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\"device\"", outcome.Out, StringComparison.Ordinal);

        outcome = await line.RunAsync("train --model resnet18 --granularity parameter --batch 8 --learning-rate 1e-3 --image-size 64 --device fake --json", Now);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("\"hidden\":\"resnet18\"", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("\"granularity\":\"parameter\"", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("\"batch\":8,\"learning_rate\":0.001,\"image_size\":64,\"device\":\"fake\"", outcome.Out, StringComparison.Ordinal);

        outcome = await line.RunAsync("train --model 200", Now);
        Assert.Equal((2, "--model: Empty is made of images, and the MLP 200 reads rows of a table: choose alexnet or resnet18.\n"), (outcome.ExitCode, outcome.Error));
    }

    [Fact]
    public async Task A_network_s_own_settings_hold_where_none_are_given()
    {
        using var line = new CommandLine();
        Assert.Equal(0, (await line.RunAsync("train --model 3x64 --device auto", Now)).ExitCode);
        using var store = ResultStore.Open(line.Store);
        var spec = Assert.Single(store.Load().Runs).Spec;
        Assert.Equal((500, 1e-3, Granularity.Parameter, null, null), (spec.BatchPerGroup, spec.LearningRate, spec.Granularity, spec.ImageSize, spec.Device));
    }

    [Fact]
    public async Task A_device_that_is_not_here_comes_with_what_is_missing()
    {
        using var line = new CommandLine { Engines = [new FakeEngine(), new FakeEngine { Name = "Torch", Devices = [], Missing = "libtorch is not here; ./fairer setup torch brings it." }] };
        var outcome = await line.RunAsync("train --device cpu", Now);
        Assert.Equal(2, outcome.ExitCode);
        Assert.StartsWith("--device: there is no 'cpu' here; there are auto, fake. libtorch is not here; ./fairer setup torch brings it.\n", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Name a verb: train, sweep, reproduce, parity, record, data, devices, fit-census. See ./fairer --help.", null)]
    [InlineData("fly", "Unrecognized command or argument 'fly'.", "See ./fairer --help.")]
    [InlineData("train --lamda 0.4", "Unrecognized command or argument '--lamda'.", "See ./fairer train --help.")]
    [InlineData("train --lambda 0.2,0.4", "--lambda: '0.2,0.4' are 2 values; train takes one. Use sweep for several.", "See ./fairer train --help.")]
    [InlineData("sweep --lambda 0.2:0.6", "--lambda: '0.2:0.6' needs a step: 0.2:0.6:0.1.", "See ./fairer sweep --help.")]
    [InlineData("sweep --lambda=-1", "--lambda: λ is a number from 0 on.", null)]
    [InlineData("sweep --seed -3", "--seed: A seed is a whole number from 0 to 2147483647.", null)]
    [InlineData("sweep --method magic", "--method: there is no method 'magic'; there are erm, oversample, fairreg, mixup, adversarial, postprocess, dralign, dralign-aug.", "See ./fairer sweep --help.")]
    [InlineData("train --dataset moon", "--dataset: there is no dataset 'moon'; there are adult, credit, celeba:Wavy_Hair, celeba:Attractive, celeba:Smiling, synthetic, faces.", "See ./fairer train --help.")]
    [InlineData("train --dataset faces:Nose", "--dataset: the faces have no attribute 'Nose'; there are Smiling", "See ./fairer train --help.")]
    [InlineData("train --metric ap", "--metric: there is no 'ap'; there are dp, eo.", "See ./fairer train --help.")]
    [InlineData("train --hidden 0", "--hidden: A hidden layer has 1 to 8192 units, not 0.", "See ./fairer train --help.")]
    [InlineData("train --model 0", "--model: A hidden layer has 1 to 8192 units, not 0.", "See ./fairer train --help.")]
    [InlineData("train --model lenet", "--model: There is no network 'lenet'; there are alexnet, resnet18 and MLPs such as 200, 3x64 or 64-32.", "See ./fairer train --help.")]
    [InlineData("train --model alexnet", "--model: Empty is a table, and alexnet reads images: choose an MLP such as 200.", null)]
    [InlineData("train --device cuda:7", "--device: there is no 'cuda:7' here; there are auto, fake.", "See ./fairer train --help.")]
    [InlineData("train --batch 0", "--batch: '0' is not a whole number from 1 to 100000.", "See ./fairer train --help.")]
    [InlineData("train --learning-rate x", "--learning-rate: 'x' is not a number.", "See ./fairer train --help.")]
    [InlineData("train --learning-rate 2", "--learning-rate: A learning rate is above 0 and at most 1, not 2.", null)]
    [InlineData("train --image-size 513", "--image-size: '513' is not a whole number from 1 to 512.", "See ./fairer train --help.")]
    [InlineData("train --epochs 0", "--epochs: '0' is not a whole number from 1 to 1000.", "See ./fairer train --help.")]
    [InlineData("train --workers x", "--workers: 'x' is not a whole number from 1 to 1024.", "See ./fairer train --help.")]
    [InlineData("train --data /nowhere/at/all", "--data: '/nowhere/at/all' is not a folder; name one that holds the dataset's files.", "See ./fairer train --help.")]
    [InlineData("sweep --seed 0:9999 --hidden 10,20 --method erm", "The sweep has 20000 runs; at most 10000 are possible in one.", null)]
    [InlineData("fit-census", "Option '--out' is required.", "See ./fairer fit-census --help.")]
    public async Task Bad_usage_names_the_option_and_ends_with_2(string args, string message, string? hint)
    {
        using var line = new CommandLine();
        var outcome = await line.RunAsync(args, Now);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Out));
        Assert.StartsWith(message, outcome.Error, StringComparison.Ordinal);
        Assert.Equal(hint, outcome.Error.TrimEnd().Split('\n') is [_, .., var last] ? last : null);
        Assert.False(File.Exists(line.Store));
    }

    [Fact]
    public async Task A_dataset_that_is_not_at_hand_is_bad_usage_and_says_what_to_do()
    {
        using var line = new CommandLine { Dataset = id => new EmptyDataset { Missing = "Put adult.data somewhere." } };
        var outcome = await line.RunAsync("train --dataset adult", Now);
        Assert.Equal((2, "--dataset: adult is not at hand. Put adult.data somewhere.\n"), (outcome.ExitCode, outcome.Error));
        outcome = await line.RunAsync($"fit-census --out {line.Folder}/x", Now);
        Assert.Equal((2, "--data: Adult is not at hand. Put adult.data somewhere.\n"), (outcome.ExitCode, outcome.Error));
    }

    [Fact]
    public async Task A_store_that_is_none_is_a_failure()
    {
        using var line = new CommandLine();
        await File.WriteAllTextAsync(line.Store, new string('x', 5000), Now);
        var outcome = await line.RunAsync("train", Now);
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Out));
        Assert.Contains("is damaged or not a SQLite database", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "sweep")]
    [InlineData("train --help", "Default: 0.4.")]
    [InlineData("sweep --help", "Default: 0.2:0.6:0.1.")]
    public async Task Help_is_there(string args, string part)
    {
        using var line = new CommandLine();
        var outcome = await line.RunAsync(args, Now);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains(part, outcome.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("[default", outcome.Out, StringComparison.Ordinal);
    }
}
