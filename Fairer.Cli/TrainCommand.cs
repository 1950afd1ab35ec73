using System.CommandLine;

namespace Fairer.Cli;

/// <summary><c>train</c>: one run.</summary>
internal static class TrainCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(CliHost host)
    {
        var options = new TrainingOptions(host, lists: false);
        var command = new Command("train", "Train one model with one seed. Results go into the store that the dashboard shows.");
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => new Training(host, options.Read(parsed)).RunAsync(cancellation));
        return command;
    }
}
