using System.CommandLine;

namespace Fairer.Cli;

/// <summary><c>sweep</c>: a grid of runs.</summary>
internal static class SweepCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(CliHost host)
    {
        var options = new TrainingOptions(host, lists: true);
        var command = new Command(
            "sweep",
            "Train a grid of models: every method with every network, λ, β and seed. Lists are written 0.1,0.5, ranges 0.2:0.6:0.1 (start:stop:step) or 0:9. "
            + "Results go into the store that the dashboard shows. A sweep that was interrupted goes on when the same command is given again.");
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => new Training(host, options.Read(parsed)).RunAsync(cancellation));
        return command;
    }
}
