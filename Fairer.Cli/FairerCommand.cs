using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Fairer.Core.Data;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Cli;

/// <summary>The command line: verbs, and how each ends.</summary>
internal static class FairerCommand
{
    /// <summary>Does what the arguments say.</summary>
    /// <returns>The exit code: 0, 2 for bad usage, 1 for a failure.</returns>
    public static async Task<int> RunAsync(string[] args, CliHost host, CancellationToken cancellation)
    {
        // Not a RootCommand, which would call itself by the program's file name.
        var root = new Command("./fairer", "Fairer trains models fairly and measures what that costs and changes. Without a verb, ./fairer opens the dashboard (--port N, --data DIR, --store FILE); ./fairer test runs every test.")
        {
            new HelpOption(),
            new VersionOption(),
            TrainCommand.Create(host),
            SweepCommand.Create(host),
            ReproduceCommand.Create(host),
            ParityCommand.Create(host),
            RecordCommand.Create(host),
            DataCommand.Create(host),
            DevicesCommand.Create(host),
            FitCensusCommand.Create(host),
        };

        root.SetAction(int (ParseResult _) => throw new CliException(
            $"Name a verb: {string.Join(", ", root.Subcommands.Select(verb => verb.Name))}. See ./fairer --help.", exitCode: 2));

        // An argument that begins with @ is itself, not a file with more arguments.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors.Select(error => error.Message).Distinct())
            {
                await host.Error.WriteLineAsync(error).ConfigureAwait(false);
            }

            await host.Error.WriteLineAsync($"See {Path(parsed.CommandResult)} --help.").ConfigureAwait(false);
            return 2;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = host.Out,
                    Error = host.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                cancellation).ConfigureAwait(false);
        }
        catch (CliException exception)
        {
            await host.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return exception.ExitCode;
        }
        catch (Exception exception) when (exception is StoreException or SweepException or DataException or IOException or UnauthorizedAccessException)
        {
            await host.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return 1;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await host.Error.WriteLineAsync("Cancelled.").ConfigureAwait(false);
            return 1;
        }
    }

    private static string Path(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Path(parent)} {command.Command.Name}" : command.Command.Name;
}
