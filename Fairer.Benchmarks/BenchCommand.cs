using System.CommandLine;
using System.CommandLine.Help;
using Fairer.Benchmarks.Baseline;
using Fairer.Benchmarks.Output;
using Fairer.Core.Data;

namespace Fairer.Benchmarks;

/// <summary>The command line of the bench.</summary>
internal static class BenchCommand
{
    /// <summary>Does what the arguments say.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Takes results and help.</param>
    /// <param name="error">Takes progress and reasons.</param>
    /// <param name="cancellation">Stops it within a moment.</param>
    /// <returns>The exit code: 0, 2 for bad usage, 1 for a failure. A missed goal is a result, not a failure.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var only = new Option<string?>("--only") { Description = $"Only these parts: {string.Join(", ", BenchParts.Names)}. Several with commas.", HelpName = "NAME,…" };
        only.Validators.Add(result =>
        {
            foreach (var unknown in Words(result.Tokens.SingleOrDefault()?.Value).Except(BenchParts.Names))
            {
                result.AddError($"--only: there is no part '{unknown}'; there are {string.Join(", ", BenchParts.Names)}.");
            }
        });
        var quick = new Option<bool>("--quick") { Description = "Fewer repetitions and shorter runs: a first look, no numbers to quote." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document with the machine and all rows, and nothing else on standard output." };
        var markdown = new Option<bool>("--markdown") { Description = "Print the tables as docs/performance.md has them." };
        var pictures = new Option<string?>("--out") { Description = "The folder for pictures. Default: none are drawn.", HelpName = "DIR" };
        var data = new Option<string?>("--data") { Description = "The folder with Adult. Default: FAIRER_DATA, then the app's own; where it is not at hand, the synthetic census is taken.", HelpName = "DIR" };

        var python = new Option<string?>("--python") { Description = "A Python that has PyTorch. Default: the first of python3 and /usr/bin/python3 that has it.", HelpName = "PATH" };

        var bench = new Command("bench", "Measures how fast the program is, beside eager PyTorch on the same machine where python3 has it.")
        {
            only, quick, json, markdown, pictures, data, python, MicroCommand.Create(),
        };
        bench.SetAction(async (parsed, token) =>
        {
            var names = Words(parsed.GetValue(only));
            await using var torch = await PyTorch.FindAsync(parsed.GetValue(python), token).ConfigureAwait(false);
            if (torch is null)
            {
                await error.WriteLineAsync(PyTorch.Hint).ConfigureAwait(false);
            }

            var context = new BenchContext
            {
                Quick = parsed.GetValue(quick),
                Folders = DataFolders.Find(parsed.GetValue(data)),
                Progress = new BenchProgress(error),
                Torch = torch,
                Out = parsed.GetValue(pictures),
            };
            var machine = Machine.Here(torch?.Description);
            Action<PartResult> tell = parsed.GetValue(json)
                ? _ => { }
                : parsed.GetValue(markdown) ? part => MarkdownReport.Write(output, part) : part => ConsoleReport.Write(output, part);
            if (!parsed.GetValue(json))
            {
                await output.WriteLineAsync(machine.ToString()).ConfigureAwait(false);
            }

            var results = await BenchRunner.RunAsync([.. BenchParts.All.Where(part => names.Length == 0 || names.Contains(part.Name))], context, tell, token).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                JsonReport.Write(output, machine, context.Quick, results);
            }

            return 0;
        });

        // The scripts hand on the verb, as they do to the command line.
        var root = new Command("./fairer") { new HelpOption(), bench };
        var parse = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Errors.Count > 0)
        {
            foreach (var message in parse.Errors.Select(fault => fault.Message).Distinct())
            {
                await error.WriteLineAsync(message).ConfigureAwait(false);
            }

            await error.WriteLineAsync("See ./fairer bench --help.").ConfigureAwait(false);
            return 2;
        }

        try
        {
            return await parse.InvokeAsync(
                new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is BenchException or DataException or IOException)
        {
            await error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return 1;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await error.WriteLineAsync("Cancelled.").ConfigureAwait(false);
            return 1;
        }
    }

    private static string[] Words(string? list) =>
        (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
