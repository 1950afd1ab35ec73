using System.CommandLine;

namespace Fairer.Cli;

/// <summary><c>data</c>: what there is to train on.</summary>
internal static class DataCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(CliHost host) => new("data", "Datasets: download those of the program, add tables of your own.")
    {
        DownloadCommand.Create(host),
        TableCommands.CreateAdd(host),
        TableCommands.CreateList(host),
        TableCommands.CreateRemove(host),
    };
}
