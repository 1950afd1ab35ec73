using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fairer.Core.Reproduction;

/// <summary>What made a result: command, program and machine.</summary>
/// <param name="Command">The command that gives the same result.</param>
/// <param name="Program">Fairer's version and, where the build knows it, its commit.</param>
/// <param name="Runtime">.NET and the operating system.</param>
/// <param name="Machine">Processor, cores and the vectors that the engine computes with.</param>
public sealed record Provenance(string Command, string Program, string Runtime, string Machine)
{
    /// <summary>That of this process.</summary>
    /// <param name="command">The command.</param>
    public static Provenance Here(string command) => new(
        command,
        "Fairer " + (typeof(Provenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "of an unknown version"),
        $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}",
        $"{Processor()}, {Environment.ProcessorCount} cores, {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)}-bit vectors");

    private static string Processor()
    {
        const string Linux = "/proc/cpuinfo";
        var name = File.Exists(Linux)
            ? File.ReadLines(Linux).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[^1].Trim()
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return name ?? $"{RuntimeInformation.ProcessArchitecture} processor";
    }
}
