using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Fairer.Core.Sweeps;

/// <summary>Lets training give way to everything else on the machine, so that pages stay quick.</summary>
internal static partial class WorkerPriority
{
    private const int ProcessPriority = 0;
    private const int ThisThread = 0;
    private const int Nice = 10;

    /// <summary>Lowers the calling thread's priority. Where the system does not let it, training goes on as it is.</summary>
    public static void Lower()
    {
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;

        // .NET does not pass a thread's priority on to Linux, where each thread has a nice value of its own.
        if (OperatingSystem.IsLinux())
        {
            try
            {
                _ = SetPriority(ProcessPriority, ThisThread, Nice);
            }
            catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
            {
            }
        }
    }

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int which, int who, int priority);
}
