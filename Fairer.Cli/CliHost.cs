using Fairer.Core.Data;
using Fairer.Core.Training;
using Fairer.Core.Training.Managed;
using Fairer.Torch;

namespace Fairer.Cli;

/// <summary>What a command works with, so that tests can give it something else.</summary>
internal sealed record CliHost
{
    /// <summary>Takes results and help.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Takes progress, reasons and hints.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether <see cref="Error"/> is a terminal on which a bar can move.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>What trains; looked for when it is first asked for, since loading libtorch takes a moment.</summary>
    public IReadOnlyList<IEngine> Engines { get => field ??= [new TorchEngine(), new ManagedEngine()]; init; }

    /// <summary>Every dataset there is, and where the person's own tables go.</summary>
    public KnownDatasets Datasets { get; init; } = new(DataFolders.Find());

    /// <summary>Finds a dataset by its id.</summary>
    public Func<string, IDatasetSource> Dataset { get => field ?? Datasets.Get; init; }
}

/// <summary>A command cannot do what it is asked for.</summary>
/// <param name="message">What is wrong and how to mend it.</param>
/// <param name="exitCode">2 for bad usage, 1 for a failure.</param>
internal sealed class CliException(string message, int exitCode) : Exception(message)
{
    /// <summary>The exit code to end with.</summary>
    public int ExitCode => exitCode;
}
