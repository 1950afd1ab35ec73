using System.Runtime.InteropServices;
using Fairer.Cli;

// The first Ctrl+C stops cleanly; the second one ends the process as usual.
using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    if (!stop.IsCancellationRequested)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

return await FairerCommand.RunAsync(args, new CliHost { Out = Console.Out, Error = Console.Error, ErrorIsTerminal = !Console.IsErrorRedirected }, stop.Token);
