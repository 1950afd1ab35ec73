using Fairer.Core.Tests.Data.Tables;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Cli;

/// <summary><c>data add</c>, <c>list</c> and <c>remove</c>, and training on what was added.</summary>
public sealed class TableCommandsTests : IDisposable
{
    private readonly CommandLine _line = new() { Dataset = null, Engines = [new ManagedEngine()] };
    private readonly TableFile _file = new(TableFile.Applicants(400));

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_found_is_printed_and_can_be_trained_on()
    {
        var added = await _line.RunAsync($"data add {_file.Path} --label approved --sensitive sex=female --id loans --ignore income --numeric id", Now);
        Assert.Equal(
            """
            loans: 400 rows of 6 features

            column    is                                                  missing  features
            id        numeric                                             –        1
            age       numeric                                             40       2
            income    ignored                                             –        –
            region    categorical                                         20       3
            note      ignored: looks like an id: text that seldom repeats  –        –
            sex       sensitive: female = 1, male = 0                     –        –
            approved  label: yes = 1, no = 0                              –        –

            sex     rows  approved = yes
            male    240   43.3 %
            female  160   42.5 %

            """.Replace("\r", "", StringComparison.Ordinal).Split('\n').Select(Squeezed),
            added.Out.Split('\n').Select(Squeezed));
        Assert.Equal((0, "Added: train on it with --dataset loans, or choose it in the dashboard.\n"), (added.ExitCode, added.Error));

        Assert.Contains("loans table approved = yes sex", Squeezed((await _line.RunAsync("data list", Now)).Out), StringComparison.Ordinal);
        var trained = await _line.RunAsync("sweep --dataset loans,synthetic --method erm --hidden 4 --epochs 2 --steps 3 --json", Now);
        Assert.Equal((0, 2), (trained.ExitCode, trained.Lines.Length));
        Assert.StartsWith("{\"dataset\":\"loans\",\"synthetic\":false,", trained.Lines.Order().First(), StringComparison.Ordinal);

        Assert.Equal((0, "", "loans is removed; results stay.\n"), Parts(await _line.RunAsync("data remove loans", Now)));
        Assert.DoesNotContain("loans", (await _line.RunAsync("data list", Now)).Out, StringComparison.Ordinal);
        Assert.StartsWith(
            "--dataset: there is no dataset 'loans'; there are adult, credit, celeba:Wavy_Hair, celeba:Attractive, celeba:Smiling, synthetic, faces.", (await _line.RunAsync("train --dataset loans", Now)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_says_what_is_made_of_images_and_what_is_synthetic()
    {
        string[] lines = [.. (await _line.RunAsync("data list", Now)).Out.Split('\n').Select(Squeezed)];
        Assert.Equal(
            ["adult table income", "credit table good", "celeba:Wavy_Hair images wavy", "celeba:Attractive images attractive", "celeba:Smiling images smiling", "synthetic synthetic rows", "faces synthetic images"],
            lines[1..8].Select(line => string.Join(' ', line.Split(' ')[..3])));
        Assert.StartsWith("celeba:Wavy_Hair images wavy hair male CelebA may not be handed on, so get it from ", lines[3], StringComparison.Ordinal);
        Assert.Equal("celeba:Attractive images attractive male likewise", lines[4]);
        Assert.Equal("faces synthetic images smiling glasses comes with the program", lines[7]);
        Assert.Contains("Images by other attributes: faces:LABEL or faces:LABEL:SENSITIVE, of Smiling, Glasses, Wavy_Hair, Long_Hair, Wearing_Hat;", lines);
        Assert.Contains("celeba:LABEL or celeba:LABEL:SENSITIVE, of CelebA's 40 attributes.", lines);
    }

    [Fact]
    public async Task On_a_terminal_progress_stays_out_of_the_results()
    {
        _line.Terminal = true;
        var outcome = await _line.RunAsync($"data add {_file.Path} --label approved --sensitive sex --id loans", Now);
        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith("loans: 400 rows of 6 features\n", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_may_have_an_equals_sign_in_its_name()
    {
        using var file = new TableFile("v,a=b,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 9},{i % 2},{i / 2 % 2}\n")));
        var outcome = await _line.RunAsync(["data", "add", file.Path, "--label", "y=0", "--sensitive", "a=b"], Now);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("data: 60 rows of 1 features", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("label: 0 = 1, 1 = 0", outcome.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--sensitive sex", 2, "Option '--label' is required.\nSee ./fairer data add --help.\n")]
    [InlineData("--label approved --sensitive sex --numeric age --ignore age", 2, "'age' is named twice; a column is numeric, categorical or ignored.\n")]
    [InlineData("--label region --sensitive sex", 1, "Say which value of 'region' is label 1: north or south.\n")]
    [InlineData("--label approved --sensitive sex --id Loans", 1, "'Loans' cannot be an id: take up to 40 lower-case letters, digits and hyphens.\n")]
    [InlineData("--label approved --sensitive sex --numeric region", 1, "and 360 more\n")]
    public async Task What_is_wrong_is_said_and_nothing_is_added(string options, int exitCode, string end)
    {
        var outcome = await _line.RunAsync($"data add {_file.Path} {options}", Now);
        Assert.Equal((exitCode, ""), (outcome.ExitCode, outcome.Out));
        Assert.EndsWith(end, outcome.Error, StringComparison.Ordinal);
        Assert.Empty(_line.Datasets.Tables.All);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_bad_usage()
    {
        var outcome = await _line.RunAsync("data add nowhere.csv --label a --sensitive b", Now);
        Assert.Equal(2, outcome.ExitCode);
        Assert.StartsWith("FILE: ", outcome.Error, StringComparison.Ordinal);
        Assert.Equal((1, "", "There is no table 'nowhere'; there is none.\n"), Parts(await _line.RunAsync("data remove nowhere", Now)));
    }

    public void Dispose()
    {
        _line.Dispose();
        _file.Dispose();
    }

    private static (int, string, string) Parts(Outcome outcome) => (outcome.ExitCode, outcome.Out, outcome.Error);

    // The widths of columns do not matter here.
    private static string Squeezed(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
