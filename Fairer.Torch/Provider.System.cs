using System.Runtime.InteropServices;
using TorchSharp;

namespace Fairer.Torch;

/// <summary>Where torch comes from: here, our own binding over the system's libtorch.</summary>
internal static class TorchProvider
{
    /// <summary>libtorch's version and where it was loaded from; empty while it is not.</summary>
    public static unsafe string Version
    {
        get
        {
            if (Load() is not null)
            {
                return "";
            }

            var location = Marshal.PtrToStringUTF8((nint)Native.Location());
            return $"libtorch {torch.__version__} ({(string.IsNullOrEmpty(location) ? Native.File : location)})";
        }
    }

    /// <summary>Whether the processor's allocator keeps what is freed for the next tensor instead of giving it back to the
    /// system; worth it while large tensors come and go.</summary>
    public static void KeepFreedMemory(bool keep) => Native.KeepFreedMemory(keep ? 1 : 0);

    /// <summary>Makes torch usable; says what is missing and how to get it, or null.</summary>
    public static string? Load() => Native.Load();
}
