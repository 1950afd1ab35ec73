using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Fairer.Core.Sweeps;

/// <summary>Lets training give way to everything else on the machine, so that pages stay quick.</summary>
internal static partial class WorkerPriority
{
    private const int Step = 10;

    /// <summary>Lowers the calling thread's priority. Where the system does not let it, training goes on as it is.</summary>
    public static void Lower()
    {
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;

        // .NET does not pass a thread's priority on to Linux, where each thread has a nice value of its own. A step down
        // from where the process is, so that one started with nice is not raised.
        if (OperatingSystem.IsLinux())
        {
            try
            {
                _ = Nice(Step);
            }
            catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
            {
            }
        }
    }

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "nice")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Nice(int increment);
}
