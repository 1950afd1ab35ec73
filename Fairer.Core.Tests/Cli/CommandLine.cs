using Fairer.Cli;
using Fairer.Core.Data;
using Fairer.Core.Tests.Results;
using Fairer.Core.Tests.Sweeps;
using Fairer.Core.Training;

namespace Fairer.Core.Tests.Cli;

/// <summary>The command line in this process, with an engine that costs nothing.</summary>
internal sealed class CommandLine : IDisposable
{
    private readonly StoreFolder _folder = new();

    public IReadOnlyList<IEngine> Engines { get; set; } = [new FakeEngine()];

    public Func<string, IDatasetSource> Dataset { get; set; } = _ => new EmptyDataset();

    public bool Terminal { get; set; }

    public string Store => _folder.File;

    public string Folder => _folder.Folder;

    /// <summary>Runs a command; a verb that works on a store gets this test's own store.</summary>
    public async Task<Outcome> RunAsync(string line, CancellationToken cancellation)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var host = new CliHost { Out = TextWriter.Synchronized(output), Error = TextWriter.Synchronized(error), ErrorIsTerminal = Terminal, Engines = Engines, Dataset = Dataset };
        string[] args = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        if (args is ["train" or "sweep" or "parity", ..] && !args.Contains("--store"))
        {
            args = [.. args, "--store", Store];
        }

        var exitCode = await FairerCommand.RunAsync(args, host, cancellation);
        return new Outcome(exitCode, output.ToString(), error.ToString());
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>What came of a command.</summary>
internal sealed record Outcome(int ExitCode, string Out, string Error)
{
    public string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
