using System.Diagnostics;
using TorchSharp;

namespace Fairer.Torch;

/// <summary>Where torch comes from: here, TorchSharp's packages.</summary>
internal static class TorchProvider
{
    private static readonly Lazy<string?> Problem = new(() =>
    {
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
            using var one = torch.ones([1]);
            return null;
        }
        catch (Exception e)
        {
            // Its own message goes on with a trace of where it looked.
            var message = (e.InnerException ?? e).Message;
            return $"TorchSharp does not load libtorch: {message.Split('\n')[0].Trim()}";
        }
    });

    /// <summary>TorchSharp's version and where libtorch was loaded from; empty while it is not.</summary>
    public static string Version
    {
        get
        {
            if (Load() is not null)
            {
                return "";
            }

            using var process = Process.GetCurrentProcess();
            var location = process.Modules.Cast<ProcessModule>().Select(module => module.FileName)
                .FirstOrDefault(file => Path.GetFileName(file).Contains("torch_cpu", StringComparison.Ordinal));
            return $"TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)} ({location ?? "libtorch"})";
        }
    }

    /// <summary>Does nothing: TorchSharp leaves the allocator alone.</summary>
    public static void KeepFreedMemory(bool keep) => _ = keep;

    /// <summary>Makes torch usable; says what is missing, or null.</summary>
    public static string? Load() => Problem.Value;
}
