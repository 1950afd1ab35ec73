using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Fairer.Core.Data.Images;

/// <summary>Files with holes: what was never written takes no room on the disk.</summary>
internal static unsafe partial class SparseFiles
{
    private const uint SetSparse = 0x000900C4;

    /// <summary>Makes an empty file that long, of one hole.</summary>
    /// <exception cref="IOException">The disk cannot.</exception>
    public static void SetLength(SafeFileHandle file, long length)
    {
        // Elsewhere than on Windows, files are so by themselves.
        if (OperatingSystem.IsWindows() && !DeviceIoControl(file, SetSparse, null, 0, null, 0, out _, 0))
            throw new IOException("The disk has no sparse files.", new Win32Exception(Marshal.GetLastPInvokeError()));
        RandomAccess.SetLength(file, length);
    }

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool DeviceIoControl(
        SafeFileHandle device, uint code, void* input, uint inputBytes, void* output, uint outputBytes, out uint returned, nint overlapped);
}
