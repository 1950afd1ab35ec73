using System.Runtime.InteropServices;
using Fairer.Benchmarks;

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

return await BenchCommand.RunAsync(args, Console.Out, Console.Error, stop.Token);
