using System.Text.Json;
using Fairer.Benchmarks;

namespace Fairer.Core.Tests.Benchmarks;

public class BenchTests
{
    private static readonly BenchRow Row = (new BenchRow
    {
        What = "runs",
        Value = 120,
        Unit = "runs/min",
        How = "Counted.",
        Goal = Goal.RatioAtLeast(10),
    }).BesideRate(10, "PyTorch");

    [Fact]
    public async Task Json_has_the_machine_and_all_rows()
    {
        var (output, _) = await RunAsync(ReportForm.Json, new Part("a", [Row]), new Part("b", [Row with { Goal = null }]));
        using var document = JsonDocument.Parse(output);
        var machine = document.RootElement.GetProperty("machine");
        Assert.Equal(Environment.ProcessorCount, machine.GetProperty("cores").GetInt32());
        Assert.Equal(JsonValueKind.Null, machine.GetProperty("torch").ValueKind);
        Assert.True(document.RootElement.GetProperty("quick").GetBoolean());
        var parts = document.RootElement.GetProperty("parts");
        Assert.Equal(["a", "b"], parts.EnumerateArray().Select(part => part.GetProperty("name").GetString()!));
        var row = parts[0].GetProperty("rows")[0];
        Assert.Equal(120, row.GetProperty("value").GetDouble());
        Assert.Equal(12, row.GetProperty("ratio").GetDouble());
        Assert.Equal("ratio", row.GetProperty("goal").GetProperty("of").GetString());
        Assert.True(row.GetProperty("met").GetBoolean());
        Assert.Equal(JsonValueKind.Null, parts[1].GetProperty("rows")[0].GetProperty("met").ValueKind);
    }

    [Fact]
    public async Task The_console_shows_a_table_of_each_part_and_how_it_was_measured_once()
    {
        var (output, _) = await RunAsync(ReportForm.Console, new Part("a", [Row, Row with { What = "walks" }]));
        var lines = output.Split('\n');
        Assert.Contains("  what   ours          beside it              ratio  goal", lines);
        Assert.Contains("  walks  120 runs/min  10 runs/min (PyTorch)  12×    ≥ 10×: met", lines);
        Assert.Single(lines, "  · Counted.");
    }

    [Fact]
    public async Task Markdown_is_ready_to_be_pasted()
    {
        var (output, _) = await RunAsync(ReportForm.Markdown, new Part("a", [Row]));
        Assert.Contains("### Title of a\n\n| what | ours | beside it | ratio | goal |\n| --- | --- | --- | --- | --- |\n| runs | 120 runs/min |", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_that_cannot_be_measured_says_why_and_leaves_the_others_undisturbed()
    {
        var (output, _) = await RunAsync(ReportForm.Console, new Part("a", null), new Part("b", [Row]));
        Assert.Contains("Title of a\n  not measured: Not here.\n", output, StringComparison.Ordinal);
        Assert.Contains("Title of b\n  what", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_PyTorch_it_says_how_to_get_it()
    {
        var (_, error) = await RunAsync(ReportForm.Json);
        Assert.Contains("apt-get install python3-torch libopenblas0-pthread", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_says_which_part_it_is_and_how_long_it_has_taken()
    {
        var (_, error) = await RunAsync(ReportForm.Json, new Part("a", [Row]), new Part("b", [Row]));
        Assert.Matches(@"\[0:00:\d\d\] b \(2 of 2\): counting", error);
    }

    [Theory]
    [InlineData("--only", "nonsense")]
    [InlineData("--nonsense")]
    public async Task Bad_usage_is_told(params string[] args)
    {
        using var error = new StringWriter();
        Assert.Equal(2, await BenchCommand.RunAsync(["bench", .. args], TextWriter.Null, error, TestContext.Current.CancellationToken));
        Assert.Contains("nonsense", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("./fairer bench --help", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_the_parts()
    {
        using var output = new StringWriter();
        Assert.Equal(0, await BenchCommand.RunAsync(["bench", "--help"], output, TextWriter.Null, TestContext.Current.CancellationToken));
        Assert.Contains(string.Join(", ", BenchParts.Names), output.ToString(), StringComparison.Ordinal);
    }

    private static async Task<(string Output, string Error)> RunAsync(ReportForm form, params IBenchPart[] parts)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter();
        var request = new BenchRequest { Parts = parts, Quick = true, Form = form, Python = "no-such-python" };
        await new Bench(output, error).RunAsync(request, TestContext.Current.CancellationToken);
        return (output.ToString(), error.ToString());
    }

    private sealed class Part(string name, IReadOnlyList<BenchRow>? rows) : IBenchPart
    {
        public string Name => name;

        public string Title => $"Title of {name}";

        public Task<IReadOnlyList<BenchRow>> MeasureAsync(BenchContext context, CancellationToken cancellation)
        {
            context.Progress.Say("counting");
            return Task.FromResult(rows ?? throw new BenchException("Not here."));
        }
    }
}
