using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using Fairer.Benchmarks.Around;
using Fairer.Core.Data;

namespace Fairer.Benchmarks;

/// <summary>The command line of the bench, and how it ends.</summary>
internal static class BenchCommand
{
    /// <summary>Does what the arguments say.</summary>
    /// <param name="args">The arguments; the first one is the verb, which the scripts hand on.</param>
    /// <param name="output">Takes results and help.</param>
    /// <param name="error">Takes progress and reasons.</param>
    /// <param name="cancellation">Stops it within a moment.</param>
    /// <returns>The exit code: 0, 2 for bad usage, 1 for a failure. A missed goal is a result, not a failure.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var root = new Command("./fairer") { new HelpOption(), Create(output, error) };
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var message in parsed.Errors.Select(fault => fault.Message).Distinct())
            {
                await error.WriteLineAsync(message).ConfigureAwait(false);
            }

            await error.WriteLineAsync("See ./fairer bench --help.").ConfigureAwait(false);
            return 2;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is BenchException or DataException or IOException or UnauthorizedAccessException)
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

    private static Command Create(TextWriter output, TextWriter error)
    {
        var only = new Option<string?>("--only") { Description = $"Only these parts: {string.Join(", ", BenchParts.Names)}. Several with commas.", HelpName = "NAME,…" };
        only.Validators.Add(result =>
        {
            foreach (var unknown in Words(result.Tokens.SingleOrDefault()?.Value).Except(BenchParts.Names))
            {
                result.AddError($"--only: there is no part '{unknown}'; there are {string.Join(", ", BenchParts.Names)}.");
            }
        });
        var quick = new Option<bool>("--quick") { Description = "Fewer repetitions and shorter runs: a first look within minutes, no numbers to quote." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document with the machine and all rows, and nothing else on standard output." };
        var markdown = new Option<bool>("--markdown") { Description = "Print the tables as docs/performance.md has them." };
        var pictures = new Option<string?>("--out") { Description = "The folder for the roofline that part peak draws, roofline.svg. Default: none is drawn.", HelpName = "DIR" };
        var data = new Option<string?>("--data") { Description = "The folder with Adult. Default: FAIRER_DATA, then the app's own; where it is not at hand, the synthetic census is taken.", HelpName = "DIR" };
        var python = new Option<string?>("--python") { Description = "A Python that has PyTorch. Default: the first of python3 and /usr/bin/python3 that has it.", HelpName = "PATH" };
        var command = new Command("bench", "Measures how fast the program is, beside eager PyTorch on the same machine where a Python has it.")
        {
            only, quick, json, markdown, pictures, data, python, MicroCommand.Create(), Child(error),
        };
        command.SetAction((parsed, cancellation) =>
        {
            var names = Words(parsed.GetValue(only));
            return new Bench(output, error).RunAsync(
                new BenchRequest
                {
                    Parts = [.. BenchParts.All.Where(part => names.Length == 0 || names.Contains(part.Name))],
                    Quick = parsed.GetValue(quick),
                    Form = parsed.GetValue(json) ? ReportForm.Json : parsed.GetValue(markdown) ? ReportForm.Markdown : ReportForm.Console,
                    Out = parsed.GetValue(pictures),
                    Data = parsed.GetValue(data),
                    Python = parsed.GetValue(python),
                },
                cancellation);
        });
        return command;
    }

    /// <summary>What <see cref="ChildProcess"/> starts.</summary>
    private static Command Child(TextWriter error)
    {
        var what = new Argument<string>("what");
        var quick = new Option<bool>("--quick");
        var command = new Command("child") { what, quick };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellation) =>
        {
            var context = new BenchContext { Quick = parsed.GetValue(quick), Folders = DataFolders.Find(), Progress = new BenchProgress(error), Torch = null };
            var answer = await ChildProcess.AnswerAsync(parsed.GetValue(what)!, context, cancellation).ConfigureAwait(false);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(answer.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false);
        });
        return command;
    }

    private static string[] Words(string? list) =>
        (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
