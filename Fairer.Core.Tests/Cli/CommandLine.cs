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

    /// <summary>Finds datasets; null for those of the program and of this test's own folder.</summary>
    public Func<string, IDatasetSource>? Dataset { get; set; } = _ => new EmptyDataset();

    /// <summary>The program's datasets and the tables of this test's own folder.</summary>
    public KnownDatasets Datasets => new(new DataFolders([], Path.Combine(Folder, "data")));

    public bool Terminal { get; set; }

    public string Store => _folder.File;

    public string Folder => _folder.Folder;

    /// <summary>Runs a command of words without blanks; a verb that works on a store gets this test's own store.</summary>
    public Task<Outcome> RunAsync(string line, CancellationToken cancellation) =>
        RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), cancellation);

    /// <summary>Runs a command; a verb that works on a store gets this test's own store.</summary>
    public async Task<Outcome> RunAsync(string[] args, CancellationToken cancellation)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var host = new CliHost
        {
            Out = TextWriter.Synchronized(output),
            Error = TextWriter.Synchronized(error),
            ErrorIsTerminal = Terminal,
            Engines = Engines,
            Datasets = Datasets,
            Dataset = Dataset ?? Datasets.Get,
        };
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
